"""What every explorer owes in a real JupyterLab."""

import base64
import itertools
import json
import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.looking import PICTURE, canvas, kernel_picture, pixels, screen, status, wheel
from tests.cases import CASES

EVIL = "<img src=x onerror=window.hit=1>$\\frac{"


def overlap(a, b):
    """Whether two boxes cover each other by more than a pixel."""
    return all(
        min(a[k] + a[n], b[k] + b[n]) - max(a[k], b[k]) > 1 for k, n in (("x", "width"), ("y", "height"))
    )


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


HEAR = """
import ipywidgets
from ipywidgets.widgets.widget import _instances
heard = []
for slider in list(_instances.values()):
    if "Slider" in type(slider).__name__:
        def listen(state, slider=slider, take=slider.set_state):
            heard.append((slider.description, state))
            take(state)
        slider.set_state = listen
"""


def test_a_drag_of_200_moves_ends_right_without_backlog_and_nothing_is_said_twice(case, open_notebook):
    made = case.cell().removesuffix("w")
    page = open_notebook(f"{made}{HEAR}w", f"{case.moves(38)}\nw.undo()")
    assert page.value("heard") == []  # a late echo, while the kernel is busy, would undo a newer change
    page.execute("w.reset()")
    page.settle()
    assert page.value("heard") == []
    start = page.value(f"w.{case.parameter}")
    slider = page.slider(case.label)
    slider.drag(0.6, steps=200, pause=5)
    released = page.page.evaluate("performance.now()")
    page.settle()
    assert page.frames()[-1] < released + 1000
    assert page.value(f"w.{case.parameter}") == pytest.approx(
        float(slider.handle.get_attribute("aria-valuetext"))
    )
    assert page.value("heard") != []  # but what the user does is heard
    assert np.array_equal(screen(page), kernel_picture(page))
    page.execute("w.undo()")
    assert page.value(f"w.{case.parameter}") == start  # a drag is one step
    slider.drag(0.9, steps=2, pause=900)
    page.settle()
    assert page.value(f"w.{case.parameter}") != start
    page.execute("w.undo()")
    assert page.value(f"w.{case.parameter}") == start  # however slow it is
    assert page.console_errors == []


@pytest.mark.parametrize(
    ("case", "subshells"),
    [*((case, True) for case in CASES), (CASES[0], False)],
    indirect=["case"],
    ids=lambda value: getattr(value, "explorer", "subshell" if value is True else "main"),
)
def test_run_all_while_dragging(case, open_notebook, subshells):
    page = open_notebook(case.cell(), case.moves(60), subshells=subshells)
    page.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    slider = page.slider(case.slider)
    for _ in range(15):
        slider.press("ArrowLeft")
    page.settle()
    assert page.value("w.last_error is None")
    assert page.value(f"w.{case.parameter} == w.range_of({case.parameter!r})[1]")
    assert np.array_equal(screen(page), kernel_picture(page))
    assert page.console_errors == []


def test_two_views_on_a_high_resolution_screen_show_the_same(case, pages):
    with pages.show([case.cell(), "w"], name=f"twice-{case}", pixel_ratio=2) as page:
        before = screen(page)
        page.slider(case.label, nth=1).press("ArrowRight", 6)
        page.settle()
        picture = screen(page)
        assert (picture != before).any()
        assert picture.shape[1] == 2 * canvas(page).bounding_box()["width"]
        assert np.array_equal(picture, kernel_picture(page))
        assert np.array_equal(picture, screen(page, 1))
        page.screenshot()


DRAW = """
axes = w.axes[0] if isinstance(w.axes, tuple) else w.axes
axes.scatter([0.5], [0.5], s=900, color="#ff00ff", transform=axes.transAxes)
axes.set_title("mine")
"""


def test_what_a_user_draws_is_on_the_screen_at_once_and_stays(case, open_notebook):
    page = open_notebook(case.cell())
    page.execute(DRAW)
    page.settle()
    assert (screen(page) == (255, 0, 255)).all(axis=-1).sum() > 400
    page.slider(case.label).press("ArrowRight", 6)
    page.settle()
    assert (screen(page) == (255, 0, 255)).all(axis=-1).sum() > 300
    assert np.array_equal(screen(page), kernel_picture(page))
    assert page.console_errors == []


def test_saved_notebook_shows_the_last_picture_without_a_kernel(case, open_notebook, pages):
    page = open_notebook(case.cell())
    assert page.page.locator(".jp-OutputArea-output img:visible").count() == 0  # hidden by the live widget
    page.slider(case.label).press("ArrowRight", 10)
    page.settle()
    page.until("not w._static._stale")  # half a second after the last change, or some over a far link
    page.page.wait_for_timeout(700)
    last, said = page.value("(w.png(), w.status())")
    page.save()
    outputs = json.loads(page.file.read_text())["cells"][0]["outputs"]
    pictures = [output for output in outputs if "image/png" in output["data"]]
    assert len(pictures) == 1
    assert np.array_equal(pixels(base64.b64decode(pictures[0]["data"]["image/png"])), pixels(last))
    assert said in pictures[0]["metadata"]["image/png"]["alt"]
    with pages.show(page.file, name=f"saved-{case}", run=False) as saved:
        saved.page.wait_for_selector(".jp-OutputArea-output img:visible")
        saved.screenshot()
        saved.run_all()
        saved.page.wait_for_selector(".nbtools-explorer")
        assert saved.page.locator(".jp-OutputArea-output img:visible").count() == 0


SPACED = """root => {
  const box = e => {
    const range = document.createRange();
    range.selectNodeContents(e);
    return range.getBoundingClientRect();
  };
  const middle = ({ top, bottom }) => (top + bottom) / 2;
  const of = name => [...root.querySelectorAll(name)].filter(e => e.offsetParent);
  return {
    ticks: of('.widget-checkbox input')
      .map(e => middle(e.getBoundingClientRect()) - middle(box(e.nextElementSibling))),
    gaps: of('.nbtools-heading').map(e => e.nextElementSibling.getBoundingClientRect().top - box(e).bottom),
  };
}"""


def check_names_and_places(page, case):
    """Each slider has a name, "more" opens by a key, tick boxes stand beside their words, headings above theirs."""
    sliders = page.page.get_by_role("slider")
    for number in range(sliders.count()):
        assert sliders.nth(number).get_attribute("aria-label")
    slider = page.page.get_by_role("slider", name=case.label, exact=True)
    slider.focus()
    page.page.keyboard.press("Shift+Tab")
    page.page.keyboard.press("Tab")
    assert slider.evaluate("e => [e.matches(':focus'), getComputedStyle(e).outlineStyle]") == [True, "solid"]
    for key in ("Enter", " ") if page.page.locator(".jupyter-widget-Collapse-header").count() else ():
        more = page.page.get_by_role("button", name="more")
        before = more.get_attribute("aria-expanded")
        more.press(key)
        expect(more).not_to_have_attribute("aria-expanded", before)
        assert page.page.locator(".jupyter-widget-Collapse-open").count() == (before == "false")
    places = page.page.locator(".nbtools-explorer").evaluate(SPACED)
    assert all(abs(away) <= 1 for away in places["ticks"])
    assert all(gap >= 1 for gap in places["gaps"])


def check_help_and_code(page):
    """Help lies over the picture, code is scrolled into view, and is copied where a page has no clipboard, too."""
    picture, middle = page.page.locator(PICTURE), page.page.locator(".nbtools-middle")
    before, help_ = picture.bounding_box(), page.page.locator(".nbtools-aside")
    page.page.locator("button[title='Help']").click()
    expect(help_).to_be_visible()
    assert picture.bounding_box() == before
    assert inside(help_.bounding_box(), middle.bounding_box())
    help_.locator("button").click()
    expect(help_).to_be_hidden()
    page.page.locator("button[title='Help']").press("Enter")
    expect(help_).to_be_visible()
    page.page.keyboard.press("Escape")
    expect(help_).to_be_hidden()
    size = page.page.viewport_size
    page.page.set_viewport_size({**size, "height": 560})
    page.page.locator(".nbtools-head").evaluate("e => e.scrollIntoView({ block: 'start' })")
    page.page.locator("button[title^='Code']").click()
    expect(page.page.locator(".nbtools-code")).to_be_in_viewport(ratio=0.5)
    page.page.evaluate(
        "navigator.clipboard.writeText = () => Promise.reject();"
        "document.addEventListener('copy', ({ target: { value, selectionStart, selectionEnd } }) =>"
        " { window.copied = value.slice(selectionStart, selectionEnd) }, { once: true })"
    )
    page.page.locator(".nbtools-copy").click()
    expect(page.page.locator(".nbtools-copy")).to_have_text("copied")
    assert page.page.evaluate("delete navigator.clipboard.writeText && window.copied") == page.value(
        "w.code()"
    )
    page.page.locator("button[title^='Code']").click()
    page.page.set_viewport_size(size)
    page.settle()


def check_wheel(page):
    """It scrolls the page, and a hint tells of Ctrl; on a picture that has the focus it zooms."""
    page.page.evaluate("addEventListener('wheel', e => { window.prevented = e.defaultPrevented })")
    canvas(page).scroll_into_view_if_needed()
    view, box = page.value("w.picture.view"), canvas(page).bounding_box()
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 3)
    page.page.mouse.wheel(0, -120)
    hinted = page.page.locator(f"{PICTURE} > .nbtools-canvas")
    expect(hinted).to_have_attribute("data-hint", re.compile("Ctrl . wheel zooms"))
    page.settle()
    assert page.value("w.picture.view") == view
    assert page.page.evaluate("window.prevented") is False
    wheel(page, -120)
    page.settle()
    assert (closer := page.value("w.picture.view")) != view
    assert page.page.evaluate("window.prevented") is True
    hinted.focus()
    page.page.mouse.wheel(0, -120)
    page.settle()
    assert page.value("w.picture.view") != closer
    page.execute("w.picture.home()")
    page.settle()


def inside(a, b):
    """Whether a box lies in another one."""
    return all(
        a[k] >= b[k] - 1 and a[k] + a[n] <= b[k] + b[n] + 1 for k, n in (("x", "width"), ("y", "height"))
    )


def test_layout_keyboard_and_markup(case, pages):
    """It fills its cell, keys reach all, titles are literal text, and a narrow cell has room for all."""
    size = {"width": 1120, "height": 1300}
    with pages.show([case.cell(EVIL)], name=f"layout-{case}", viewport=size) as page:
        page.hide_files()
        picture = page.page.locator(".nbtools-middle > .nbtools-picture")
        controls = page.page.locator(".nbtools-controls")
        left, right = picture.bounding_box(), controls.bounding_box()
        assert right["x"] >= left["x"] + left["width"] - 1  # beside the picture, not below
        cell = page.page.locator(".jp-OutputArea-output:visible").last.bounding_box()["width"]
        assert page.page.locator(".nbtools-explorer").bounding_box()["width"] == pytest.approx(cell, abs=4)
        page.page.locator(".nbtools-head button").first.focus()
        seen = set()
        for _ in range(60):
            page.page.keyboard.press("Tab")
            seen.add(
                page.page.evaluate(
                    "() => { const e = document.activeElement;"
                    " return e.closest('.nbtools-control')?.innerText.split('\\n')[0] || e.innerText || e.title }"
                )
            )
        for label in case.labels:
            assert any(label in text for text in seen), (label, seen)
        assert EVIL in page.page.locator(".nbtools-head").inner_text()
        check_names_and_places(page, case)
        check_help_and_code(page)
        check_wheel(page)
        for speak in ("complain", "say"):
            page.execute(f"w.shell.{speak}({EVIL!r})")
            page.settle()
            assert EVIL in status(page)
        assert page.page.evaluate("window.hit") is None
        page.page.set_viewport_size({"width": 800, "height": 1300})
        page.settle()
        page.screenshot()
        above, below = picture.bounding_box(), controls.bounding_box()
        line = page.page.locator(".nbtools-status").bounding_box()
        assert below["y"] >= above["y"] + above["height"]
        assert line["y"] >= below["y"] + below["height"]
        inside = page.page.locator(".nbtools-explorer").evaluate(
            "e => [...e.querySelectorAll('button, select, input, canvas')].filter(x => x.offsetParent)"
            ".every(x => x.getBoundingClientRect().right <= e.getBoundingClientRect().right + 1)"
        )
        assert inside
        rows = [row.bounding_box() for row in page.page.locator(".nbtools-control:visible").all()]
        assert not any(overlap(a, b) for a, b in itertools.combinations(rows, 2))


def test_in_a_narrow_cell_the_picture_shrinks_and_it_grows_back(case, pages):
    """With the controls below it, it is never so high that they are out of view."""
    wide, narrow, narrowest = ({"width": width, "height": 1300} for width in (1120, 616, 436))
    with pages.show([case.cell()], name=f"narrow-{case}", viewport=wide) as page:
        page.hide_files()
        explorer, own = page.page.locator(".nbtools-explorer"), canvas(page).bounding_box()
        for size, across in ((narrow, 500), (narrowest, 320), (wide, 940)):
            page.page.set_viewport_size(size)
            page.page.wait_for_timeout(300)
            page.settle()
            room, box = explorer.bounding_box(), canvas(page).bounding_box()
            assert room["width"] == pytest.approx(across, abs=20)
            assert 150 < box["width"] <= room["width"]
            assert across == 940 or box["height"] <= 0.45 * 1300 + 40
            assert np.array_equal(screen(page), kernel_picture(page))
            page.screenshot(f"narrow-{case}-{across}")
            scrolled = explorer.evaluate(
                "e => [...e.querySelectorAll('.nbtools-picture')].filter(x => x.offsetParent)"
                ".some(x => x.scrollWidth > x.clientWidth)"
            )
            assert not scrolled
            page.slider(case.label).press("ArrowRight", 3)  # it is as live as before
            page.settle()
            assert np.array_equal(screen(page), kernel_picture(page))
        now = canvas(page).bounding_box()
        assert now["width"] == own["width"]
        assert now["height"] == own["height"] or case.name == "scale"  # a sheet has got another scale
        assert page.console_errors == []


def test_all_of_it_is_seen_in_a_small_window_beside_the_list_of_files(case, pages):
    with pages.show([case.cell()], name=f"small-{case}", viewport={"width": 1280, "height": 720}) as page:
        explorer, tabs = (page.page.locator(name).first for name in (".nbtools-explorer", ".nbtools-tabs"))
        explorer.evaluate("e => e.scrollIntoView({ block: 'start' })")
        page.settle()
        page.screenshot()
        top, end = explorer.bounding_box()["y"], tabs.bounding_box()
        bar = page.page.locator("#jp-bottom-panel, #jp-main-statusbar").last.bounding_box()["y"]
        assert top >= 80
        assert end["y"] + end["height"] <= bar
        assert page.page.locator(".nbtools-controls").bounding_box()["x"] > explorer.bounding_box()["x"] + 300


def test_an_image_has_no_empty_bands(case, pages):
    """Its place has its form, in a wide window, a low one and a narrow one; of a sheet or a field there is none."""
    form = "w.picture.shape[0] / w.picture.shape[1]"
    with pages.show([case.cell()], name=f"bands-{case}", viewport={"width": 1440, "height": 900}) as page:
        for width, height in ((1440, 900), (1440, 600), (760, 900)):
            page.page.set_viewport_size({"width": width, "height": height})
            page.page.wait_for_timeout(300)
            page.settle()
            across, up = page.value("tuple(w.picture.panels[0].bbox.size)")
            if case.name != "scale":
                assert up / across == pytest.approx(page.value(form), rel=0.08)
            page.screenshot(f"bands-{case}-{width}-{height}")


THEME = "name => jupyterapp.commands.execute('apputils:change-theme', { theme: `JupyterLab ${name}` })"


def wear(page, name):
    page.page.evaluate(THEME, name)
    page.until(f"w.canvas.theme == {name.lower()!r}")
    page.page.wait_for_timeout(400)
    page.settle()


def test_the_theme_of_the_page_is_followed_while_files_stay_light(case, pages):
    """Pictures, charts and the words around them; from dark to light again it is the picture of before.

    JupyterLab's dark theme has other scroll bars: the picture may become a little narrower.
    """
    with pages.show([case.cell()], name=f"dark-{case}", viewport={"width": 1280, "height": 1400}) as page:
        page.settle()
        light = screen(page)
        try:
            wear(page, "Dark")
            dark = screen(page)
            page.screenshot(f"dark-{case}")
            assert np.array_equal(dark, pixels(page.value("w.png(theme='dark')")))
            assert (dark.min(axis=(0, 1)) < 40).all()
            corners = dark[[0, 0, -1, -1], [0, -1, 0, -1]]
            assert (corners < 120).all()
            charts = page.page.locator(".nbtools-canvas canvas:first-child").evaluate_all(
                "all => all.map(c => Array.from(c.getContext('2d').getImageData(1, 1, 1, 1).data.slice(0, 3)))"
            )
            assert all(max(pixel) < 120 for pixel in charts)
            file = page.value("w.png()")
            assert (pixels(file)[[0, 0, -1, -1], [0, -1, 0, -1]] > 120).all()
            page.slider(case.label).press("ArrowRight", 2)
            page.settle()
            assert np.array_equal(screen(page), pixels(page.value("w.png(theme='dark')")))
            page.execute("w.undo()")
            page.until(f"w.png() == {file!r}")
        finally:
            wear(page, "Light")
        again = screen(page)
        assert np.array_equal(again, pixels(file))
        assert again.shape != light.shape or np.array_equal(again, light)
        assert page.console_errors == []
