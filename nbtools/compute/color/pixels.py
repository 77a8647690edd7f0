"""Data to the pixels of a picture: one for each element, with the colours of matplotlib."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.color.colors import colormap, extremes, lut, shade
from nbtools.compute.color.indices import own_copy
from nbtools.compute.images import Image, read_values

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

    from nbtools.compute.color.indices import Limits

_CMAP = "viridis"


def to_rgba(
    data: ArrayLike | Image,
    cmap: str | Colormap = _CMAP,
    vmin: float | None = None,
    vmax: float | None = None,
    norm: Normalize | None = None,
    bad: Any = None,
) -> NDArray[np.uint8]:
    """Colour an array: one pixel for each element, nothing smoothed, nothing resized.

    The pixels are those of ``matplotlib.pyplot.imsave`` decoded, and of ``cmap(norm(data), bytes=True)`` with
    NaN masked, whatever the rcParams are. In three cases `imsave` gives something else, which is not copied here:
    one NaN or infinite pixel without limits makes it paint every pixel in the colour of bad ones (here the limits
    are those of the finite pixels), and NaN beside masked pixels gets the first colour (here the one for
    bad pixels). And where a colormap itself is called with integers, it takes them as places in its table: here
    integers are numbers like others.

    Parameters
    ----------
    data : array-like, shape (rows, cols), (rows, cols, 3) or (rows, cols, 4)
        Integers, floats or bool, perhaps with a mask; or red, green, blue and perhaps alpha as uint8 or as
        floats from 0 to 1, which pass as they are: RGB gets an alpha of 255, pixels with a masked element one
        of 0, and pixels with a NaN are all 0.
    cmap : str or matplotlib.colors.Colormap
        A colormap, or the name of one.
    vmin, vmax : float, optional
        Values of the first and of the last colour; the smallest and the largest finite pixel if not given. What
        is beyond them, infinite values too, has the colours of the colormap for under and over.
    norm : matplotlib.colors.Normalize, optional
        Another way from values to colours (``LogNorm``, ``PowerNorm``, ``BoundaryNorm`` ...), instead of `vmin` and
        `vmax`. Limits that it lacks are taken from the finite pixels; the norm itself stays as it is.
    bad : color, optional
        Colour of NaN and of masked pixels; the colormap's own, mostly transparent, if not given.

    Returns
    -------
    ndarray of uint8, shape (rows, cols, 4)
        Red, green, blue, alpha.

    Raises
    ------
    TypeError
        If the data are not real numbers, or `norm` is no norm.
    ValueError
        If the shape is another one, limits are not finite or in the wrong order or given twice, or anything about
        colours is given for data that are colours already.

    Examples
    --------
    >>> to_rgba([[0, 1], [2, np.nan]], "gray", bad="red").tolist()
    [[[0, 0, 0, 255], [128, 128, 128, 255]], [[255, 255, 255, 255], [255, 0, 0, 255]]]
    """
    values, masked = read_data(data)
    if values.ndim == 3:
        given = {
            "vmin": vmin,
            "vmax": vmax,
            "norm": norm,
            "bad": bad,
            "cmap": None if cmap == _CMAP else cmap,
        }
        refuse_for_colors(given)
        return true_colors(values, masked)
    scheme = choose(values, masked, cmap, vmin, vmax, norm, bad)
    return shade(values, scheme.table, scheme.limits, masked, enclosed=scheme.enclosed)


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """How values become colours: a colormap, its table as `lut` gives it, two limits or a norm that has some.

    `enclosed` tells that all values are known to lie between the limits.
    """

    cmap: Colormap
    table: NDArray[np.uint8]
    limits: Limits
    enclosed: bool


def read_data(data: ArrayLike | Image, name: str = "data") -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """Take in what `to_rgba` takes: values of their own type, and where elements are masked."""
    if isinstance(data, Image):
        values = data.values
        return values, None if data.bad is None else data.bad & ~np.isinf(values)
    values, masked = read_values(data, name, keep_floats=True)
    if values.ndim != 2 and not (values.ndim == 3 and values.shape[2] in (3, 4)):
        raise ValueError(f"{name} must have shape (rows, cols), or (rows, cols, 3 or 4), got {values.shape}")
    if values.size == 0:
        raise ValueError(f"{name} must have at least one pixel, got shape {values.shape}")
    return values, masked if masked is not None and masked.any() else None


def refuse_for_colors(given: dict[str, Any]) -> None:
    """Raise if anything is given that means nothing for data that are colours already."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"{name} must not be given for data that are colours already (rows, cols, 3 or 4)"
            )


def true_colors(
    values: NDArray[Any], masked: NDArray[np.bool_] | None, name: str = "data"
) -> NDArray[np.uint8]:
    """Pass colours through, of shape (rows, cols, 3 or 4), as matplotlib does."""
    if values.dtype.kind == "f":
        broken = np.isnan(values).any(axis=2)
        shown = np.where((broken if masked is None else broken | masked.any(axis=2))[..., None], 0, values)
        if shown.min() < 0 or shown.max() > 1:
            found = f"from {shown.min()} to {shown.max()}"
            raise ValueError(f"{name} must hold colours from 0 to 1, or uint8 from 0 to 255, got {found}")
        values = (np.where(broken[..., None], 0, values).clip(0, 1) * values.dtype.type(255)).astype(np.uint8)
    elif values.dtype == np.uint8:
        broken = None
    else:
        raise TypeError(f"{name} must hold colours as uint8, or as floats from 0 to 1, got {values.dtype}")
    rgba = np.full((*values.shape[:2], 4), 255, np.uint8)
    rgba[..., : values.shape[2]] = values
    if broken is not None:
        rgba[broken] = 0
    if masked is not None:
        rgba[masked.any(axis=2), 3] = 0
    return rgba


def choose(
    values: NDArray[Any],
    masked: NDArray[np.bool_] | None,
    cmap: str | Colormap,
    vmin: float | None = None,
    vmax: float | None = None,
    norm: Normalize | None = None,
    bad: Any = None,
) -> Scheme:
    """Check and complete what is said about colours; see `to_rgba`."""
    from matplotlib.colors import is_color_like

    cmap = colormap(cmap)
    if bad is not None:
        if not is_color_like(bad):
            raise ValueError(f"bad must be a matplotlib colour, got {bad!r}")
        cmap = cmap.with_extremes(bad=bad)
    if norm is not None:
        return Scheme(cmap, lut(cmap), _norm(values, masked, norm, vmin, vmax), False)
    low, high, enclosed = linear(values, masked, vmin, vmax)
    return Scheme(cmap, lut(cmap), (low, high), enclosed)


def linear(
    values: NDArray[Any], masked: NDArray[np.bool_] | None, vmin: float | None, vmax: float | None
) -> tuple[float, float, bool]:
    """Complete two limits from the finite pixels; tell whether all pixels are known to lie between them.

    Where there are no finite pixels, the limits are 0 and 1.
    """
    low, high, every = (np.nan, np.nan, False) if None not in (vmin, vmax) else extremes(values, masked)
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


def _norm(
    values: NDArray[Any],
    masked: NDArray[np.bool_] | None,
    norm: Normalize,
    vmin: float | None,
    vmax: float | None,
) -> Normalize:
    from matplotlib.colors import Normalize

    if not isinstance(norm, Normalize):
        raise TypeError(f"norm must be a matplotlib.colors.Normalize, got {norm!r}")
    if vmin is not None or vmax is not None:
        raise ValueError("vmin and vmax must not be given with a norm, which has its own limits")
    own = own_copy(norm)
    if not own.scaled():
        hidden = ~np.isfinite(values) if masked is None else masked | ~np.isfinite(values)
        if hidden.all():
            values, hidden = np.array([[0.0, 1.0]]), np.ma.nomask
        if values.dtype.kind != "f":  # CenteredNorm subtracts in the type of the pixels
            values = values.astype(np.float64)
        own.autoscale_None(np.ma.array(values, mask=hidden if hidden.any() else np.ma.nomask))
    return own
