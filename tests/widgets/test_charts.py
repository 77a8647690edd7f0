"""The numbers on small charts: all of one size, none of them cut, whatever the values of the image."""

import numpy as np
import pytest

import nbtools as nb

IMAGE = nb.samples.spots(n=9, shape=(60, 80), seed=1).image
VALUES = {
    "plain": IMAGE,
    "tiny": IMAGE * 1e-7,
    "huge": IMAGE * 1e300,
    "on an offset": IMAGE * 1e-3 + 12345,
    "negative": IMAGE * 1000 - 70000,
}


def numbers(axes):
    """The texts of the ticks that are in view, and what all of them have in common."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        ticks = [tick.label1 for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high]
        yield from (
            text for text in (*ticks, axis.get_offset_text()) if text.get_text() and text.get_visible()
        )


@pytest.mark.parametrize("values", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize(
    "explorer", ["SpotExplorer", "DiffExplorer", "ColorExplorer", "GridExplorer", "ProfileExplorer"]
)
def test_numbers_are_whole_and_of_one_size(explorer, values):
    images = (values, values[::-1]) if explorer == "DiffExplorer" else (values,)
    with getattr(nb, explorer)(*images) as w:
        for canvas in w.shell.pictures[1:]:
            canvas.draw()
            _, _, width, height = canvas.figure.bbox.bounds
            for axes in canvas.figure.axes:
                texts = list(numbers(axes))
                assert len({text.get_fontsize() for text in texts}) <= 1
                for text in texts:
                    box = text.get_window_extent(canvas.get_renderer())
                    assert box.x0 >= 0, text
                    assert box.y0 >= 0, text
                    assert box.x1 <= width, text
                    assert box.y1 <= height, text
                    title = axes._left_title.get_window_extent(canvas.get_renderer())
                    assert not np.all(title.size) or not title.overlaps(box), text
