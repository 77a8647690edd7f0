"""An image in colours, at the resolution of a screen or pixel by pixel."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.colors import shade
from nbtools.compute.images import Image, as_image
from nbtools.draw.image.pyramid import Pyramid
from nbtools.draw.image.screen import Line

if TYPE_CHECKING:
    from nbtools.compute.color.indices import Limits

Numbers = tuple[NDArray[Any], NDArray[np.bool_] | None]  # and where they are bad
Pixels = NDArray[np.uint32]  # RGBA, one number for each pixel in the order of the bytes that make it up


class Source(Protocol):
    """Where the colours of an image come from."""

    def reduced(self, rows: Line, cols: Line) -> Pixels:
        """Colour what the screen pixels show: the pixel below, or the mean of those below."""

    def at(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Pixels:
        """Colour single pixels of the image."""


class Shades:
    """Numbers, coloured by a table between two limits.

    Parameters
    ----------
    image : Image
        The numbers.
    table : ndarray of uint8, shape (N + 3, 4)
        Colours as `nbtools.compute.color.colors.lut` gives them.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and the last colour; or a norm whose limits are set.
    bad : ndarray of bool, optional
        Pixels that are bad where each is seen by itself; those of the image if not given, which are left out of means
        in any case.
    """

    def __init__(
        self,
        image: Image,
        table: NDArray[np.uint8],
        limits: Limits,
        bad: NDArray[np.bool_] | None = None,
    ) -> None:
        self.pyramid = Pyramid(image)
        self.table, self.limits = table, limits
        self._bad = image.bad if bad is None else bad

    def recolored(self, table: NDArray[np.uint8], limits: Limits) -> Shades:
        """Give the same image in other colours; what was computed to show it small is shared."""
        other = copy.copy(self)
        other.table, other.limits = table, limits
        return other

    @property
    def image(self) -> Image:
        """The image that is shown."""
        return self.pyramid.image

    def reduced(self, rows: Line, cols: Line) -> Pixels:
        """Colour what the screen pixels show."""
        return enlarge(self.color(*self.seen(rows, cols)), rows, cols)

    def at(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Pixels:
        """Colour single pixels of the image."""
        return self.color(self.image.values[rows, cols], None if self._bad is None else self._bad[rows, cols])

    def seen(self, rows: Line, cols: Line) -> Numbers:
        """Give the numbers that screen pixels show, once for each image pixel where it is enlarged, and the bad ones.

        This is what takes time; it does not depend on colours and limits.
        """
        window = rows.window, cols.window
        if rows.enlarged and cols.enlarged:
            return self.image.values[window], None if self._bad is None else self._bad[window]
        values = self.pyramid.window((rows.level, cols.level), *window)
        for axis, line in enumerate((rows, cols)):
            if not line.enlarged:
                values = _merge(values, line, axis, self.image.bad is not None)
        return values, None

    def color(self, values: NDArray[Any], bad: NDArray[np.bool_] | None) -> Pixels:
        """Colour numbers."""
        return shade(values, self.table, self.limits, bad).view(np.uint32)[..., 0]


class TrueColors:
    """A picture that has its own colours; alpha is ignored.

    Parameters
    ----------
    values : ndarray, shape (rows, cols, 3 or 4)
        Integers, whose type's largest value is full strength, or floats from 0 to 1.
    masked : ndarray of bool, shape (rows, cols), or None
        True where a pixel is left out.
    table : ndarray of uint8, shape (259, 4)
        Shades of gray, and the colour of bad pixels.
    """

    def __init__(
        self, values: NDArray[Any], masked: NDArray[np.bool_] | None, table: NDArray[np.uint8]
    ) -> None:
        table, limits = grays(table), full_scale(values.dtype)
        self._channels = [Shades(as_image(values[..., k], mask=masked), table, limits) for k in range(3)]

    def reduced(self, rows: Line, cols: Line) -> Pixels:
        """Colour what the screen pixels show."""
        return mix([channel.reduced(rows, cols) for channel in self._channels])

    def at(self, rows: NDArray[np.intp], cols: NDArray[np.intp]) -> Pixels:
        """Colour single pixels of the image."""
        return mix([channel.at(rows, cols) for channel in self._channels])


def full_scale(dtype: np.dtype[Any]) -> tuple[float, float]:
    """Give the values of no and of full strength of a colour."""
    return 0.0, float(np.iinfo(dtype).max) if dtype.kind in "iu" else 1.0


def grays(table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Give a table of 256 shades with the other colours of a table; of matplotlib's 24 are one too dark."""
    table = table.copy()
    table[:256, :3] = np.arange(256)[:, None]
    return table


def mix(channels: list[Pixels]) -> Pixels:
    """Take red from the first, green from the second, blue from the third; they are gray or the bad colour."""
    parts = [each[..., None].view(np.uint8) for each in channels]
    mixed = np.stack([*(part[..., k] for k, part in enumerate(parts)), parts[0][..., 3]], axis=-1)
    return mixed.view(np.uint32)[..., 0]


def enlarge(pixels: NDArray[Any], rows: Line, cols: Line) -> NDArray[Any]:
    """Repeat image pixels for all the screen pixels that show them, along the axes that are enlarged."""
    for axis, line in ((1, cols), (0, rows)):
        if line.enlarged:
            pixels = pixels.take(line.first, axis)
    return pixels


def _merge(values: NDArray[Any], line: Line, axis: int, bad: bool) -> NDArray[Any]:
    """Mean of the first and the last block of each screen pixel, NaN left out."""
    first, last = values.take(line.first, axis), values.take(line.last, axis)
    mean = (first + last) / 2
    if bad:
        np.copyto(mean, first, where=np.isnan(last))
        np.copyto(mean, last, where=np.isnan(first))
    return mean
