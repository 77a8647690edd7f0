"""Whatever values an image has, every explorer shows it, measures it and saves it, without a warning."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from tests.cases import CASES

KINDS = ["u1", "i2", "u2", "i4", "i8", "u8", "f2", "f4", "f8"]
SHAPE = 14, 17


def ends_of(kind):
    """The smallest and the largest value of a type."""
    info = np.finfo(kind) if np.dtype(kind).kind == "f" else np.iinfo(kind)
    return int(info.min), int(info.max)


def made(kind, offset, step, levels, ends):
    """An image of equal steps from an offset, held within its type, with some pixels at the ends of that.

    Steps of floats are in units of the distance of two neighbouring ones.
    """
    low, high = ends_of(kind)
    if np.dtype(kind).kind == "f":
        step *= 2 * float(np.spacing(np.dtype(kind).type(abs(offset) // 2)))
    steps = np.random.default_rng(3).integers(0, levels, SHAPE).ravel().tolist()
    image = np.array([min(max(offset + step * k, low), high) for k in steps], kind).reshape(SHAPE)
    for k, end in enumerate(ends):
        image[k + 2, 2 * k + 3] = ends_of(kind)[end]
    return image


@st.composite
def images(draw):
    """Small ranges on large offsets, ranges from a few of the smallest numbers to those of a type, and sentinels."""
    kind = draw(st.sampled_from(KINDS))
    low, high = ends_of(kind)
    offsets = [0, low, high, low // 3, high // 3, *(2**k for k in (20, 53, 60, 63) if 2**k <= high)]
    steps = [1, 7, 1000, 2.0**52] if np.dtype(kind).kind == "f" else [1, 7, max(high // 200, 1)]
    ends = st.lists(st.sampled_from([0, 1]), max_size=3)
    values = [draw(st.sampled_from(some)) for some in (offsets, steps, [1, 2, 9, 200])]
    return made(kind, *values, draw(ends))


def huge(kind):
    """Values over the whole range of a float."""
    return (np.random.default_rng(4).random(SHAPE) * 2 - 1) * ends_of(kind)[1]


@pytest.mark.parametrize("case", CASES, ids=str)
@settings(max_examples=8, phases=[Phase.explicit, Phase.generate])
@given(images(), st.sampled_from([None, ()]))
@example(made("f8", 0, 2.0**60, 200, [0]), ())
@example(made("f4", 10**6, 1, 200, [0, 1]), ())
@example(made("i8", 2**60, 1, 200, [0, 1]), ())
@example(np.full(SHAPE, np.finfo("f8").max), ())
@example(huge("f8"), ())
@example(huge("f4").astype("f4"), ())
def test_an_explorer_shows_and_measures_all_values(case, image, nodata):
    with case.make(case.like(image, image[::-1].copy()), nodata=nodata) as explorer:
        assert explorer.status()
        assert len(explorer.table()) >= 0
        assert explorer.rgba().dtype == np.uint8
        assert explorer.png()
        assert explorer.code()
        assert explorer.last_error is None


@pytest.mark.parametrize("case", CASES, ids=str)
def test_values_that_stand_for_no_data_are_left_out_and_the_code_says_so(case):
    image = np.arange(14.0 * 17).reshape(SHAPE) % 40
    told, hidden = (
        case.like(image, image + 1),
        case.like(*(np.ma.masked_equal(i, 7) for i in (image, image + 1))),
    )
    with case.make(told, nodata=7) as explorer, case.make(hidden) as other:
        assert np.array_equal(explorer.rgba(), other.rgba())
        assert explorer.table().equals(other.table())
        space = dict(zip(case.arguments, told if isinstance(told, tuple) else (told,), strict=True))
        exec(explorer.code(), space)
        pd.testing.assert_frame_equal(space["table"], explorer.table())
        explorer.image = case.like(image + 2, image)
        assert explorer.status()
    with pytest.raises((TypeError, ValueError), match="nodata must be a finite number, got '7'"):
        case.make(told, nodata="7")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_sentinels_do_not_spoil_what_is_seen(case):
    image = np.random.default_rng(5).random(SHAPE) * 4000
    image[:6] = -3.4028234663852886e38
    with case.make(case.like(image, image[:, ::-1].copy())) as explorer:
        shown = explorer.rgba(marks=False)
        assert len(np.unique(shown.reshape(-1, 4), axis=0)) > 60
        assert explorer.last_error is None
