"""A real JupyterLab in a headless Chromium, and notebooks in it that tests and benchmarks can hold.

Without pytest::

    with Lab(folder) as lab, Browser() as browser, Notebook(lab, browser, ["x = 6 * 7"]) as nb:
        assert nb.value("x") == 42
"""

import base64
import fcntl
import json
import os
import pickle
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat.v4 as nbf
from playwright.sync_api import Error, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

ARTEFACTS = Path(__file__).parent.parent / "artefacts"
VIEWPORT = {"width": 1440, "height": 900}  # a 13-inch laptop
CHROMIUM_FLAGS = [
    "--no-sandbox",  # the tests may run as root in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

# Notes time and pixels of every painted frame: canvas drawing calls, and pictures that have been loaded.
FRAMES = """
window.frameTimes = [];
window.addEventListener('keydown', () => { window.keyTime = performance.now() }, true);
const note = (width, height) => window.frameTimes.push([performance.now(), width * height]);
const after = (type, names) => { for (const name of type ? names : []) {
  const original = type.prototype[name];
  type.prototype[name] = function (...args) {
    const r = original.apply(this, args); note(this.canvas.width, this.canvas.height); return r;
  };
}};
after(window.CanvasRenderingContext2D, ['drawImage', 'putImageData']);
after(window.WebGLRenderingContext, ['drawArrays', 'drawElements']);
after(window.WebGL2RenderingContext, ['drawArrays', 'drawElements']);
const loaded = i => {
  const noteIt = () => i.offsetParent && note(i.naturalWidth, i.naturalHeight);  // hidden: a still picture
  i.complete && i.naturalWidth ? noteIt() : i.addEventListener('load', noteIt, {once: true});
};
new MutationObserver(changes => { for (const c of changes) {
  const nodes = c.type === 'attributes' ? [c.target] : [...c.addedNodes];
  for (const node of nodes) if (node.querySelectorAll) {
    if (node.tagName === 'IMG') loaded(node);
    else if (c.type === 'childList') node.querySelectorAll('img').forEach(loaded);
  }
}}).observe(document, {subtree: true, childList: true, attributes: true, attributeFilter: ['src']});
"""

READY = """() => {
  const app = window.jupyterapp, panel = app?.shell.currentWidget, context = panel?.sessionContext;
  if (!app?.commands.hasCommand('notebook:run-all-cells')) return false;
  if (!panel?.content?.model?.cells.length) return false;
  if (!context?.isReady || context.session?.kernel?.connectionStatus !== 'connected') return false;
  window.panel = panel;
  return true;
}"""
CONNECTED = (
    "async () => { await window.panel.revealed; await window.panel.sessionContext.session.kernel.info }"
)
RUN_ALL = """async () => {
  await window.jupyterapp.commands.execute('notebook:run-all-cells');
  return [...window.panel.content.model.cells].flatMap(c => c.toJSON().outputs ?? [])
    .filter(o => o.output_type === 'error').map(o => o.traceback.join('\\n'));
}"""
EXECUTE = """async ([code, expression]) => {
  const kernel = window.panel.sessionContext.session.kernel;
  const content = {code, silent: true, store_history: false, stop_on_error: false};
  if (expression) content.user_expressions = {value: expression};
  return (await kernel.requestExecute(content).done).content;
}"""
SHOW_FILE = """async () => {
  await window.panel.context.revert();
  window.panel.content.activeCellIndex = 0;
  window.jupyterapp.shell.expandLeft();
}"""
FORGET = "get_ipython().reset(new_session=False); __import__('ipywidgets').Widget.close_all()"
IS_IDLE = "() => window.panel.sessionContext.session.kernel.status === 'idle'"
# At the end the kernel answers once more: on a busy machine, what it does at rest may begin late.
SETTLE = """async ([quiet, timeout]) => {
  const kernel = window.panel.sessionContext.session.kernel, start = performance.now();
  let since = start;
  for (let now = start; now - start < timeout; now = performance.now()) {
    since = Math.max(since, kernel.status === 'idle' ? 0 : now, window.frameTimes.at(-1)?.[0] ?? 0);
    if (now - since < quiet) await new Promise(done => setTimeout(done, 20));
    else {
      const frames = window.frameTimes.length;
      await kernel.requestKernelInfo();
      if (frames === window.frameTimes.length) return true;
    }
  }
  return false;
}"""

OTHERS = ("@pyviz/jupyterlab_pyviz", "@voila-dashboards/jupyterlab-preview", "jupyter-vue", "jupyter-vuetify")


class Lab:
    """A JupyterLab server of its own on 127.0.0.1, with no settings, kernels or history of the user's.

    The `python3` kernel is the running Python. Notebooks live in the folder `root`.
    """

    def __init__(self, root):
        self.root = Path(root)
        self.home = Path(tempfile.mkdtemp(prefix="nbtools-lab-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._write_setting("notification", fetchNews="false", checkForUpdates=False)
        self._leave_out()
        command = [
            sys.executable,
            "-m",
            "jupyterlab",
            "--no-browser",
            "--allow-root",
            "--expose-app-in-browser",
        ]
        command += [f"--ServerApp.port={self.port}", "--ServerApp.ip=127.0.0.1", "--ServerApp.port_retries=0"]
        command += ["--IdentityProvider.token=", "--ServerApp.disable_check_xsrf=True"]
        command += [f"--ServerApp.root_dir={self.root}"]
        command += [f"--ServerApp.extra_static_paths={[str(Path(__file__).parent)]}"]  # for manager.html
        built = {
            "page_config_data": {"buildCheck": False, "buildAvailable": False}
        }  # each page would ask node
        command += [f"--ServerApp.tornado_settings={built}"]
        env = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "MPLBACKEND"))}
        env |= {
            f"JUPYTER_{name}_DIR": str(self.home / name.lower()) for name in ("CONFIG", "DATA", "RUNTIME")
        }
        env |= {"IPYTHONDIR": str(self.home / "ipython"), "JUPYTER_PREFER_ENV_PATH": "1"}
        self._log = (self.home / "log").open("w")
        self._server = subprocess.Popen(command, env=env, stdout=self._log, stderr=self._log)
        self._wait()

    def _wait(self):
        for _ in range(600):
            if self._server.poll() is not None:
                break
            with suppress(OSError):
                self.request("GET", "/api/status")
                return
            time.sleep(0.1)
        log = self.log()
        self.close()
        raise RuntimeError(f"JupyterLab does not answer:\n{log[-3000:]}")

    def _write_setting(self, plugin, **values):
        folder = self.home / "config/lab/user-settings/@jupyterlab/apputils-extension"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{plugin}.jupyterlab-settings").write_text(json.dumps(values))

    def _leave_out(self):
        """Load neither what other hosts bring and takes long, nor what ipympl brings, which no picture needs."""
        unused = dict.fromkeys(
            ("panel.io.jupyter_server_extension", "solara.server.jupyter.server_extension"), False
        )
        config = {"ServerApp": {"jpserver_extensions": unused}}
        (self.home / "config/jupyter_server_config.json").write_text(json.dumps(config))
        folder = self.home / "config/labconfig"
        folder.mkdir()
        off = dict.fromkeys((*OTHERS, "jupyter-matplotlib"), True)
        (folder / "page_config.json").write_text(json.dumps({"disabledExtensions": off}))

    def use_subshells(self, yes):
        """Let pages opened from now on send widget messages to a subshell of the kernel, or not."""
        self._write_setting("kernels-settings", commsOverSubshells="perCommTarget" if yes else "disabled")

    def log(self):
        """Return what the server and its kernels wrote."""
        return (self.home / "log").read_text(errors="replace")

    def request(self, method, path):
        """Ask the server's REST interface; return the decoded answer."""
        with urllib.request.urlopen(
            urllib.request.Request(self.url + path, method=method), timeout=30
        ) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def close(self):
        """End the server and its kernels."""
        self._server.terminate()
        try:
            self._server.wait(20)
        except subprocess.TimeoutExpired:
            self._server.kill()
            self._server.wait()
        self._log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class Browser:
    """A headless Chromium: the machine's own, or one that is installed now."""

    def __init__(self):
        self._playwright = sync_playwright().start()
        chromium = self._playwright.chromium
        with open(Path(tempfile.gettempdir()) / "nbtools-chromium.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two test processes must not install at the same time
            path = find_chromium(chromium.executable_path)
        self.browser = chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)

    def close(self):
        """End the browser."""
        self.browser.close()
        self._playwright.stop()

    def __enter__(self):
        return self.browser

    def __exit__(self, *error):
        self.close()


def find_chromium(own):
    """Return the path of a Chromium or Chrome, installing one where there is none.

    Parameters
    ----------
    own : str
        Where Playwright keeps the Chromium that it downloads.
    """

    def found():
        names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
        return next(filter(None, map(shutil.which, names)), own if Path(own).exists() else None)

    root = os.geteuid() == 0
    ways = [
        [],
        [sys.executable, "-m", "playwright", "install", *(["--with-deps"] if root else []), "chromium"],
    ]
    if root and shutil.which("apt-get"):
        ways += [["apt-get", "update"], ["apt-get", "install", "-y", "--no-install-recommends", "chromium"]]
    tried = []
    for way in ways:
        if way:
            done = subprocess.run(way, capture_output=True, text=True, check=False)
            tried.append(f"{' '.join(way)}: {(done.stdout + done.stderr)[-300:]}")
        if path := found():
            return path
    raise RuntimeError("no Chrome or Chromium on the PATH, and none could be installed:\n" + "\n".join(tried))


class Notebook:
    """A notebook of the given code cells, opened and run in a page of its own.

    Parameters
    ----------
    lab : Lab
    browser : playwright.sync_api.Browser
    cells : list of str, or path of a notebook file
    name : str
        Name of the notebook's file, and of its screenshots.
    subshells : bool
        Whether widget messages go to a subshell of the kernel, as JupyterLab does by default.
    run : bool
        Run all cells. A cell that fails raises RuntimeError with its traceback.
    viewport : dict
        Size of the page.
    pixel_ratio : float
        Pixels of the screen for one of the page: 2 is what is called hi-dpi.
    """

    def __init__(
        self, lab, browser, cells, *, name="test", subshells=True, run=True, viewport=VIEWPORT, pixel_ratio=1
    ):
        self.lab = lab
        self.name = name
        self.file = lab.root / f"{name}.ipynb"
        self.console_errors = []
        self._write(cells)
        lab.use_subshells(subshells)
        self.context = browser.new_context(viewport=viewport, device_scale_factor=pixel_ratio)
        self.page = self.context.new_page()
        self.page.add_init_script(FRAMES)
        self.page.on("pageerror", lambda error: self.console_errors.append(str(error)))
        self.page.on("console", self._note_console)
        try:
            self.open()
            if run:
                self.run_all()
        except BaseException:
            self.close()
            raise

    def _note_console(self, message):
        # Explorers load nothing; a server that serves Notebook 7, too, now and then refuses a font to JupyterLab.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.console_errors.append(message.text)

    def open(self):
        """Open the page, or open it again, and wait until its kernel is connected."""
        try:
            self._load(45_000)
        except TooLate:  # once in some hundred times JupyterLab does not come up, before it runs a cell
            self._load(90_000)
        self.page.evaluate(CONNECTED)

    def _load(self, timeout):
        self.page.goto(f"{self.lab.url}/lab/tree/{self.file.name}?reset")
        self.page.wait_for_function(READY, timeout=timeout)

    def show(self, cells, *, name="test", run=True, viewport=VIEWPORT):
        """Show and run something else in this page and this kernel, which forgets all that was before."""
        self.execute(FORGET)
        self.name = name
        self._write(cells)
        self.page.set_viewport_size(viewport)
        self.page.evaluate(SHOW_FILE)
        self.frames(clear=True)
        self.console_errors.clear()
        if run:
            self.run_all()

    def _write(self, cells):
        if isinstance(cells, Path):
            shutil.copyfile(cells, self.file)
        else:
            write_notebook(self.file, cells)

    def hide_files(self):
        """Close the list of files, which leaves more room for the notebook."""
        self.page.evaluate("() => window.jupyterapp.shell.collapseLeft()")
        self.settle()

    def run_all(self):
        """Run all cells and wait until they are done and shown."""
        if errors := self.page.evaluate(RUN_ALL):
            raise RuntimeError("a cell failed:\n" + "\n".join(errors))
        self.settle()

    def execute(self, code, expression=""):
        """Run code in the kernel, leaving no trace in the page; return the value of an expression."""
        packed = f"__import__('base64').b64encode(__import__('pickle').dumps({expression})).decode()"
        reply = self.page.evaluate(EXECUTE, [code, packed if expression else ""])
        answer = reply.get("user_expressions", {}).get("value", reply)
        for part in (reply, answer):
            if part["status"] != "ok":
                raise RuntimeError(f"{part.get('ename')}: {part.get('evalue')} in {code or expression}")
        return pickle.loads(base64.b64decode(answer["data"]["text/plain"][1:-1])) if expression else None

    def value(self, expression):
        """Return the value of an expression in the kernel; it travels as a pickle, arrays as arrays."""
        return self.execute("", expression)

    def until(self, expression, timeout=10.0):
        """Wait until an expression is true in the kernel; AssertionError after `timeout` seconds."""
        end = time.monotonic() + timeout
        while not self.value(expression):
            if time.monotonic() >= end:
                found = self.value(f"repr({expression.partition(' == ')[0]})")
                raise AssertionError(f"not true after {timeout} s: {expression} (found {found})")
            self.page.wait_for_timeout(50)

    def is_idle(self):
        """Whether the page lives and its kernel waits."""
        with suppress(Error):
            return self.page.evaluate(IS_IDLE)
        return False

    def frames(self, area=0, clear=False):
        """Return the times (ms of the page's clock) of the painted frames of at least `area` pixels."""
        frames = self.page.evaluate("() => window.frameTimes")
        if clear:
            self.page.evaluate("() => { window.frameTimes.length = 0 }")
        return [time for time, pixels in frames if pixels >= area]

    def settle(self, quiet=400, timeout=60.0):
        """Wait until the kernel is idle and no frame has been painted for `quiet` ms."""
        settled = self.page.evaluate(SETTLE, [quiet, 1000 * timeout])
        assert settled, f"still painting or busy after {timeout} s"

    def slider(self, label, nth=0):
        """Return the slider with this label, title or aria-label."""
        return Slider(self.page, self.page.locator(slider_selector(label)).nth(nth))

    def screenshot(self, name=None):
        """Keep a picture of the page among the artefacts; return its path."""
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name or self.name}.png"
        self.page.screenshot(path=path)
        return path

    def save(self):
        """Save the notebook to its file, with the pictures of its widgets."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def close(self):
        """Close the page and end its kernel."""
        with suppress(Error):
            self.context.close()
        for session in self.lab.request("GET", "/api/sessions"):
            if session["path"] == self.file.name:
                self.lab.request("DELETE", f"/api/sessions/{session['id']}")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class Pages:
    """Notebooks that are shown one after the other in pages that stay open.

    To open a page and start its kernel takes longer than most tests. One that changes the page itself opens a
    `Notebook` of its own.
    """

    def __init__(self, lab, browser):
        self.lab, self.browser = lab, browser
        self._free = {}
        self._opened = 0

    @contextmanager
    def show(self, cells, *, subshells=True, pixel_ratio=1, **options):
        """Show and run a notebook in a page that nobody else holds; the options are those of `Notebook`."""
        free = self._free.setdefault((subshells, pixel_ratio), [])
        notebook = free.pop() if free else self._open(subshells=subshells, pixel_ratio=pixel_ratio)
        try:
            notebook.show(cells, **options)
            yield notebook
        finally:
            if notebook.is_idle():
                free.append(notebook)
            else:
                notebook.close()

    def _open(self, **options):
        self._opened += 1
        return Notebook(self.lab, self.browser, [""], name=f"page-{self._opened}", run=False, **options)

    def close(self):
        """Close all pages."""
        for free in self._free.values():
            while free:
                free.pop().close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class Slider:
    """The handle of a slider, moved by keys or by the mouse."""

    def __init__(self, page, handle):
        self.page = page
        self.handle = handle

    def press(self, key, times=1):
        """Press a key on the handle: ArrowRight, ArrowLeft, PageUp, Home ..."""
        for _ in range(times):
            self.handle.press(key)

    def drag(self, to, steps=20, pause=0.0):
        """Drag the handle to a fraction (0 to 1) of its track, in mouse moves that are `pause` ms apart."""
        self.handle.scroll_into_view_if_needed()
        grip = self.handle.bounding_box()
        track = self.handle.locator("xpath=ancestor::*[contains(@class, 'noUi-base')]").bounding_box()
        x, y = grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        for step in range(1, steps + 1):
            self.page.mouse.move(x + (track["x"] + to * track["width"] - x) * step / steps, y)
            if pause:
                self.page.wait_for_timeout(pause)
        self.page.mouse.up()


def slider_selector(label):
    """Return the CSS of the slider handles that bear a label; no other place knows how they bear it."""
    text = json.dumps(label)
    return ", ".join(
        f".jp-OutputArea {where}"
        for where in (
            f".widget-slider:has(> .widget-label:text-is({text})) .noUi-handle",
            f".widget-slider[aria-label={text}] .noUi-handle",
            f".widget-slider[title={text}] .noUi-handle",
            f".noUi-handle[aria-label={text}]",
        )
    )


def write_notebook(path, cells):
    """Write a notebook of code cells for the python3 kernel."""
    spec = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    book = nbf.new_notebook(cells=[nbf.new_code_cell(c) for c in cells], metadata={"kernelspec": spec})
    path.write_text(nbf.writes(book), encoding="utf-8")
