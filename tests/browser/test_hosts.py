"""What every explorer owes in hosts other than JupyterLab, and in pages where nothing lives."""

import base64
import io
import time
import urllib.request
from urllib.parse import urljoin

import ipywidgets.embed
import nbconvert
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from tests.browser.blank import load
from tests.browser.harness import write_notebook
from tests.browser.hosts import (
    Classic,
    InServer,
    Manager,
    Marimo,
    Notebook7,
    Panel,
    Saved,
    Solara,
    Sphinx,
    Voila,
)
from tests.browser.looking import PICTURE, pixels, wheel
from tests.cases import CASES

SOME = [case for case in CASES if case.name in ("spots", "diff", "zoom")]
LIVE = [Notebook7, Voila, Manager, Classic, Panel, Solara]
STILL = "img[src^='data:image/png']:visible"


def screen(shown):
    """What the picture shows."""
    canvas = shown.page.locator(PICTURE).first.locator("canvas").first
    return pixels(base64.b64decode(canvas.evaluate("c => c.toDataURL()").partition(",")[2]))


def wait_for(true, shown, timeout=60):
    """Wait until something is true; fail with a picture of the page."""
    end = time.monotonic() + timeout
    while not true():
        if time.monotonic() >= end:
            raise AssertionError(f"not true after {timeout} s, see {shown.screenshot()}")
        shown.page.wait_for_timeout(200)


def wait_for_the_picture(shown):
    """Wait until the page shows what the kernel says that it shows."""
    shown.page.locator(PICTURE).first.locator("canvas").first.wait_for()
    wait_for(lambda: np.array_equal(screen(shown), pixels(shown.value("w.png()"))), shown)


@pytest.fixture(params=LIVE, ids=lambda host: host.__name__)
def show(request, browser):
    """Return a function that shows a cell in a host."""
    host = request.param

    def show(code, name):
        name = f"{host.__name__}-{name}"
        if issubclass(host, InServer):
            return host(request.getfixturevalue("lab"), browser, code, name=name)
        return host(browser, code, name=name)

    return show


@pytest.mark.parametrize("case", SOME, ids=str)
def test_the_picture_is_there_once_and_follows_keys_and_wheel(show, case):
    with show(case.cell(), case.name) as shown:
        wait_for_the_picture(shown)
        assert shown.page.locator(STILL).count() == 0
        before, first = shown.value(f"w.{case.parameter}"), screen(shown)
        handle = shown.page.locator(f".nbtools-{case.parameter} .noUi-handle").first
        handle.press("ArrowRight")
        wait_for(lambda: shown.value(f"w.{case.parameter}") > before, shown)
        handle.press("End")
        wait_for(lambda: not np.array_equal(screen(shown), first), shown)
        wait_for_the_picture(shown)
        before, canvas = screen(shown), shown.page.locator(PICTURE).first.locator("canvas").last
        box = canvas.bounding_box()
        canvas.hover(
            position={"x": box["width"] / 2, "y": box["height"] / 4}
        )  # on the upper panel, where there are two
        wheel(shown, -300)
        wait_for(lambda: not np.array_equal(screen(shown), before), shown)
        wait_for_the_picture(shown)
        assert shown.page.locator(STILL).count() == 0
        assert shown.value("w.last_error") is None
        shown.screenshot()
        assert shown.console_errors == []


def test_a_file_comes_into_the_browser(show):
    with show(SOME[0].cell(), "download") as shown:
        wait_for_the_picture(shown)
        shown.page.locator(".nbtools-head button[title='Save']").click()
        shown.page.locator(".nbtools-save select").select_option("figure (PNG)")
        wait_for(lambda: shown.page.locator(".nbtools-save input").first.input_value() == "figure.png", shown)
        with shown.page.expect_download() as waiting:
            shown.page.locator(".nbtools-download").click()
        assert waiting.value.suggested_filename == "figure.png"
        assert waiting.value.path().read_bytes() == shown.value("w.png()")


STANDS_BEFORE = """([src, mark]) => {
  document.body.innerHTML = "<div><p><img></p></div><div><section></section></div>";
  document.querySelector("img").src = src;
  return module.stillBefore(document.querySelector("section"), "never", mark, false) !== null;
}"""


def test_a_still_picture_whose_text_is_lost_is_known_by_what_is_written_in_it(browser):
    """Solara shows it so."""
    page = browser.new_page()
    load(page, "stillBefore")
    with SOME[0].make() as explorer:
        data, _ = explorer._static.bundle()
        src, mark = f"data:image/png;base64,{data['image/png']}", explorer.shell.page.mark
    assert page.evaluate(STANDS_BEFORE, [src, mark])
    assert not page.evaluate(STANDS_BEFORE, [src, "another"])
    assert not page.evaluate(STANDS_BEFORE, ["image.png", mark])
    page.close()


def test_two_visitors_of_one_voila_do_not_meet(lab, browser):
    case = SOME[0]
    with (
        Voila(lab, browser, case.cell(), name="one") as one,
        Voila(lab, browser, case.cell(), name="two") as two,
    ):
        found = []
        for shown in (one, two):
            wait_for_the_picture(shown)
        one.page.locator(f".nbtools-{case.parameter} .noUi-handle").first.press("ArrowRight")
        wait_for(lambda: one.value(f"w.{case.parameter}") != two.value(f"w.{case.parameter}"), one)
        before = sorted(lab.root.iterdir())
        for shown in (one, two):
            shown.page.locator(".nbtools-head button[title='Save']").click()
            with shown.page.expect_download() as waiting:
                shown.page.locator(".nbtools-download").click()
            found.append(waiting.value.path().read_bytes())
        assert found[0] != found[1]
        assert sorted(lab.root.iterdir()) == before


def test_marimo_shows_a_picture_and_the_line_that_helps(browser):
    with Marimo(browser, SOME[0].cell(), name="Marimo") as shown:
        image = shown.page.locator("img[src^='data:image/png']")
        image.wait_for()
        assert shown.page.get_by_text("mo.image(w.png())").is_visible()
        png = base64.b64decode(image.get_attribute("src").partition(",")[2])
        assert png == shown.value("w.png()")
        shown.screenshot()


@pytest.mark.parametrize("case", SOME, ids=str)
def test_an_embedded_explorer_is_its_last_picture_without_dead_controls(browser, case):
    with case.make() as explorer:
        setattr(explorer, case.parameter, case.values[0])
        page = io.StringIO()
        ipywidgets.embed.embed_minimal_html(page, [explorer], drop_defaults=True)
        last, said = pixels(explorer.png()), explorer.status()
    with Saved(browser, page.getvalue(), name=f"embedded-{case}") as shown:
        shown.page.locator(PICTURE).first.locator("canvas").first.wait_for()
        wait_for(lambda: np.array_equal(screen(shown), last), shown)
        assert shown.page.locator(".nbtools-status").inner_text() == said
        wait_for(
            lambda: shown.page.locator("button:visible, input:visible, .noUi-handle:visible").count() == 0,
            shown,
        )
        shown.screenshot()
        assert shown.console_errors == []


def shows_one_picture(shown, last):
    """Whether a page that was made of a notebook shows one picture, the last one, and nothing that is dead."""
    shown.page.locator(".nbtools-explorer").wait_for(state="attached")
    shown.page.wait_for_timeout(500)
    shown.screenshot()
    pictures = shown.page.locator("img:visible, canvas:visible")
    assert pictures.count() == 1
    with urllib.request.urlopen(urljoin(shown.page.url, pictures.get_attribute("src"))) as file:
        assert np.array_equal(pixels(file.read()), last)
    assert shown.page.locator(".nbtools-explorer").is_hidden()
    assert shown.console_errors == []


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    """Return a notebook that has been run, and its last picture."""
    case, folder = SOME[0], tmp_path_factory.mktemp("run")
    write_notebook(folder / "a.ipynb", [case.cell(), f"w.{case.parameter} = {case.values[0]}"])
    book = nbformat.read(folder / "a.ipynb", 4)
    NotebookClient(book, kernel_name="python3", resources={"metadata": {"path": folder}}).execute()
    with case.make() as explorer:
        setattr(explorer, case.parameter, case.values[0])
        return book, pixels(explorer.png())


def test_an_exported_notebook_shows_one_picture(browser, run):
    book, last = run
    page, _ = nbconvert.HTMLExporter().from_notebook_node(book)
    with Saved(browser, page, name="exported") as shown:
        shows_one_picture(shown, last)


def test_a_page_of_sphinx_shows_one_picture(browser, run):
    book, last = run
    with Sphinx(browser, nbformat.writes(book), name="sphinx") as shown:
        shows_one_picture(shown, last)


def test_a_notebook_that_jupyterlab_saved_with_its_widgets_shows_the_last_picture(browser, open_notebook):
    case, nb = SOME[0], open_notebook(SOME[0].cell())
    with_widgets = "() => jupyterapp.commands.execute('@jupyter-widgets/jupyterlab-manager:saveWidgetState')"
    nb.page.locator(PICTURE).first.locator("canvas").first.wait_for()
    nb.execute(f"w.{case.parameter} = {case.values[0]}")
    nb.settle()
    nb.until("not w._static._stale")
    nb.page.wait_for_timeout(1500)  # at rest, the page takes its picture into the widget
    nb.page.evaluate(with_widgets)
    try:
        nb.save()
    finally:
        nb.page.evaluate(with_widgets)  # which undoes it
    book, last = nbformat.read(nb.file, 4), pixels(nb.value("w.png()"))
    assert book.metadata.widgets
    page, _ = nbconvert.HTMLExporter().from_notebook_node(book)
    with Saved(browser, page, name="saved") as shown:
        shows_one_picture(shown, last)
    for cell in book.cells:  # the widget alone
        cell.outputs = [output for output in cell.outputs if "image/png" not in output.get("data", {})]
    page, _ = nbconvert.HTMLExporter().from_notebook_node(book)
    with Saved(browser, page, name="saved-widget") as shown:
        shown.page.locator(PICTURE).first.locator("canvas").first.wait_for()
        wait_for(lambda: np.array_equal(screen(shown), last), shown)
        assert shown.page.locator("button:visible, input:visible, .noUi-handle:visible").count() == 0
        shown.screenshot()
        assert shown.console_errors == []
