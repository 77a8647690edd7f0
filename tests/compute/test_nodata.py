"""Values that stand for no data are masked where images come in: told ones, those of a DataArray, and sentinels."""

import numpy as np
import pytest
import xarray as xr

import nbtools as nb
from nbtools.compute.color.limits import percentile_limits
from nbtools.compute.images import as_image, as_pixels
from nbtools.compute.sheet.collection import read_images

SENTINELS = [
    *(("f8", value) for value in (-1.7976931348623157e308, 1.7976931348623157e308, -3.4028234663852886e38)),
    *(("f8", value) for value in (-3.4028235e38, 3.4e38, -3.40282306073709653e38)),
    *(("f4", value) for value in (-3.4028235e38, 3.4028235e38, -3.4e38)),
]


def ramp(kind, *ends):
    """Values from 0 to 59, the first ones replaced."""
    values = np.arange(60).astype(kind).reshape(6, 10)
    values.flat[: len(ends)] = ends
    return values


def masked(image):
    return [] if image.bad is None else np.flatnonzero(image.bad).tolist()


@pytest.mark.parametrize(("kind", "value"), SENTINELS)
def test_floats_beside_the_end_of_a_type_stand_for_no_data(kind, value):
    image = as_image(ramp(kind, value, value))
    assert masked(image) == [0, 1]
    assert image.values[0, 0] == np.dtype(kind).type(value)
    assert percentile_limits(image, 0, 100) == (2, 59)
    assert masked(as_image(ramp(kind, value), nodata=())) == []


@pytest.mark.parametrize("value", [1e300, -1e308, 3.3e38, -9999, 5e-324, np.inf])
def test_other_floats_and_integers_are_data_unless_told(value):
    assert masked(as_image(ramp("f8", value))) == ([0] if np.isinf(value) else [])


@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u2", "i4", "i8", "u8", "f2"])
def test_the_ends_of_short_types_and_of_integers_are_data_unless_told(kind):
    info = np.finfo(kind) if kind == "f2" else np.iinfo(kind)
    values = ramp(kind, info.min, info.max)
    assert masked(as_image(values)) == []
    assert masked(as_image(values, nodata=info.max)) == [1]
    assert masked(as_image(values, nodata=[int(info.max), float(59)])) == [1, 59]


def test_what_a_type_cannot_hold_is_nowhere():
    for nodata in (-1, 256, 0.5, 10**30, -(10**30), 1e300, np.nan, np.inf, [np.nan, -1]):
        assert masked(as_image(ramp("u1"), nodata=nodata)) == []
        assert masked(as_image(ramp("f4"), nodata=nodata)) == []


def test_a_float_is_compared_in_the_type_of_the_pixels():
    assert masked(as_image(ramp("f4", 0.1), nodata=0.1)) == [0]
    assert masked(as_image(ramp("f8", np.float32(0.1)), nodata=0.1)) == []


@pytest.mark.parametrize("nodata", ["-9999", True, [1, None], object()])
def test_what_is_no_number_is_refused(nodata):
    with pytest.raises((TypeError, ValueError), match="nodata must be a finite number, got"):
        as_image(ramp("f8"), nodata=nodata)


@pytest.mark.parametrize(
    ("about", "wanted"),
    [
        ({"_FillValue": 3}, [3]),
        ({"_FillValue": np.float32(3), "missing_value": np.array([7, 8.0])}, [3, 7, 8]),
        ({"nodata": 0, "nodatavals": (0, np.nan)}, [0]),
        ({"nodata": None, "_FillValue": "3", "missing_value": True, "units": 3}, []),
    ],
)
def test_a_dataarray_says_which_values_stand_for_no_data(about, wanted):
    source = xr.DataArray(ramp("f8"), attrs=about)
    assert masked(as_image(source)) == wanted
    assert masked(as_image(source, nodata=5)) == [5]
    assert masked(as_image(source, nodata=())) == []
    assert masked(nb.as_stack(xr.concat([source, source], "t", combine_attrs="override"))[1]) == wanted


def test_nodata_joins_masks_and_images():
    values = np.ma.masked_equal(ramp("i2", -9, -8), -9)
    assert masked(as_image(values, mask=values.data == 7, nodata=-8)) == [0, 1, 7]
    assert masked(as_image(as_image(values), nodata=-8)) == [0, 1]
    assert masked(as_image(as_image(ramp("f8", -np.finfo("f8").max)))) == [0]
    assert np.flatnonzero(as_pixels(ramp("f2", 9), nodata=9).hidden).tolist() == [0, 9]


def test_a_colour_that_stands_for_no_data_makes_a_bad_pixel():
    picture = np.ones((1, 3, 3), np.uint8)
    picture[0, 1, 2] = 0
    assert as_image(picture, channel_axis=-1, nodata=0).bad.tolist() == [[False, True, False]]


def test_stacks_and_sheets_take_it():
    stack = nb.as_stack(np.stack([ramp("i2"), ramp("i2") + 1]), nodata=3)
    assert [masked(frame) for frame in stack] == [[3], [2]]
    assert masked(nb.as_stack(ramp("i2"), nodata=3)[0]) == [3]
    assert [masked(image) for image in read_images([ramp("i2"), ramp("u1")], nodata=3).images] == [[3], [3]]
