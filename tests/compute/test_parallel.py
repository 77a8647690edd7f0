"""Work on parts of large arrays: each part once, by several threads where that is allowed, errors passed on."""

import threading
import time

import numpy as np
import pytest
from matplotlib import colormaps
from matplotlib.colors import FuncNorm, Normalize

from nbtools.compute import parallel
from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.limits import extremes
from nbtools.compute.color.places import indices
from nbtools.compute.color.shading import shade
from nbtools.compute.parallel import by_parts

RNG = np.random.default_rng(3)


@pytest.fixture(autouse=True)
def small_parts(monkeypatch):
    """Three threads, whatever the machine has, for arrays of a few thousand elements."""
    monkeypatch.setattr(parallel, "_PART", 1000)
    monkeypatch.setattr(parallel, "processors", lambda: 3)


@pytest.mark.parametrize(
    ("shape", "parts"), [((1,), 1), ((0,), 1), ((5, 199), 1), ((5, 400), 2), ((4, 9999), 4), ((7, 3, 500), 7)]
)
def test_each_row_is_in_one_part(shape, parts):
    seen = np.zeros(shape, int)

    def work(rows):
        seen[rows] += 1
        return rows

    found = by_parts(work, shape)
    assert (seen == 1).all()
    assert len(found) == parts
    assert found == sorted(found, key=lambda rows: rows.start)


@pytest.mark.parametrize("together", [True, False])
def test_parts_are_worked_on_at_the_same_time_if_they_may(together):
    met = threading.Barrier(3, timeout=20)

    def work(rows):
        if together:
            met.wait()  # which three threads have to do together
        return threading.get_ident()

    threads = set(by_parts(work, (3, 1000), together=together))
    assert len(threads) == (3 if together else 1)
    assert threading.get_ident() in threads


@pytest.mark.parametrize("here", [True, False])
def test_an_error_in_one_part_is_passed_on_and_no_more_is_begun(here):
    begun = []
    both = threading.Barrier(3, timeout=20)

    def work(rows):
        begun.append(rows)
        both.wait()
        if (threading.current_thread() is threading.main_thread()) is here:
            raise ZeroDivisionError("in a part")
        time.sleep(0.2)

    with pytest.raises(ZeroDivisionError, match="in a part"):
        by_parts(work, (300, 1000))
    assert len(begun) < 10


@pytest.mark.parametrize("dtype", [float, np.float32, np.int64, np.int16, np.uint8, bool])
@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("turned", [False, True])
def test_colors_are_those_of_matplotlib(dtype, masked, turned):
    image = (
        (RNG.normal(50, 30, (90, 110)) > 40) if dtype is bool else RNG.normal(50, 30, (90, 110)).astype(dtype)
    )
    if image.dtype.kind == "f":
        image[3, 4:90] = np.nan, *[np.inf] * 85
    bad = RNG.random(image.shape) > 0.7 if masked else None
    if turned:
        image, bad = image.T, bad if bad is None else bad.T
    cmap = colormaps["viridis"].with_extremes(bad="red", under="blue", over="lime")
    hidden = np.isnan(image) if bad is None else np.isnan(image) | bad
    expected = cmap(Normalize(20, 80)(np.ma.array(image, mask=hidden)), bytes=True)
    assert np.array_equal(shade(image, lut(cmap), (20, 80), bad), expected)
    assert np.array_equal(lut(cmap)[indices(image, 256, (20, 80), bad)], expected)
    good = image[np.isfinite(image) & ~hidden]
    assert extremes(image, bad) == (good.min(), good.max(), good.size == image.size)


def test_functions_of_the_user_are_called_by_one_thread():
    threads = set()

    def root(values):
        threads.add(threading.get_ident())
        return np.sqrt(values)

    norm = FuncNorm((root, np.square), vmin=1, vmax=9)
    image = RNG.uniform(1, 9, (50, 200))
    found = shade(image, lut("gray"), norm)
    assert threads == {threading.get_ident()}
    assert np.array_equal(found, colormaps["gray"](norm(image), bytes=True))
