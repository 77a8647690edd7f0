"""An image in colours, at the resolution of a screen or pixel by pixel."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.norms import norm_numbers
from nbtools.compute.color.places import indices
from nbtools.compute.color.shading import color_pixels, shade
from nbtools.compute.images import Image, Pixels
from nbtools.draw.image.pyramid import Pyramid
from nbtools.draw.image.screen import Line

if TYPE_CHECKING:
    from nbtools.compute.color.places import Limits

Numbers = tuple[NDArray[Any], NDArray[np.bool_] | None]  # and where they are bad
_FEW = 1 << 15  # double numbers that are sent as they are
_COARSE = 4.0  # times their differences numbers may be large, to be sent in single precision
Packed = NDArray[np.uint32]  # RGBA, one number for each pixel in the order of the bytes that make it up


class Source:
    """Where the colours of an image come from: `Shades` or `TrueColors`, as `source_of` chooses.

    Attributes
    ----------
    values : ndarray, shape (rows, cols) or (rows, cols, channels)
        The pixels.
    bad : ndarray of bool, shape (rows, cols), or None
        Pixels that are bad, besides NaN, where each is seen by itself.
    pyramids : list of Pyramid
        Means of each channel, which leave out what is bad or not finite; sources that show the same share the list.
    """

    values: NDArray[Any]
    bad: NDArray[np.bool_] | None
    pyramids: list[Pyramid]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def recolored(self, table: NDArray[np.uint8], limits: Limits) -> Source:
        """Give the same image in other colours, where it has none of its own."""
        return self

    def seen(self, rows: Line, cols: Line) -> Numbers:
        """Give the numbers that screen pixels show, once for each image pixel where it is enlarged, and the bad ones.

        This is what takes time; it does not depend on colours and limits.
        """
        window = rows.window, cols.window
        if rows.enlarged and cols.enlarged:
            return self.values[window], None if self.bad is None else self.bad[window]
        return self.means(rows, cols), None

    def means(self, rows: Line, cols: Line) -> NDArray[Any]:
        """Give the means of the pixels that screen pixels show; NaN where all are bad."""
        raise NotImplementedError

    def color(self, values: NDArray[Any], bad: NDArray[np.bool_] | None) -> Packed:
        """Colour numbers."""
        raise NotImplementedError

    def coded(self, values: NDArray[Any], bad: NDArray[np.bool_] | None) -> NDArray[Any]:
        """Colour numbers as places in a table of colours, or, where there is none, as finished pixels."""
        return self.color(values, bad)

    def reduced(self, rows: Line, cols: Line) -> Packed:
        """Colour what the screen pixels show: the pixel below, or the mean of those below."""
        return enlarge(self.color(*self.seen(rows, cols)), rows, cols)

    def at(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Packed:
        """Colour single pixels of the image."""
        return self.color(self.values[rows, cols], None if self.bad is None else self.bad[rows, cols])

    def rgba(self) -> NDArray[np.uint8]:
        """Colour each pixel of the image, shape (rows, cols, 4)."""
        return self.color(self.values, self.bad)[..., None].view(np.uint8)


class Shades(Source):
    """Numbers, coloured by a table between two limits.

    Parameters
    ----------
    image : Image or Pixels
        The numbers. Of an `Image`, all bad pixels have the colour for these; of `Pixels`, what is masked or NaN, and
        infinite ones are above or below the limits, as in `nbtools.to_rgba`.
    table : ndarray of uint8, shape (N + 3, 4)
        Colours as `nbtools.compute.color.colormaps.lut` gives them.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and the last colour; or a norm whose limits are set.
    """

    def __init__(self, image: Image | Pixels, table: NDArray[np.uint8], limits: Limits) -> None:
        numbers, bad = (image, image.bad) if isinstance(image, Image) else (image.image, image.hidden)
        self.values, self.bad, self.pyramids = image.values, bad, [Pyramid(numbers)]
        self.table, self.limits = table, limits

    @property
    def image(self) -> Image:
        """The image that is shown."""
        return self.pyramids[0].image

    def recolored(self, table: NDArray[np.uint8], limits: Limits) -> Shades:
        """Give the same image in other colours; what was computed to show it small is shared."""
        other = copy.copy(self)
        other.table, other.limits = table, limits
        return other

    def means(self, rows: Line, cols: Line) -> NDArray[Any]:
        """Give the means of the pixels that screen pixels show."""
        (pyramid,) = self.pyramids
        return _merged(_window(pyramid, rows, cols), rows, cols, pyramid.image.bad is not None)

    def color(self, values: NDArray[Any], bad: NDArray[np.bool_] | None) -> Packed:
        """Colour numbers."""
        return shade(values, self.table, self.limits, bad).view(np.uint32)[..., 0]

    def coded(self, values: NDArray[Any], bad: NDArray[np.bool_] | None) -> NDArray[Any]:
        """Give the places of numbers in the table of colours, as bytes where these suffice."""
        return codes(values, self.table, self.limits, bad)


def codes(
    values: NDArray[Any], table: NDArray[np.uint8], limits: Limits, bad: NDArray[np.bool_] | None = None
) -> NDArray[Any]:
    """Give places in a table, see `nbtools.compute.color.places.indices`, as bytes where these suffice.

    What is below or above the limits is put where it has the same colour, if it has.
    """
    entries = len(table) - 3
    same = np.arange(entries + 3)
    for beyond, end in ((entries, 0), (entries + 1, entries - 1)):
        if (table[beyond] == table[end]).all():
            same[beyond] = end
    places = same.astype(np.min_scalar_type(entries + 2))[indices(values, entries, limits, bad)]
    return places.astype(np.uint8) if places.max(initial=0) < 256 else places


class TrueColors(Source):
    """A picture that has its own colours, which pass as in `nbtools.to_rgba`; alpha weighs them in means.

    Parameters
    ----------
    pixels : Pixels
        Colours: floats from 0 to 1, or integers, whose type's largest value is full strength.
    bad : array-like of uint8, shape (4,), optional
        Colour of pixels that are masked or not finite; they are transparent if not given.
    """

    def __init__(self, pixels: Pixels, bad: ArrayLike | None = None) -> None:
        self.values, self.bad, numbers = pixels.values, pixels.bad, pixels.numbers
        alpha = numbers[..., 3] if numbers.shape[2] == 4 else None
        self.pyramids = [Pyramid(Image(numbers[..., k], self.bad), alpha) for k in range(3)]
        if alpha is not None:
            self.pyramids.append(Pyramid(Image(alpha, self.bad)))
        self._bad_color = None if bad is None else np.array(bad, np.uint8)

    def means(self, rows: Line, cols: Line) -> NDArray[Any]:
        """Give the means of the pixels that screen pixels show, each counted by its alpha."""
        values = np.stack([_window(pyramid, rows, cols) for pyramid in self.pyramids], axis=-1)
        if values.shape[2] == 3:
            return _merged(values, rows, cols, self.bad is not None)
        values[..., :3] *= values[..., 3:]
        values = _merged(values, rows, cols, self.bad is not None)
        np.divide(values[..., :3], values[..., 3:], out=values[..., :3], where=values[..., 3:] > 0)
        return values

    def color(self, values: NDArray[Any], bad: NDArray[np.bool_] | None) -> Packed:
        """Turn strengths into pixels."""
        return color_pixels(values, bad, self.values.dtype, self._bad_color).view(np.uint32)[..., 0]


def source_of(pixels: Pixels, bad: ArrayLike | None = None) -> Source:
    """Make the source of the colours of a picture: its own, or those of gray from 0 to 1, to be recoloured.

    Parameters
    ----------
    pixels : Pixels
        Numbers or colours.
    bad : array-like of uint8, shape (4,), optional
        As for `TrueColors`; numbers have the colour of their table.
    """
    return TrueColors(pixels, bad) if pixels.colored else Shades(pixels, lut("gray"), (0.0, 1.0))


def colors_of(limits: Limits, dtype: np.dtype[Any]) -> dict[str, Any] | None:
    """Say how numbers of a type become colours, for a page; None where it cannot do the same.

    Returns
    -------
    dict or None
        ``limits``, ``scale``, ``gamma`` and ``linthresh`` as for `nbtools.compute.color.norms.make_norm`, and whether
        matplotlib computes in ``single`` precision.
    """
    about = None if dtype == np.float16 else norm_numbers(limits)
    return about and {**about, "single": np.promote_types(dtype, np.float32) == np.float32}


def map_to(index: NDArray[Any]) -> NDArray[np.uint16]:
    """Say for each pixel of the screen which of some rows or columns it shows, for a page."""
    return np.ascontiguousarray(index, np.uint16)


def described(values: NDArray[Any], bad: NDArray[np.bool_] | None) -> dict[str, NDArray[Any]]:
    """Give numbers, NaN where they are bad, in a type that a page understands and that is not too long to send.

    Of very many double numbers it is the nearest single ones, unless these are not fine enough: a few pixels of a
    million may then have the neighbouring colour, until the frame of the kernel comes.
    """
    kind = values.dtype
    if bad is not None or kind.kind == "b" or kind.itemsize == 8 or kind == np.float16:
        long = kind.itemsize == 8 and (values.size <= _FEW or _fine(values))
        long |= kind.kind in "iu" and kind.itemsize == 4
        values = values.astype(np.float64 if long else np.float32)
    if bad is not None:
        values[bad] = np.nan
    return {"values": np.ascontiguousarray(values.astype(values.dtype.newbyteorder("<"), copy=False))}


def _fine(values: NDArray[Any]) -> bool:
    """Tell whether the differences of numbers are much smaller than the numbers themselves."""
    finite = values[np.isfinite(values)]
    return finite.size > 0 and bool(np.ptp(finite.astype(np.float64)) < np.abs(finite).max() / _COARSE)


def enlarge(pixels: NDArray[Any], rows: Line, cols: Line) -> NDArray[Any]:
    """Repeat image pixels for all the screen pixels that show them, along the axes that are enlarged."""
    for axis, line in ((1, cols), (0, rows)):
        if line.enlarged:
            pixels = pixels.take(line.first, axis)
    return pixels


def _window(pyramid: Pyramid, rows: Line, cols: Line) -> NDArray[Any]:
    return pyramid.window((rows.level, cols.level), rows.window, cols.window)


def _merged(values: NDArray[Any], rows: Line, cols: Line, bad: bool) -> NDArray[Any]:
    """Mean of the first and the last block of each screen pixel, along the axes that are reduced; NaN left out."""
    for axis, line in enumerate((rows, cols)):
        if line.enlarged:
            continue
        first, last = values.take(line.first, axis), values.take(line.last, axis)
        values = (first + last) / 2
        if bad:
            np.copyto(values, first, where=np.isnan(last))
            np.copyto(values, last, where=np.isnan(first))
    return values
