"""Hosts of widgets: each shows some code in a page of a real browser, and tells what its kernel knows.

A page gets nothing from the network: the scripts that hosts would load from there come out of installed packages.

Without pytest::

    with Lab(folder) as lab, Browser() as browser, Voila(lab, browser, code) as shown:
        assert shown.value("w.radius") == 5
"""

import json
import mimetypes
import os
import pickle
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from tests.browser.harness import ARTEFACTS, VIEWPORT, write_notebook

HERE = Path(__file__).parent
SHARE = Path(sys.prefix) / "share"
ANYWIDGET = SHARE / "jupyter/nbextensions/anywidget/index.js"
REQUIRE = SHARE / "jupyter/voila/templates/base/static/require.min.js"


def installed(package):
    """Return the folder of a package without importing it: ipywidgets_bokeh would be the kernel of all tests."""
    return Path(find_spec(package).origin).parent


BOKEH = installed("bokeh") / "server/static/js/bokeh.min.js"
WITH_MANAGER = installed("ipywidgets_bokeh") / "dist/ipywidgets_bokeh.js"


# What anywidget needs of the manager's own classes.
BASE = """
async function defineBase(manager) {
  const names = ["DOMWidgetModel", "DOMWidgetView"];
  const classes = names.map(async (name) => [name, await manager.loadClass(name, "@jupyter-widgets/base", "2.0.0")]);
  define("@jupyter-widgets/base", Object.fromEntries(await Promise.all(classes)));
}
"""


def html_manager():
    """Return a script that makes `HTMLManager` of @jupyter-widgets/html-manager a global name.

    No installed package brings it by itself; but Bokeh's manager of widgets is made of it.
    """
    end = ".register_models)({IPyWidget})"
    script = WITH_MANAGER.read_text()
    assert end in script
    own = f"{end};self.HTMLManager=Object.getPrototypeOf(WidgetManager)"
    return BOKEH.read_text() + script.replace(end, own) + BASE


def solara(name):
    """Return a file of the page side of Solara: the installed release may be older than the server asks for."""
    folder = SHARE / "solara/cdn/@widgetti"
    return max(folder.glob(f"solara-vuetify3-app@*/dist/{name}")).read_text()


# What pages load from the network, and what they get instead.
FROM_HERE = [
    (r"/require(\.min)?\.js$", REQUIRE.read_text),
    (r"/html-manager\.js$", html_manager),
    (r"/embed-amd\.js$", lambda: html_manager() + (HERE / "embed.js").read_text()),
    (r"/anywidget@[^/]*/dist/index(\.js)?$", ANYWIDGET.read_text),
    (r"/solara-vuetify-app8\.min\.js$", lambda: solara("solara-vuetify-app8.min.js")),
    (r"/solara-vuetify3-app@[^/]*/dist/main8\.css$", lambda: solara("main8.css")),
]


class Shown:
    """A page of some host in which code has been run, whose names `value` reads.

    Parameters
    ----------
    browser : playwright.sync_api.Browser
    code : str
        Makes `w` and shows it.
    name : str
        Of its screenshots.
    """

    def __init__(self, browser, code, *, name="host"):
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix="nbtools-host-"))
        self.console_errors = []
        spy = f"__import__('runpy').run_path({str(HERE / 'answers.py')!r})['answer']"
        self.spy = f"{spy}(globals(), __import__('pathlib').Path({str(self.folder)!r}))"
        self.code = code
        self.context = browser.new_context(viewport=VIEWPORT)
        self.context.route(lambda url: "//127.0.0.1" not in url and url.startswith("http"), self._from_here)
        self.context.set_default_timeout(120_000)
        self.page = self.context.new_page()
        self.page.on("pageerror", lambda error: self._note(f"{error} {error.stack}"))
        self.page.on("console", lambda message: message.type == "error" and self._note(message.text))
        try:
            self.open()
        except BaseException:
            self.screenshot()
            self.close()
            raise

    def _note(self, error):
        """Keep an error of our module, which hosts load from a blob; hosts have errors of their own."""
        if "blob:" in error or "nbtools" in error or "anywidget" in error:
            self.console_errors.append(error)

    def _from_here(self, route):
        url = route.request.url.partition("?")[0]
        for pattern, script in FROM_HERE:
            if re.search(pattern, url):
                return route.fulfill(
                    body=script(), content_type=mimetypes.guess_type(url)[0] or "text/javascript"
                )
        return route.abort()

    def open(self):
        """Show and run the code."""
        raise NotImplementedError

    def value(self, expression):
        """Return the value of an expression in the kernel."""
        return self._ask(expression, -1)

    def _ask(self, expression, nth):
        end = time.monotonic() + 60
        while not (ports := sorted(self.folder.iterdir(), key=lambda file: file.stat().st_mtime_ns)):
            assert time.monotonic() < end, "no kernel has run the code"
            self.page.wait_for_timeout(100)
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{ports[nth].name}", expression.encode(), timeout=30
            ) as answer:
                return pickle.loads(answer.read())
        except urllib.error.HTTPError as error:
            raise RuntimeError(f"{error.read().decode()} in {expression}") from None

    def screenshot(self, name=None):
        """Keep a picture of the page among the artefacts; return its path."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name or self.name}.png"
        self.page.screenshot(path=path)
        return path

    def close(self):
        """Close the page."""
        self.context.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


# --- hosts that the Jupyter server brings ------------------------------------------------------------------


class InServer(Shown):
    """A host at some address of a Jupyter server, which has the notebook in its folder."""

    address = ""

    def __init__(self, lab, browser, code, *, name="host"):
        self.lab = lab
        self.file = lab.root / f"{name}.ipynb"
        super().__init__(browser, code, name=name)

    def open(self):
        write_notebook(self.file, [self.spy, self.code])
        self.page.goto(f"{self.lab.url}{self.address}{self.file.name}")
        self.run()

    def run(self):
        """Run what is open."""

    def close(self):
        super().close()
        for session in self.lab.request("GET", "/api/sessions"):
            if session["path"] == self.file.name:
                self.lab.request("DELETE", f"/api/sessions/{session['id']}")


class Notebook7(InServer):
    """Notebook 7, which is made of parts of JupyterLab and has keys of its own."""

    address = "/notebooks/"

    def run(self):
        self.page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for()
        for number in range(2):
            cell = self.page.locator(".jp-CodeCell").nth(number)
            end = time.monotonic() + 120
            while not re.search(r"\d", prompt := cell.locator(".jp-InputPrompt").inner_text()):
                assert time.monotonic() < end, f"cell {number} has not been run"
                if "*" not in prompt:  # keys are heard late, and what a cell was told too early is lost
                    cell.locator(".cm-content").press("Control+Enter")
                self.page.wait_for_timeout(1000)


class Classic(InServer):
    """The notebook as it was before JupyterLab."""

    address = "/nbclassic/notebooks/"

    def run(self):
        self.page.wait_for_function(
            """() => {
              const notebook = window.Jupyter?.notebook;
              return notebook?._fully_loaded && notebook.kernel?.is_connected() && notebook.kernel.widget_manager;
            }"""
        )
        # A new manager asks for the widgets of the kernel, and then shows all outputs once more. Any widget that is
        # there by then is lost (a defect of widgetsnbextension); what is asked again is answered later than that.
        self.page.evaluate("() => window.Jupyter.notebook.kernel.widget_manager._loadFromKernel()")
        self.page.evaluate("() => window.Jupyter.notebook.execute_all_cells()")


class Voila(InServer):
    """A page of outputs, with a kernel for each visitor."""

    address = "/voila/render/"


class Manager(InServer):
    """A page with the manager of widgets alone, as in Colab and others."""

    def open(self):
        page = f"{self.lab.url}/static/manager.html"
        self.context.route(re.compile(r"/static/(require|html-manager)\.js$"), self._from_here)
        self.page.goto(page)
        self.kernel = self.lab.request("POST", "/api/kernels")["id"]
        code = f"{self.spy}\n{self.code.removesuffix('w')}\ndisplay(w)"
        self.page.evaluate(f"() => void start({json.dumps(self.kernel)}, {json.dumps(code)})")

    def close(self):
        super().close()
        with suppress(AttributeError):
            self.lab.request("DELETE", f"/api/kernels/{self.kernel}")


# --- hosts that are servers of their own -------------------------------------------------------------------


class Served(Shown):
    """A host that is a server, which runs a script."""

    command: tuple[str, ...] = ()
    script = "{code}"

    def open(self):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        home = Path(tempfile.mkdtemp(prefix="nbtools-host-home-"))
        self.home = home
        app = home / "app.py"
        body = f"{self.spy}\n{self.code.rstrip().removesuffix('w')}"
        app.write_text(
            self.script.replace("{code}", body).replace("{indented}", body.replace("\n", "\n    "))
        )
        env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "MPLBACKEND"))}
        env |= {"HOME": str(home), "XDG_CONFIG_HOME": str(home), "XDG_CACHE_HOME": str(home)}
        env |= {"IPYTHONDIR": str(home), "BOKEH_RESOURCES": "server", "SOLARA_ASSETS_PROXY": "False"}
        env |= {"SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False"}
        words = [word.format(app=app, port=port) for word in self.command]
        self.log = (home / "log").open("w")
        self.server = subprocess.Popen(
            [sys.executable, "-m", *words], cwd=home, env=env, stdout=self.log, stderr=self.log
        )
        url = f"http://127.0.0.1:{port}/"
        for _ in range(600):
            assert self.server.poll() is None, (home / "log").read_text()[-3000:]
            with suppress(OSError):
                urllib.request.urlopen(url, timeout=60).close()
                break
            time.sleep(0.1)
        self.page.goto(url)

    def close(self):
        super().close()
        self.server.terminate()
        try:
            self.server.wait(10)
        except subprocess.TimeoutExpired:
            self.server.kill()
            self.server.wait()
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)


class Panel(Served):
    """Panel, which shows widgets in shadow roots, by Bokeh."""

    command = ("panel", "serve", "{app}", "--port={port}", "--address=127.0.0.1")
    script = "{code}\nimport panel as pn\npn.extension('ipywidgets')\npn.panel(w).servable()"


class Marimo(Served):
    """marimo, which shows anywidgets but no boxes of ipywidgets."""

    command = (
        "marimo",
        "run",
        "{app}",
        "--headless",
        "--no-token",
        "--host=127.0.0.1",
        "--port={port}",
        "--no-sandbox",
    )
    script = "import marimo\n\napp = marimo.App()\n\n\n@app.cell\ndef _():\n    {indented}\n    w"


class Solara(Served):
    """Solara, which makes an explorer for each visitor and shows outputs as a widget."""

    command = (
        "solara",
        "run",
        "{app}",
        "--production",
        "--no-open",
        "--no-check-version",
        "--host=127.0.0.1",
        "--port={port}",
    )
    script = (
        "import solara\n\n\ndef make():\n    global w\n    {indented}\n    return w\n\n\n"
        "@solara.component\ndef Page():\n    solara.display(solara.use_memo(make, []))"
    )


class Saved(Shown):
    """A page that was made of a notebook and its widgets, and has no kernel.

    The code is that of the page, as HTML.
    """

    def open(self):
        self.show(self.folder / "page.html", self.code)

    def show(self, page, html):
        """Write a page to its file, and show it."""
        html = re.sub(' integrity="[^"]*"', "", html)  # another release of require
        page.write_text(html, encoding="utf-8")
        self.page.goto(page.as_uri())


class Sphinx(Saved):
    """A page of Sphinx, which nbsphinx made of a notebook that has been run.

    The code is that of the notebook, without Markdown, which would need pandoc.
    """

    def open(self):
        (self.folder / "conf.py").write_text("extensions = ['nbsphinx']")
        (self.folder / "index.ipynb").write_text(self.code)
        command = [sys.executable, "-m", "sphinx", "-q", str(self.folder), str(self.folder / "html")]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        page = self.folder / "html/index.html"
        self.show(page, page.read_text())
