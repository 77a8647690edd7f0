"""A strip fills the picture on request, in the page as in the kernel, with all that lies over and beside it."""

import re

import numpy as np
import pytest

from tests.browser.looking import kernel_picture, place, screen

CELL = """
import numpy as np
import nbtools as nb
rows, cols = np.indices((60, 3000))
image = 1000 * np.sin(cols / 150) + rows
w = nb.ProfileExplorer(image)
w.overlay([(20, 700), (40, 2200)], label="known", size=20)
w
"""


def test_a_strip_fills_the_picture_on_request(pages):
    with pages.show([CELL], name="strip", viewport={"width": 1680, "height": 1000}) as page:
        form = "w.axes.bbox.height / w.axes.bbox.width"
        assert page.value(form) < 0.3
        page.screenshot("strip-equal")
        page.execute("w.aspect = 'auto'")
        page.page.wait_for_timeout(400)
        page.settle()
        assert page.value(form) == pytest.approx(0.5, rel=0.1)
        assert np.array_equal(screen(page), kernel_picture(page))
        page.slider("width (px)").press("ArrowRight", 3)
        page.settle()
        assert np.array_equal(screen(page), kernel_picture(page))
        spot = place(page, 30, 1500)
        page.page.locator(".nbtools-over").first.hover(position=spot)
        page.settle()
        said = page.page.locator(".nbtools-footer").first.inner_text()
        row, col = map(int, re.match(r"row (\d+), col (\d+):", said).groups())
        assert row == 30
        assert abs(col - 1500) <= 4  # of which several lie under one pixel of the screen
        page.screenshot("strip-auto")
        page.execute("w.colorbar = False")
        page.page.wait_for_timeout(400)
        page.settle()
        assert np.array_equal(screen(page), kernel_picture(page))
        assert page.console_errors == []
