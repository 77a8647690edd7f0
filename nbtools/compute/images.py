"""The one door for images: whatever comes in leaves as numbers whose meaning is known.

`as_pixels` takes one picture as it is, numbers or colours: that is what is shown, coloured and zoomed. `as_image`
makes of it what is computed with, `nbtools.compute.frames.as_stack` takes many; everything else in the package works
on what they return. Values are not copied unless they must be, and are handed on read-only. A pixel is *bad* when it
is masked or not finite; a bad pixel is never summed, never a peak. Values that stand for no data are masked here, and
nowhere else.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike, NDArray

from nbtools.compute import checks
from nbtools.compute.numerals import all_told
from nbtools.compute.reading import color_axis, computable, likely_color_axis, to_array
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

# Attributes of a DataArray that name values which stand for no data
_NODATA = "_FillValue", "missing_value", "nodata", "nodatavals"
_FAR = 0.999  # of the largest float, beyond which a value stands for no data, as in rasters of GDAL and ESRI
_SINGLE, _DOUBLE = (float(np.finfo(kind).max) for kind in (np.float32, np.float64))
_AT_ONCE = 1 << 16  # values that are looked at a time
NoData = float | Iterable[float] | None


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Image(Shown):
    """One picture as it is computed with. Made by `as_image`.

    Attributes
    ----------
    values : ndarray, shape (rows, cols)
        The pixels, read-only, in native byte order.
    bad : ndarray of bool, shape (rows, cols), or None
        True where a pixel is masked or not finite; None when there is no such pixel.
    dims : tuple of str
        Names of the two axes.
    coords : dict of str to ndarray
        Coordinates of the axes that have some, by the axis' name.
    name : str
        Name of the data, or an empty text.
    """

    values: NDArray[Any]
    bad: NDArray[np.bool_] | None = None
    dims: tuple[str, str] = ("row", "col")
    coords: dict[str, NDArray[Any]] = field(default_factory=dict)
    name: str = ""

    def _about(self) -> str:
        rows, cols = self.shape
        return f"{rows} x {cols} px of {self.dtype}"

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        rows, cols = self.values.shape
        return rows, cols

    @property
    def dtype(self) -> np.dtype[Any]:
        """Type of the pixels."""
        return self.values.dtype

    @property
    def good(self) -> NDArray[Any]:
        """The values of all good pixels, in reading order, shape (n,)."""
        return self.values.ravel() if self.bad is None else self.values[~self.bad]

    def holds(self, row: float, col: float) -> bool:
        """Whether a place lies on one of the pixels, whose centres are at whole numbers."""
        rows, cols = self.shape
        return -0.5 <= row < rows - 0.5 and -0.5 <= col < cols - 0.5

    def __array__(self, dtype: DTypeLike | None = None, copy: bool | None = None) -> NDArray[Any]:
        return np.array(self.values, dtype=dtype, copy=copy)


class Labels(NamedTuple):
    """Names of the axes, coordinates and name of an xarray DataArray; of other arrays there are none."""

    dims: tuple[str, ...] = ()
    coords: dict[str, NDArray[Any]] = {}  # noqa: RUF012  # of a tuple, which is never changed
    name: str = ""


_UNLABELLED = Labels()


@dataclass(frozen=True, eq=False, repr=False)
class Pixels(Shown):
    """One picture as it came in: numbers of their own type, or colours. Made by `as_pixels`.

    Attributes
    ----------
    values : ndarray, shape (rows, cols) or (rows, cols, channels)
        The pixels, read-only, in native byte order; bool as 0 and 1.
    masked : ndarray of bool, shape of `values`, or None
        True where a value is masked; None where the picture has no mask.
    axis : int or None
        Where the channels were in the picture as it was given; None for numbers.
    labels : Labels
        What an xarray DataArray tells about its axes.
    """

    _parts = ("values", "masked", "labels")

    values: NDArray[Any]
    masked: NDArray[np.bool_] | None = None
    axis: int | None = None
    labels: Labels = _UNLABELLED
    _image: Image | None = None  # what these were made from
    _sound: bool = False  # whether it is known that all values are finite

    def _about(self) -> str:
        rows, cols = self.shape
        return f"{rows} x {cols} px of {'colours' if self.colored else self.values.dtype}"

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def colored(self) -> bool:
        """Whether this is a colour picture."""
        return self.axis is not None

    @cached_property
    def hidden(self) -> NDArray[np.bool_] | None:
        """True where a pixel is masked, of colours any channel, shape (rows, cols); None when none is."""
        if self.masked is None or not self.masked.any():
            return None
        return np.asarray(self.masked.any(axis=2)) if self.colored else self.masked

    @cached_property
    def numbers(self) -> NDArray[Any]:
        """The values in a type to compute with: half precision as float32, extended precision as float64."""
        with np.errstate(over="ignore"):  # beyond float64: becomes infinite, and so a bad pixel
            return self.values.astype(computable(self.values.dtype, "values"), copy=False)

    @property
    def bad(self) -> NDArray[np.bool_] | None:
        """True where a pixel is masked or not finite, shape (rows, cols); None when there is no such pixel."""
        return self._broken(lambda numbers: ~np.isfinite(numbers))

    def _broken(self, find: Callable[[NDArray[Any]], NDArray[np.bool_]]) -> NDArray[np.bool_] | None:
        if self._sound or self.values.dtype.kind != "f":
            return self.hidden
        broken = find(self.numbers)
        if not broken.any():
            return self.hidden
        broken = np.asarray(broken.any(axis=2)) if self.colored else broken
        return broken if self.hidden is None else broken | self.hidden

    @cached_property
    def image(self) -> Image:
        """The picture as it is computed with, see `as_image`."""
        if self._image is not None:
            return self._image
        gray = self.gray()
        dims, coords, label = self.labels
        axes = (dims[0], dims[1]) if dims else ("row", "col")
        values = gray.numbers.view()
        values.flags.writeable = False
        return Image(
            values, gray.bad, axes, {dim: coord for dim, coord in coords.items() if dim in axes}, label
        )

    @cached_property
    def missing(self) -> NDArray[np.bool_] | None:
        """True where a pixel is masked or NaN, as matplotlib sees it, shape (rows, cols); None when there is none."""
        return self._broken(np.isnan)

    def part(self, window: tuple[slice, ...]) -> Pixels:
        """Give some rows and columns, without labels."""
        return Pixels(self.values[window], None if self.masked is None else self.masked[window], self.axis)

    def gray(self) -> Pixels:
        """Give the luminance of colours, as `as_image` takes it; numbers as they are."""
        if not self.colored:
            return self
        return Pixels(_luminance(self.numbers), self.hidden, None, self.labels)

    def told(self, row: int, col: int) -> str:
        """Write the value of a pixel, of colours all channels."""
        if self.masked is not None and bool(np.any(self.masked[row, col])):
            return "masked"
        return all_told(self.values[row, col])


@understanding
def as_image(
    image: Any,
    *,
    mask: Any = None,
    channel_axis: int | None = None,
    nodata: NoData = None,
    name: str = "image",
) -> Image:
    """Take one picture in.

    Integers and floats keep their type, except that half precision becomes float32 and extended
    precision float64. bool becomes uint8 with 0 and 1.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        A numpy array of any layout and byte order, a masked array (its mask is kept), an xarray
        DataArray (its axes, coordinates and name are kept), or anything that numpy can read.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out, besides those that the array itself masks.
    channel_axis : int, optional
        For a colour picture: the axis with red, green, blue and perhaps alpha, which is dropped. The
        luminance is taken as `skimage.color.rgb2gray` does: integers are scaled to 0..1. Colour is never
        guessed from the shape.
    nodata : float or sequence of float, optional
        Values that stand for no data: such pixels are masked. If not given, these are the ``_FillValue``,
        ``missing_value`` and ``nodata`` of an xarray DataArray, and floats within a thousandth of the largest single
        or double one, as rasters have them, such as -3.4028235e38; pass ``()`` for none.
    name : str
        Name of the parameter in error messages.

    Returns
    -------
    Image
        An `Image` that comes in without a new mask is returned as it is.

    Raises
    ------
    TypeError
        If the pixels are not real numbers, or there is a stack of pictures.
    ValueError
        If the array is empty, not two-dimensional, or the mask has another shape.

    Examples
    --------
    >>> import numpy as np
    >>> image = as_image([[1.0, np.nan], [3.0, 4.0]])
    >>> image.shape, image.dtype
    ((2, 2), dtype('float64'))
    >>> image.bad
    array([[False,  True],
           [False, False]])
    >>> as_image(np.zeros((8, 8, 3)))
    Traceback (most recent call last):
    ...
    ValueError: image must have 2 dimensions, got shape (8, 8, 3); for a colour picture pass \
channel_axis=-1 to as_image; for a stack use one frame, image[0], or measure_stack
    """
    if isinstance(image, Image):
        image = image if nodata is None else with_mask(image, _equal(image.values, nodata_numbers(nodata)))
        return image if mask is None else with_mask(image, checks.pixel_mask("mask", mask, image.shape))
    return as_pixels(
        image, mask=mask, channel_axis=channel_axis, nodata=nodata, name=name, hint=_image_hint
    ).image


def as_pixels(
    image: Any,
    *,
    mask: Any = None,
    channel_axis: int | None = None,
    colors: bool = False,
    nodata: NoData = None,
    guess: bool = True,
    name: str = "image",
    hint: Callable[[tuple[int, ...], str], str] | None = None,
) -> Pixels:
    """Take one picture in as it is: numbers keep their type, colours their channels, which are put last.

    Parameters
    ----------
    image : array-like, shape (rows, cols); or (rows, cols, channels), the channels on any axis
        What `as_image` takes. `Pixels` are returned as they are.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is masked, besides those that the array itself masks.
    channel_axis : int, optional
        For a colour picture: the axis with red, green, blue and perhaps alpha.
    colors : bool
        Whether a picture with three axes, the last one of 3 or 4, is taken for colours, as matplotlib does.
    nodata : float or sequence of float, optional
        As for `as_image`.
    guess : bool
        Whether floats beside the end of a type stand for no data where nothing is said.
    name : str
        Name of the parameter in error messages.
    hint : callable, optional
        Called with shape and name of an array with wrong axes: says what to do about it.

    Returns
    -------
    Pixels

    Raises
    ------
    TypeError
        If the pixels are not real numbers, or there is a stack of pictures.
    ValueError
        If the array is empty, has wrong axes, or the mask has another shape.

    Examples
    --------
    >>> picture = as_pixels(np.zeros((3, 8, 9), np.float16), channel_axis=0)
    >>> picture.values.shape, picture.values.dtype, picture.axis
    ((8, 9, 3), dtype('float16'), 0)
    """
    pixels = image if isinstance(image, Pixels) else _read(image, name)
    if not isinstance(image, Pixels | Image) and nodata is None:
        nodata = _told(image)
        pixels = pixels if pixels._sound or not guess else _without(pixels, _at_the_end(pixels.values))
    if nodata is not None:
        pixels = _without(pixels, _equal(pixels.values, nodata_numbers(nodata)))
    if not pixels.colored:
        pixels = _with_channels(pixels, channel_axis, colors, name, hint or _color_hint)
    if mask is None:
        return pixels
    left_out = checks.pixel_mask("mask", mask, pixels.shape)
    return _without(
        pixels, np.broadcast_to(left_out[..., None], pixels.values.shape) if pixels.colored else left_out
    )


def nodata_numbers(nodata: NoData) -> tuple[float, ...]:
    """Check values that stand for no data; those that are not finite are left out, as such pixels are bad anyway.

    Examples
    --------
    >>> nodata_numbers(-9999), nodata_numbers((0, np.float32(0.5), np.nan)), nodata_numbers(None)
    ((-9999,), (0, 0.5), ())
    """
    given = () if nodata is None else (nodata,) if np.ndim(nodata) == 0 else tuple(nodata)  # type: ignore[arg-type]
    return tuple(checks.number("nodata", each) for each in given if not _endless(each))


def _endless(value: Any) -> bool:
    return isinstance(value, float | np.floating) and not math.isfinite(value)


def _told(image: Any) -> tuple[float, ...] | None:
    """Give the values that stand for no data by what a DataArray says of itself."""
    about = getattr(image, "attrs", None)
    if not isinstance(about, Mapping):
        return None
    told = [each for key in _NODATA if key in about for each in np.ravel(np.asarray(about[key], object))]
    known: list[Any] = [each for each in told if type(each) is not bool and isinstance(each, numbers.Real)]
    return nodata_numbers(known)


def _ordinary(values: NDArray[Any]) -> bool:
    """Whether all values are finite, and none is so large that it may stand for no data."""
    if values.dtype.kind != "f" or not values.size:
        return True
    return max(-float(values.min()), float(values.max())) < _FAR * _SINGLE  # not with NaN


def _at_the_end(values: NDArray[Any]) -> NDArray[np.bool_] | None:
    """Find floats beside the largest single or double one, of which no measurement is; None where there are none."""
    if values.dtype.itemsize < 4 or not values.ndim:
        return None
    found: NDArray[np.bool_] | None = None
    step = max(1, _AT_ONCE * len(values) // values.size)
    for start in range(0, len(values), step):
        part = values[start : start + step]
        if _ordinary(part):
            continue
        size = np.abs(part)
        here = (size >= _FAR * _SINGLE) & (size < np.inf)
        if values.dtype.itemsize > 4:
            here &= (size <= _SINGLE / _FAR) | (size >= _FAR * _DOUBLE)
        if here.any():
            found = np.zeros(values.shape, bool) if found is None else found
            found[start : start + step] = here
    return found


def _equal(values: NDArray[Any], nodata: tuple[float, ...]) -> NDArray[np.bool_]:
    """Find values that stand for no data, compared in their own type."""
    found = np.zeros(values.shape, bool)
    for number in nodata:
        whole = values.dtype.kind != "f"
        if whole and number != int(number):
            continue
        with np.errstate(over="ignore"):
            found |= values == (int(number) if whole else values.dtype.type(number))
    return found


def _without(pixels: Pixels, left_out: NDArray[np.bool_] | None) -> Pixels:
    """Mask more values."""
    if left_out is None or not left_out.any():
        return pixels
    masked = left_out.copy() if pixels.masked is None else pixels.masked | left_out
    return replace(pixels, masked=masked, _image=None)


def _read(image: Any, name: str) -> Pixels:
    """Read values, of any shape, and the array's own mask."""
    if isinstance(image, Image):
        masked = None if image.bad is None else image.bad & np.isfinite(image.values)
        return Pixels(image.values, masked, None, Labels(image.dims, image.coords, image.name), image)
    found = to_array(image, name)
    computable(found.dtype, name)  # which refuses what is no number
    masked = None
    if isinstance(found, np.ma.MaskedArray) and found.mask is not np.ma.nomask:
        masked = np.ma.getmaskarray(found)
    values = np.asarray(found)
    kind = values.dtype.newbyteorder("=")
    values = values.view(np.uint8) if kind.kind == "b" else values.astype(kind, copy=False).view()
    values.flags.writeable = False
    return Pixels(values, masked, None, _labels(image), _sound=_ordinary(values))


def _with_channels(
    pixels: Pixels,
    channel_axis: int | None,
    colors: bool,
    name: str,
    hint: Callable[[tuple[int, ...], str], str],
) -> Pixels:
    """Check the axes, and put that of the colours last."""
    shape = pixels.values.shape
    if colors:
        if len(shape) != 2 and not (len(shape) == 3 and shape[2] in (3, 4)):
            fix = _move_hint(shape, name)
            raise ValueError(
                f"{name} must have shape (rows, cols), or (rows, cols, 3 or 4), got {shape}{fix}"
            )
        channel_axis = 2 if len(shape) == 3 else None
    if channel_axis is None:
        if len(shape) != 2:
            raise ValueError(f"{name} must have 2 dimensions, got shape {shape}{hint(shape, name)}")
    else:
        axis = color_axis(shape, channel_axis, name)
        if len(shape) != 3:
            raise ValueError(f"{name} must have 3 dimensions, got shape {shape}")
        dims, coords, label = pixels.labels
        pixels = Pixels(
            np.moveaxis(pixels.values, axis, -1),
            None if pixels.masked is None else np.moveaxis(pixels.masked, axis, -1),
            axis,
            Labels(tuple(dim for i, dim in enumerate(dims) if i != axis), coords, label),
        )
    if 0 in shape:
        raise ValueError(f"{name} must have at least one pixel, got shape {shape}")
    return pixels


def _labels(image: Any) -> Labels:
    if not (hasattr(image, "dims") and hasattr(image, "coords")):
        return _UNLABELLED
    dims = tuple(str(dim) for dim in image.dims)
    coords = {str(dim): np.asarray(image.coords[dim]) for dim in image.dims if dim in image.coords}
    return Labels(dims, coords, str(getattr(image, "name", None) or ""))


def with_mask(image: Image, mask: NDArray[np.bool_]) -> Image:
    """Leave more pixels out."""
    if not mask.any():
        return image
    bad = mask.copy() if image.bad is None else image.bad | mask
    return replace(image, bad=bad)


def _color_hint(shape: tuple[int, ...], name: str) -> str:
    """Say what to do about three axes where a function takes colours."""
    axis = likely_color_axis(shape) if len(shape) == 3 else None
    if axis is not None:
        return f"; for a colour picture pass channel_axis={axis}"
    return f"; for a stack use one frame, {name}[0]" if len(shape) == 3 else ""


def _move_hint(shape: tuple[int, ...], name: str) -> str:
    """Say what to do about three axes where colours must be last."""
    axis = likely_color_axis(shape) if len(shape) == 3 else None
    if axis is not None:
        return f"; for a colour picture pass numpy.moveaxis({name}, {axis}, -1)"
    return f"; for a stack use one frame, {name}[0]" if len(shape) == 3 else ""


def _image_hint(shape: tuple[int, ...], name: str) -> str:
    """Say what to do about three axes where most functions take numbers alone."""
    if len(shape) != 3:
        return ""
    axis = likely_color_axis(shape)
    color = "" if axis is None else f"; for a colour picture pass channel_axis={axis} to as_image"
    return f"{color}; for a stack use one frame, {name}[0], or measure_stack"


def _luminance(values: NDArray[Any]) -> NDArray[Any]:
    from skimage.color import rgb2gray

    gray: NDArray[Any] = rgb2gray(values[..., :3])
    return gray
