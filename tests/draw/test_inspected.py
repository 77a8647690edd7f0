"""The inspector's table: names, texts, colours and the middle of a window."""

import numpy as np
import pytest

import nbtools as nb
from nbtools.compute.cells.formats import pixel_format
from nbtools.compute.cells.window import window_of
from nbtools.compute.images import as_pixels
from nbtools.draw.cells.image import PictureCells
from nbtools.draw.cells.inspected import inspected
from nbtools.draw.cells.names import named, names_of
from nbtools.draw.image.shades import source_of

IMAGE = np.arange(42).reshape(6, 7) / 42


def table(image, row, col, size, names=(None, None), axis=None):
    """Lay out the window about a pixel."""
    pixels = as_pixels(image, channel_axis=axis)
    written, cells = pixel_format(pixels.numbers, pixels.masked), PictureCells(pixels, source_of(pixels))
    return inspected(window_of(pixels, row, col, size), cells, written, names, size=size, what="here")


def test_a_window_is_laid_out_in_its_rows_and_columns():
    found = table(IMAGE, 2, 3, 3)
    gray = nb.to_rgba(IMAGE, "gray", 0, 1)[1:4, 2:5, 0]
    assert (found["head"], found["rows"], found["cols"]) == (
        "here: row 2, col 3",
        ["1", "2", "3"],
        ["2", "3", "4"],
    )
    assert [[color for _, color, _, _ in line] for line in found["cells"]] == [
        [f"rgb({level},{level},{level})" for level in line] for line in gray.tolist()
    ]
    assert [float(text) for line in found["cells"] for text, *_ in line] == pytest.approx(
        IMAGE[1:4, 2:5].ravel(), abs=0.01
    )
    assert [[here for *_, here in line] for line in found["cells"]] == (np.arange(9) == 4).reshape(
        3, 3
    ).tolist()
    assert {ink for line in table(IMAGE, 0, 0, 1)["cells"] for _, _, ink, _ in line} == {"white"}
    assert {ink for line in table(IMAGE, 5, 6, 1)["cells"] for _, _, ink, _ in line} == {"black"}


def test_a_window_at_the_border_has_its_middle_where_it_is_and_keeps_its_height():
    cut, whole = table(IMAGE, 0, 6, 5), table(IMAGE, 3, 3, 5)
    assert (len(cut["cells"]), len(cut["cells"][0])) == (3, 3)
    assert cut["cells"][0][2][3]
    assert cut["height"] == whole["height"]
    assert "cut at the border" in cut["numbers"]


def test_channels_stand_below_each_other():
    found = table(np.random.default_rng(0).random((5, 6, 3)), 1, 1, 3, axis=-1)
    assert {text.count("\n") for line in found["cells"] for text, *_ in line} == {2}


def test_names_stand_in_place_of_numbers():
    names = names_of((6, 7), row_names=list("abcdef"), col_names={3: "three"})
    found = table(IMAGE, 2, 3, 3, names)
    assert (found["rows"], found["cols"]) == (["b", "c", "d"], ["2", "three", "4"])
    assert (named(2, names[0]), named(2, names[1]), named(2, None)) == ("2 (c)", "2", "2")
    with pytest.raises(ValueError, match="col_names must have one name for each of 7, got 6"):
        names_of((6, 7), row_names=None, col_names=list("abcdef"))
