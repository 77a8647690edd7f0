"""What every result shows of itself: a few lines of text, and the same as HTML."""

import dataclasses
import html
import re

import numpy as np
import pytest

import nbtools as nb
from nbtools.compute.shown import Shown, part_text
from tests.cases import CASES

SAMPLES = [name for name in nb.samples.__all__ if name.islower()]
SMALL = {"changed_pair": {"shape": (60, 90)}, "mosaic": {"shape": (60, 90)}}
IMAGE = np.random.default_rng(0).random((40, 50))


def png(folder):
    return nb.read_png(nb.save_png(folder / "a.png", IMAGE))


RESULTS = {
    "as_image": lambda _: nb.as_image(np.ma.masked_less(IMAGE, 0.1)),
    "as_stack": lambda _: nb.as_stack(IMAGE[None]),
    "colorize": lambda _: nb.colorize(IMAGE),
    "contact_sheet": lambda _: nb.contact_sheet([IMAGE, IMAGE[:9]]),
    "contour_lines": lambda _: nb.contour_lines(IMAGE, np.linspace(0, 1, 20)),
    "difference": lambda _: nb.difference(IMAGE, IMAGE[::-1]),
    "line_profile": lambda _: nb.line_profile(IMAGE, (2, 2), (30, 30)),
    "mesh_contour": lambda _: nb.mesh_contour(IMAGE),
    "pixel_window": lambda _: nb.pixel_window(IMAGE, 20, 20, size=31),
    "read_png": png,
    "score_spots": lambda _: nb.score_spots([(1, 2), (9, 9)], [(1, 3)], 2),
    "to_grid": lambda _: nb.to_grid([0, 4, 0, 4], [0, 0, 2, 2], [0, 4, 0, 4], (2, 4)),
    "zoom_window": lambda _: nb.zoom_window((40, 50), (5, 5), 3.0),
    "zoomed": lambda _: nb.zoomed(IMAGE, (5, 5)),
    "SpotResult": lambda _: nb.SpotResult(nb.measure_spots(IMAGE, min_distance=1)),
} | {name: lambda _, name=name: getattr(nb.samples, name)(**SMALL.get(name, {})) for name in SAMPLES}


@pytest.mark.parametrize("make", RESULTS.values(), ids=RESULTS)
def test_a_result_is_shown_in_a_few_lines(make, tmp_path):
    check(make(tmp_path))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_result_of_an_explorer_is_shown_in_a_few_lines(case):
    with case.make() as explorer:
        check(explorer.result)


def check(result):
    assert isinstance(result, Shown)
    lines = repr(result).splitlines()
    assert lines[0].startswith(f"<{type(result).__name__}")
    assert len(lines) <= 8
    assert max(map(len, lines[1:])) <= 130
    assert str(result) == repr(result)
    assert not re.search(r"array\(|\[\[", repr(result))
    if not (isinstance(result, nb.MeshContour) and result._repr_png_()):  # which shows itself
        text = re.sub(r"<[^>]*>", " ", result._repr_html_())
        assert html.unescape(text).split() == re.sub(r"[<>]", "", repr(result)).split()


def test_all_public_results_are_among_these(tmp_path):
    public = [getattr(nb, name) for name in nb.__all__] + [getattr(nb.samples, n) for n in nb.samples.__all__]
    wanted = {found for found in public if isinstance(found, type) and dataclasses.is_dataclass(found)}
    assert wanted <= {
        type(make(tmp_path / str(k))) for k, make in enumerate(RESULTS.values()) if make is not png
    } | {nb.PngImage}


def test_nothing_lazy_is_computed_to_be_shown():
    zoomed = nb.zoomed(IMAGE, (5, 5))
    repr(zoomed)
    assert "array" not in vars(zoomed)
    colored = nb.colorize(IMAGE)
    repr(colored)
    assert {"rgba", "counts"}.isdisjoint(vars(colored))


def test_what_users_write_is_literal_text():
    evil = "<img src=x onerror=alert(1)>"
    sample = dataclasses.replace(nb.samples.chromosomes(n=3), unit=evil, images={evil: IMAGE})
    shown = sample._repr_html_()
    assert "<img" not in shown
    assert html.escape(evil) in shown


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.zeros((3, 0)), "float64 (3, 0): "),
        (np.ma.masked_array([1.5, 2], [True, False]), "float64 (2,): --, 2"),
        (np.array(["2020-01-01"], "M8[D]"), "datetime64[D] (1,): 2020-01-01"),
        ("a\nb" * 100, "a b"),
        (list(range(9)), "9: 0, 1, 2, 3, …"),
        (slice(1, 5), "slice(1, 5, None)"),
    ],
)
def test_a_part_is_one_short_line(value, text):
    found = part_text(value)
    assert found.startswith(text.strip())
    assert len(found) <= 100
    assert "\n" not in found
