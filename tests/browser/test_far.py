"""Over a link like Binder's: pictures follow at once, nothing is lost, and page and kernel agree in the end."""

import numpy as np
import pytest

from tests.browser.far import FarLab
from tests.browser.harness import Notebook
from tests.browser.looking import kernel_picture, screen, status, wheel

CELL = "import nbtools as nb\nw = nb.SpotExplorer(nb.samples.spots().image, threshold_abs=20)\nw"
PAINTED = "() => window.frameTimes.length"


@pytest.fixture(scope="module")
def far(lab, browser):
    with FarLab(lab) as link, Notebook(link, browser, [CELL], name="far") as notebook:
        controls = notebook.page.locator(".nbtools-controls").first.bounding_box()
        notebook.page.mouse.move(controls["x"] + 5, controls["y"] + 5)  # somebody is about to use them
        notebook.settle()
        notebook.page.wait_for_timeout(1000)
        yield notebook


def agree(notebook, timeout=20_000):
    """Wait until the screen is what the kernel shows; then nothing of the page's own is left over it."""
    notebook.settle()
    notebook.page.wait_for_timeout(600)
    notebook.settle()
    assert np.array_equal(screen(notebook), kernel_picture(notebook))
    over = notebook.page.locator(".nbtools-over").first
    assert not over.evaluate(
        "c => new Uint32Array(c.getContext('2d').getImageData(0, 0, c.width, c.height).data.buffer).some(x => x)"
    )
    assert notebook.value("w.status()") == status(notebook)


def test_each_key_of_a_burst_is_painted_at_once_and_the_last_one_stays(far):
    slider = far.slider("radius (px)")
    slider.handle.focus()
    start = far.value("w.radius")
    far.frames(clear=True)
    for _ in range(40):
        far.page.keyboard.press("ArrowRight")
    painted = len(far.frames(area=100_000))
    far.screenshot("far-burst")
    assert painted >= 38
    far.until(f"w.radius == {start} + 20")
    agree(far)


def test_the_picture_follows_a_slider_before_the_kernel_can_have_answered(far):
    """Bytes need 150 ms there and back; in one turn of the page nothing can have come."""
    handle = far.slider("threshold").handle
    handle.focus()
    count = handle.evaluate(
        """handle => {
          const before = window.frameTimes.length;
          handle.dispatchEvent(new KeyboardEvent('keydown', {key: 'ArrowRight', bubbles: true}));
          return window.frameTimes.length - before;
        }"""
    )
    assert count > 0
    agree(far)


def test_the_wheel_zooms_at_once_and_then_it_is_sharp(far):
    box = far.page.locator(".nbtools-over").first.bounding_box()
    far.page.mouse.move(box["x"] + 250, box["y"] + 200)
    far.settle()
    for _ in range(3):
        wheel(far, -120)
        far.page.wait_for_timeout(50)
    far.screenshot("far-wheel")
    agree(far)
    far.execute("w.picture.home()")
    agree(far)


def test_page_and_kernel_agree_again_after_the_link_was_cut(far):
    slider = far.slider("radius (px)")
    slider.handle.focus()
    far.page.keyboard.press("ArrowLeft")
    far.lab.cut(1.0)
    for _ in range(4):
        far.page.keyboard.press("ArrowLeft")
        far.page.wait_for_timeout(100)
    far.page.wait_for_function(
        "() => window.panel.sessionContext.session.kernel.connectionStatus === 'connected'", timeout=60_000
    )
    far.settle()
    shown = far.page.locator(".nbtools-radius .noUi-handle").first
    far.until(f"w.radius == {float(shown.get_attribute('aria-valuenow'))}", timeout=20)
    agree(far)
    far.page.keyboard.press("ArrowRight")  # and the slider is alive
    far.until(f"w.radius == {float(shown.get_attribute('aria-valuenow'))}", timeout=20)
    agree(far)
