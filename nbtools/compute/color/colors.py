"""From numbers to pixels: limits, then a table of colours, then uint8 RGBA. The only way there.

The result is byte for byte what matplotlib gives for a norm and a colormap: `nbtools.compute.color.indices` finds the
place of each value in the table of colours, and here the colours are looked up as 32-bit pixels.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.color.indices import block_length, find, real
from nbtools.compute.images import Image
from nbtools.compute.parallel import by_parts

if TYPE_CHECKING:
    from matplotlib.colors import Colormap

    from nbtools.compute.color.indices import Blocks, Limits

_SAMPLE = 1 << 20  # pixels that percentile_limits looks at, at most about


def colormap(cmap: str | Colormap) -> Colormap:
    """Look a colormap up by its name, unless it is one.

    Parameters
    ----------
    cmap : str or matplotlib.colors.Colormap
        A colormap, or the name of one that matplotlib knows.

    Returns
    -------
    matplotlib.colors.Colormap

    Raises
    ------
    ValueError
        If matplotlib knows no colormap of that name.

    Examples
    --------
    >>> colormap("gray").N
    256
    """
    from matplotlib import colormaps
    from matplotlib.colors import Colormap

    if isinstance(cmap, Colormap):
        return cmap
    if not isinstance(cmap, str) or cmap not in colormaps:
        raise ValueError(f"cmap must be a colormap or the name of one in matplotlib, got {cmap!r}")
    return colormaps[cmap]


def lut(cmap: str | Colormap) -> NDArray[np.uint8]:
    """Table of the colours of a colormap.

    Parameters
    ----------
    cmap : str or matplotlib.colors.Colormap
        A colormap, or the name of one that matplotlib knows.

    Returns
    -------
    ndarray of uint8, shape (N + 3, 4)
        RGBA of the N entries (mostly 256), then of values below the limits, above them, and of bad ones.

    Raises
    ------
    ValueError
        If matplotlib knows no colormap of that name.

    Examples
    --------
    >>> table = lut("gray")
    >>> table.shape
    (259, 4)
    >>> table[[0, 255, 256, 257, 258]].tolist()
    [[0, 0, 0, 255], [255, 255, 255, 255], [0, 0, 0, 255], [255, 255, 255, 255], [0, 0, 0, 0]]
    """
    cmap = colormap(cmap)
    places = np.ma.masked_array(np.arange(-1, cmap.N + 2), [False] * (cmap.N + 2) + [True])
    colors = np.asarray(cmap(places, bytes=True), np.uint8)
    return np.concatenate([colors[1:-2], colors[:1], colors[-2:]])


def shade(
    values: ArrayLike,
    table: NDArray[np.uint8],
    limits: Limits,
    bad: NDArray[np.bool_] | None = None,
    *,
    enclosed: bool = False,
) -> NDArray[np.uint8]:
    """Colour values between two limits, linearly or by a norm.

    Equal to ``cmap(norm(values), bytes=True)`` of matplotlib with NaN masked, where the norm is
    ``Normalize(vmin, vmax)`` unless one is given: with equal limits every value gets the first colour, and NaN
    still the one for bad values. A norm of the caller is not changed.

    Parameters
    ----------
    values : array-like of int or float, any shape
        The numbers.
    table : ndarray of uint8, shape (N + 3, 4)
        Colours as `lut` returns them.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and of the last colour; or a norm whose limits are set. The norm must give each value a
        place that does not depend on the other values, as all of matplotlib do.
    bad : ndarray of bool, shape of values, optional
        True where the colour for bad values is wanted, besides NaN.
    enclosed : bool
        Whether it is known that every value lies between the two limits, and none is NaN; saves a look at them.

    Returns
    -------
    ndarray of uint8, shape of values + (4,)
        Red, green, blue, alpha.

    Raises
    ------
    ValueError
        If a limit is not finite or missing, or the first is greater than the second.

    Examples
    --------
    >>> shade([0.0, 0.5, 2.0, np.nan], lut("gray"), (0, 1))
    array([[  0,   0,   0, 255],
           [128, 128, 128, 255],
           [255, 255, 255, 255],
           [  0,   0,   0,   0]], dtype=uint8)
    """
    array = real(values)
    colors = np.ascontiguousarray(table).view(np.uint32).ravel()  # as one number for each pixel
    pixels = np.empty(array.shape, np.uint32)
    rows = np.atleast_1d(pixels)

    def put(part: slice, blocks: Blocks) -> None:
        flat = rows[part].reshape(-1)
        space = np.empty(block_length(flat.size), np.intp)
        for block, places in blocks:
            index = space[: places.size]
            np.copyto(index, places)
            colors.take(index, out=flat[block], mode="clip")

    find(array, len(table) - 3, limits, bad, put, enclosed=enclosed)
    return pixels.reshape(*array.shape, 1).view(np.uint8)


def percentile_limits(image: Image | ArrayLike, low: float = 0.5, high: float = 99.5) -> tuple[float, float]:
    """Limits for showing an image, between which most of its pixels lie.

    Bad pixels are left out. Of more than about a million pixels, every n-th row and column is looked at:
    the limits serve the picture, not a measurement.

    Parameters
    ----------
    image : Image or array-like, shape (rows, cols)
        The image.
    low, high : float
        Percentiles, from 0 to 100.

    Returns
    -------
    vmin, vmax : float
        Values of pixels, always with ``vmin < vmax``: the smallest and largest pixel where the percentiles
        are one value, a range around the value of a constant image, and (0, 1) without a good pixel.

    Raises
    ------
    ValueError
        Unless ``0 <= low < high <= 100``.

    Examples
    --------
    >>> percentile_limits(np.arange(1001.0).reshape(7, 143))
    (5.0, 995.0)
    >>> percentile_limits([[7, 7]])
    (6.5, 7.5)
    """
    if not 0 <= low < high <= 100:
        raise ValueError(f"low and high must be from 0 to 100 and low < high, got {low} and {high}")
    values = image.values if isinstance(image, Image) else np.asanyarray(image)
    bad: NDArray[np.bool_] | None = image.bad if isinstance(image, Image) else None
    if isinstance(values, np.ma.MaskedArray):
        bad = np.ma.getmaskarray(values)
    vmin, vmax = _percentiles(values, bad, low, high)
    if not vmin < vmax:  # one value, or no good pixel among those looked at
        vmin, vmax, _ = extremes(values, bad)
    if vmin == vmax:
        margin = max(0.5, abs(vmin) * 1e-3)
        vmin, vmax = vmin - margin, vmax + margin
    return (vmin, vmax) if vmin < vmax else (0.0, 1.0)


def _percentiles(values: Any, bad: Any, low: float, high: float) -> tuple[float, float]:
    step = max(1, int(np.ceil(np.sqrt(values.size / _SAMPLE))))
    good = _good(values[::step, ::step], bad if bad is None else bad[::step, ::step])
    if good.size == 0:
        return np.nan, np.nan
    at = [int(low / 100 * (good.size - 1)), int(np.ceil(high / 100 * (good.size - 1)))]
    found = np.partition(good, at)[at]
    return float(found[0]), float(found[1])


def extremes(values: NDArray[Any], bad: NDArray[np.bool_] | None = None) -> tuple[float, float, bool]:
    """Find the smallest and the largest pixel that is finite and not bad.

    Parameters
    ----------
    values : ndarray of int or float, shape (rows, cols)
        The pixels.
    bad : ndarray of bool, shape of values, optional
        True where a pixel is left out.

    Returns
    -------
    vmin, vmax : float
        NaN where there is no such pixel.
    all : bool
        Whether all pixels are such.

    Examples
    --------
    >>> extremes(np.array([[1.0, 5.0, np.inf]]))
    (1.0, 5.0, False)
    """
    step = max(1, block_length(values.size) // values.shape[1])

    def look(part: slice) -> list[tuple[list[Any], bool]]:
        starts = range(part.start, part.stop, step)
        return [_ends(values, bad, slice(start, min(start + step, part.stop))) for start in starts]

    looked = list(itertools.chain(*by_parts(look, values.shape)))
    found = [end for ends, _ in looked for end in ends]
    low, high = (float(min(found)), float(max(found))) if found else (np.nan, np.nan)
    return low, high, all(every for _, every in looked)


def _ends(values: NDArray[Any], bad: NDArray[np.bool_] | None, rows: slice) -> tuple[list[Any], bool]:
    part = values[rows]
    ends = [part.min(), part.max()]
    if bad is None and np.isfinite(ends).all():
        return ends, True
    part = _good(part, None if bad is None else bad[rows])
    return [part.min(), part.max()] if part.size else [], False


def _good(values: Any, bad: Any) -> NDArray[Any]:
    found: NDArray[Any] = np.asarray(values)
    keep = None if bad is None else ~bad
    if found.dtype.kind == "f":
        finite = np.isfinite(found)
        keep = finite if keep is None else keep & finite
    return found.ravel() if keep is None else found[keep]
