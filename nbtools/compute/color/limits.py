"""The values of the first and the last colour: given, found in the pixels, or completed from them."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.color.places import block_length, own_copy
from nbtools.compute.images import Image
from nbtools.compute.parallel import by_parts
from nbtools.compute.ranges import held, held_table

if TYPE_CHECKING:
    from matplotlib.colors import Normalize

_SAMPLE = 1 << 20  # pixels that percentile_limits looks at, at most about


def complete(
    values: NDArray[Any], masked: NDArray[np.bool_] | None, vmin: float | None, vmax: float | None
) -> tuple[float, float, bool]:
    """Complete two limits from the finite pixels; tell whether all pixels are known to lie between them.

    Where there are no finite pixels, the limits are 0 and 1.
    """
    low, high, every = (
        (np.nan, np.nan, False) if vmin is not None and vmax is not None else extremes(values, masked)
    )
    enclosed = every and vmin is None and vmax is None
    if vmin is not None:
        low = float(checks.number("vmin", vmin))
    if vmax is not None:
        high = float(checks.number("vmax", vmax))
    if np.isnan(low):
        low = min(0.0, high - 1) if vmax is not None else 0.0
    if np.isnan(high):
        high = max(1.0, low + 1)
    if low > high:
        raise ValueError(f"vmin must be <= vmax, got {low:g} and {high:g}")
    return low, high, enclosed


def complete_norm(
    values: NDArray[Any],
    masked: NDArray[np.bool_] | None,
    norm: Normalize,
    vmin: float | None,
    vmax: float | None,
) -> Normalize:
    """Complete the limits of a norm from the finite pixels, in a copy of it; without such pixels from 0 to 1.

    `vmin` and `vmax` must not be given besides.
    """
    from matplotlib.colors import Normalize

    if not isinstance(norm, Normalize):
        raise TypeError(f"norm must be a matplotlib.colors.Normalize, got {checks.short(norm)}")
    if vmin is not None or vmax is not None:
        raise ValueError(
            "vmin and vmax must not be given with a norm: give limits either as vmin and vmax or in the norm"
        )
    own = own_copy(norm)
    if not own.scaled():
        hidden = ~np.isfinite(values) if masked is None else masked | ~np.isfinite(values)
        if hidden.all():
            values, hidden = np.array([[0.0, 1.0]]), np.ma.nomask
        if values.dtype.kind != "f":  # CenteredNorm subtracts in the type of the pixels
            values = values.astype(np.float64)
        own.autoscale_None(np.ma.array(values, mask=hidden if hidden.any() else np.ma.nomask))
    return own


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
    return held(vmin, vmax) if vmin < vmax else _whole_limits(values, bad)


def _whole_limits(values: Any, bad: Any) -> tuple[float, float]:
    """Give limits where percentiles are one value, or there was no good pixel among those looked at."""
    vmin, vmax, _ = extremes(values, bad)
    if vmin == vmax:
        margin = max(0.5, abs(vmin) * 1e-3)
        vmin, vmax = vmin - margin, vmax + margin
    return held(vmin, vmax) if vmin < vmax else (0.0, 1.0)


def percentile_table(image: Image | ArrayLike, percents: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the lower and the upper limits of `percentile_limits` for many percentiles at once.

    Parameters
    ----------
    image : Image or array-like, shape (rows, cols)
        The image.
    percents : ndarray of float, shape (n,)
        From 0 to 100.

    Returns
    -------
    ndarray of float64, shape (2, n + 1)
        What each percentile gives as the first and as the second one; at last both limits where these do not rise.

    Examples
    --------
    >>> from nbtools.compute.images import as_image
    >>> percentile_table(as_image(np.arange(1001.0).reshape(7, 143)), np.array([0.05, 99.95])).tolist()
    [[0.0, 999.0, 0.0], [1.0, 1000.0, 1000.0]]
    """
    values, bad = (image.values, image.bad) if isinstance(image, Image) else (np.asarray(image), None)
    ranked = np.sort(_sample(values, bad)).astype(np.float64)
    at = percents / 100 * (ranked.size - 1)
    places = np.array([at, np.ceil(at)]).astype(np.intp)
    found = ranked[places] if ranked.size else np.zeros(places.shape)
    return held_table(np.column_stack([found, _whole_limits(values, bad)]))


def _percentiles(values: Any, bad: Any, low: float, high: float) -> tuple[float, float]:
    good = _sample(values, bad)
    if good.size == 0:
        return np.nan, np.nan
    at = [int(low / 100 * (good.size - 1)), int(np.ceil(high / 100 * (good.size - 1)))]
    found = np.partition(good, at)[at]
    return float(found[0]), float(found[1])


def _sample(values: Any, bad: Any) -> NDArray[Any]:
    """Give the good pixels, or of very many those of every n-th row and column."""
    step = max(1, int(np.ceil(np.sqrt(values.size / _SAMPLE))))
    return _good(values[::step, ::step], bad if bad is None else bad[::step, ::step])


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
