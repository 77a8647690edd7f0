"""Pixels in rising order: which values get the first and the last colour, and how many pixels lie outside of them.

The good pixels are sorted once. After that percentiles, counts and histograms of the whole image are look-ups, exact
and as fast for a hundred million pixels as for one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.places import indices
from nbtools.compute.images import Image, Pixels
from nbtools.compute.ranges import held, held_table

if TYPE_CHECKING:
    from matplotlib.colors import Normalize

METHODS = ("percentiles", "min/max", "Otsu")
_FAR = 12  # how many times wider than its bulk a range must be to be cut
_BINS = 256  # of the histogram that Otsu's method splits, as in scikit-image ...
_LEVELS = 1 << 16  # ... where each integer has its own bin; more of them would take too long
_BAD, _UNDER, _INSIDE, _OVER = range(
    4
)  # the order in which values come: the logarithm has no place for low ones


class Ranked:
    """The pixels of an image in rising order.

    Parameters
    ----------
    image : Image or Pixels
        The image. Of an `Image`, infinite pixels are bad, too; of `Pixels`, only what is masked or NaN.

    Attributes
    ----------
    values : ndarray, 1-D
        The finite good pixels, rising.
    n_low, n_high : int
        Number of pixels that are minus and plus infinity and not bad.
    n_bad : int
        Number of bad pixels.
    """

    def __init__(self, image: Image | Pixels) -> None:
        values, bad = (
            (image.values, image.bad) if isinstance(image, Image) else (image.numbers, image.missing)
        )
        self._dtype = image.values.dtype  # in which colours are found
        good = values.ravel() if bad is None else values[~bad]
        ranked: NDArray[Any] = np.sort(good)
        self.n_bad, self.n_low, self.n_high = values.size - ranked.size, 0, 0
        if ranked.dtype.kind == "f":
            self.n_low = int(np.searchsorted(ranked, -np.inf, side="right"))
            self.n_high = ranked.size - int(np.searchsorted(ranked, np.inf))
        self.values = ranked[self.n_low : ranked.size - self.n_high]

    @property
    def size(self) -> int:
        """Number of all pixels."""
        return self.values.size + self.n_bad + self.n_low + self.n_high

    @property
    def positive(self) -> NDArray[Any]:
        """The finite good pixels above zero, rising."""
        return self.values[np.searchsorted(self.values, 0, side="right") :]

    def histogram(self, edges: NDArray[Any]) -> NDArray[np.intp]:
        """Count the finite good pixels in bins, which end below their upper edge, only the last one at it."""
        found = np.searchsorted(self.values, edges)
        found[-1] = np.searchsorted(self.values, edges[-1], side="right")
        return np.diff(found)

    def spread(self, norm: Normalize, entries: int) -> tuple[int, int, int]:
        """Count the pixels that a norm shows below the first colour, above the last one, and as bad.

        Parameters
        ----------
        norm : matplotlib.colors.Normalize
            A norm whose limits are set: one that rises, and has no place at most for the lowest values.
        entries : int
            Number of colours.

        Returns
        -------
        n_under, n_over, n_bad : int
        """
        kinds = np.full(entries + 3, _INSIDE)
        kinds[-3:] = _UNDER, _OVER, _BAD
        counts = np.zeros(4, np.intp)
        if self.values.size:
            starts = self._starts(
                lambda values: kinds[indices(values.astype(self._dtype, copy=False), entries, norm)], norm
            )
            counts += np.diff([0, *starts, self.values.size])
        ends = kinds[indices(np.array([-np.inf, np.inf]), entries, norm)]
        np.add.at(counts, ends, [self.n_low, self.n_high])
        return int(counts[_UNDER]), int(counts[_OVER]), int(counts[_BAD]) + self.n_bad

    def told(self, spread: tuple[int, int, int], *, positive: bool = False) -> str:
        """Say what `spread` has counted; with `positive`, on a scale that has a place for positive values only.

        Examples
        --------
        >>> from nbtools.compute.images import as_image
        >>> Ranked(as_image([[1.0, 2.0, np.nan, 4.0]])).told((2, 1, 1))
        '50 % below, 25 % above, 1 bad pixel'
        """
        under, over, bad = spread
        below, above = (f"{100 * number / self.size:.3g} %" for number in (under, over))
        text = f"{below} below, {above} above, {bad:,} bad pixel{'s' * (bad != 1)}"
        if bad > self.n_bad and positive:
            text += f" ({bad - self.n_bad:,} have no place on a logarithmic scale)"
        return text

    def _starts(self, kind: Callable[[NDArray[Any]], NDArray[np.intp]], norm: Normalize) -> NDArray[np.intp]:
        """Find where each kind of values begins: nearly always beside zero or a limit, else by halving."""
        values, wanted = self.values, np.array([_UNDER, _INSIDE, _OVER])[:, None]
        ends = values[[0, -1]].astype(np.float64)
        with np.errstate(invalid="ignore"):  # the largest integers are rounded up, beyond their type
            near = np.clip([0, norm.vmin, norm.vmax], *ends).astype(values.dtype)
        places = np.concatenate([np.searchsorted(values, near, side) for side in ("left", "right")])
        places = np.clip(np.unique([0, *places, *(places - 1)]), 0, values.size - 1)
        low, high = np.zeros((3, 1), np.intp), np.full((3, 1), values.size)
        while places.size:
            before = kind(values[places]) < wanted
            low = np.maximum(low, np.where(before, places + 1, 0).max(axis=1, keepdims=True))
            high = np.minimum(high, np.where(before, values.size, places).min(axis=1, keepdims=True))
            places = np.unique(((low + high) // 2)[low < high])
        return low[:, 0]


def auto_limits(
    ranked: Ranked,
    method: str = "percentiles",
    percentiles: tuple[float, float] = (0.5, 99.5),
    *,
    positive: bool = False,
) -> tuple[float, float]:
    """Limits for showing an image.

    Parameters
    ----------
    ranked : Ranked
        The image's pixels.
    method : str
        "percentiles": between which most pixels lie. "min/max": of the finite pixels. "Otsu": from the threshold that
        splits the values best into dark and bright ones, as `skimage.filters.threshold_otsu` finds it, to the largest
        value, so that the background has the first colour. Integers of more than 65536 levels are put into 256 bins
        as floats are.
    percentiles : (float, float)
        From 0 to 100; the nearest pixel values outwards are taken.
    positive : bool
        Whether only pixels above zero count, as a logarithm needs it.

    Returns
    -------
    vmin, vmax : float
        Always with ``vmin < vmax``: the smallest and largest pixel where the limits would be one value, a range
        around the value of a constant image, and (0, 1), or (1, 10) with `positive`, without a good pixel.

    Raises
    ------
    ValueError
        If the method is unknown, or unless ``0 <= low < high <= 100`` for the percentiles.

    Examples
    --------
    >>> from nbtools.compute.images import as_image
    >>> ranked = Ranked(as_image(np.arange(-10.0, 991).reshape(7, 143)))
    >>> auto_limits(ranked), auto_limits(ranked, "min/max"), auto_limits(ranked, "min/max", positive=True)
    ((-5.0, 985.0), (-10.0, 990.0), (1.0, 990.0))
    """
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(map(repr, METHODS))}, got {method!r}")
    low, high = percentiles
    if not 0 <= low < high <= 100:
        raise ValueError(f"percentiles must be from 0 to 100 and rise, got {percentiles}")
    values = ranked.positive if positive else ranked.values
    if not values.size:
        return (1.0, 10.0) if positive else (0.0, 1.0)
    first, last = float(values[0]), float(values[-1])
    vmin, vmax = first, last
    if method == "percentiles":
        top = values.size - 1
        vmin, vmax = float(values[int(low / 100 * top)]), float(values[int(np.ceil(high / 100 * top))])
    elif method == "Otsu" and first < last:
        vmin = _otsu(values)
    if not vmin < vmax:
        vmin, vmax = first, last
    if not vmin < vmax:
        margin = abs(vmin) / 2 if positive else max(0.5, abs(vmin) * 1e-3)
        vmin, vmax = vmin - margin, vmax + margin
    return vmin, vmax


def percentile_steps(
    ranked: Ranked, percents: NDArray[np.float64], *, positive: bool = False
) -> NDArray[np.float64]:
    """Give what `auto_limits` finds for many percentiles at once, as `held` keeps it.

    Parameters
    ----------
    ranked : Ranked
        The image's pixels.
    percents : ndarray of float, shape (n,)
        From 0 to 100.
    positive : bool
        As for `auto_limits`.

    Returns
    -------
    ndarray of float64, shape (2, n + 1)
        Each percentile as the first and as the second limit; at last both limits where these do not rise.

    Examples
    --------
    >>> from nbtools.compute.images import as_image
    >>> percentile_steps(Ranked(as_image([[1, 2, 3, 4]])), np.array([0.0, 50.0])).tolist()
    [[1.0, 2.0, 1.0], [1.0, 3.0, 4.0]]
    """
    values = ranked.positive if positive else ranked.values
    ends = auto_limits(ranked, "min/max", positive=positive)
    at = percents / 100 * max(values.size - 1, 0)
    places = np.array([at, np.ceil(at)]).astype(np.intp)
    found = values[places].astype(np.float64) if values.size else np.zeros(places.shape)
    return held_table(np.column_stack([found, ends]))


def bulk_limits(ranked: Ranked, *, linear: bool = True, positive: bool = False) -> tuple[float, float]:
    """Give the smallest and the largest value, on a linear scale without a few that are far away from the others.

    Parameters
    ----------
    ranked : Ranked
        The image's pixels.
    linear : bool
        Whether values far away are left out: where the range would be more than twelve times wider, it holds all but
        two thousandths of the pixels, and as much room on either side.
    positive : bool
        Whether only pixels above zero count, and not much below the largest, as a logarithm needs it.

    Returns
    -------
    low, high : float

    Examples
    --------
    >>> from nbtools.compute.images import as_image
    >>> bulk_limits(Ranked(as_image([[*range(1999), 1e9]])))
    (0.0, 3992.0)
    """
    values = ranked.positive if positive else ranked.values
    low, high = auto_limits(ranked, "min/max", positive=positive)
    if linear and values.size:
        first, last = (float(values[round(share * (values.size - 1))]) for share in (0.001, 0.999))
        width = last - first
        if 0 < width < (high - low) / _FAR:
            low, high = max(low, first - width), min(high, last + width)
    low, high = held(low, high)
    return max(low, high * 1e-9, 5e-324) if positive else low, high


def centered(limits: tuple[float, float], center: float) -> tuple[float, float]:
    """Widen limits until they are symmetric about a value, as maps with two sides need it.

    Examples
    --------
    >>> centered((-1.0, 5.0), 0.0)
    (-5.0, 5.0)
    """
    half = max(abs(limits[0] - center), abs(limits[1] - center))
    return center - half, center + half


def _otsu(ranked: NDArray[Any]) -> float:
    from skimage.filters import threshold_otsu

    ends = ranked[[0, -1]]
    if ranked.dtype.kind in "iu" and int(ends[1]) - int(ends[0]) < _LEVELS:
        centers: NDArray[Any] = np.arange(int(ends[0]), int(ends[1]) + 1)
        edges = np.append(centers, int(ends[1]) + 1).astype(np.float64)
    else:
        edges = np.histogram_bin_edges(ends, _BINS)
        centers = (edges[:-1] + edges[1:]) / 2
    counts = np.diff(np.searchsorted(ranked, edges))
    counts[-1] += ranked.size - counts.sum()  # the largest one is in the last bin
    return float(threshold_otsu(hist=(counts, centers)))  # type: ignore[no-untyped-call]
