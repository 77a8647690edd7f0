"""An image in the colours of a colormap: its pixels, and how many of them have which colour."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.color.colors import lut, shade
from nbtools.compute.color.indices import indices
from nbtools.compute.color.limits import Ranked, auto_limits
from nbtools.compute.images import Image, as_image, read_values

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.colors import Colormap, Normalize


@dataclass(frozen=True, eq=False)
class Coloring:
    """An image, its colours, and what they stand for. Made by `colorize`.

    Attributes
    ----------
    image : Image
        The numbers.
    cmap : matplotlib.colors.Colormap
        The colours, with those of values below and above the limits and of bad ones.
    norm : matplotlib.colors.Normalize
        Says which value has which colour; its limits are set.
    bad : ndarray of bool, shape (rows, cols), or None
        Pixels that are masked or NaN. Infinite ones have a place in some norms, as they have in matplotlib.
    """

    image: Image
    cmap: Colormap
    norm: Normalize
    bad: NDArray[np.bool_] | None

    @property
    def vmin(self) -> float:
        """The value of the first colour."""
        return float(self.norm.vmin)  # type: ignore[arg-type]  # it is set

    @property
    def vmax(self) -> float:
        """The value of the last colour."""
        return float(self.norm.vmax)  # type: ignore[arg-type]  # it is set

    @cached_property
    def rgba(self) -> NDArray[np.uint8]:
        """One pixel for each pixel of the image: ``cmap(norm(image), bytes=True)``, read-only, (rows, cols, 4)."""
        found = shade(self.image.values, lut(self.cmap), self.norm, self.bad)
        found.flags.writeable = False
        return found

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """Number of pixels of each colour; at the end those below the limits, above them, and bad ones."""
        counts = np.zeros(self.cmap.N + 3, np.intp)
        rows, cols = self.image.shape
        step = max(1, (1 << 20) // cols)
        for start in range(0, rows, step):
            part = slice(start, start + step)
            bad = None if self.bad is None else self.bad[part]
            places = indices(self.image.values[part], self.cmap.N, self.norm, bad)
            counts += np.bincount(places.ravel(), minlength=len(counts))
        return counts

    @property
    def n_under(self) -> int:
        """Number of pixels below the first colour."""
        return int(self.counts[-3])

    @property
    def n_over(self) -> int:
        """Number of pixels above the last colour."""
        return int(self.counts[-2])

    @property
    def n_bad(self) -> int:
        """Number of pixels without a place: masked, NaN, or such as zero on a logarithmic scale."""
        return int(self.counts[-1])

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each colour, from below the limits to above them, and at last the bad pixels.

        Columns: ``color`` as #rrggbb (#rrggbbaa where it is not opaque), ``value0`` and ``value1`` between which the
        values lie, ``n_pix``, and their ``fraction`` of all pixels.
        """
        import pandas as pd

        n = self.cmap.N
        order = np.r_[n, :n, n + 1, n + 2]
        edges = np.full(n + 1, np.nan)
        with contextlib.suppress(ValueError):  # a BoundaryNorm does not say which values a colour has
            edges[:] = self.norm.inverse(np.arange(n + 1) / n)
        edges[0], edges[-1] = self.vmin, self.vmax  # which rounding may miss
        edges = np.r_[-np.inf, edges, np.inf]
        return pd.DataFrame(
            {
                "color": [hex_color(color) for color in lut(self.cmap)[order]],
                "value0": np.r_[edges[:-1], np.nan],
                "value1": np.r_[edges[1:], np.nan],
                "n_pix": self.counts[order],
                "fraction": self.counts[order] / self.image.values.size,
            }
        )


def colorize(
    image: Any,
    cmap: str | Colormap = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
    *,
    norm: Normalize | None = None,
    bad: Any = None,
    under: Any = None,
    over: Any = None,
    channel_axis: int | None = None,
) -> Coloring:
    """Give an image the colours of a colormap, and count how many pixels have which.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        Numbers of any real type; masked arrays and xarray DataArrays are understood. It is not copied.
    cmap : str or matplotlib.colors.Colormap
        A colormap, or the name of one.
    vmin, vmax : float, optional
        Values of the first and the last colour; the smallest and largest finite pixel if not given.
    norm : matplotlib.colors.Normalize, optional
        Instead of `vmin` and `vmax`: any norm of matplotlib whose limits are set.
    bad, under, over : color, optional
        What matplotlib understands as a colour, for bad pixels and for those outside of the limits; those of the
        colormap if not given: nothing at all, the first and the last colour.
    channel_axis : int, optional
        For a colour picture: the axis with red, green, blue and perhaps alpha. Its luminance is coloured.

    Returns
    -------
    Coloring

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If the colormap is unknown, the limits are not finite or fall, or both they and a norm are given.

    Examples
    --------
    >>> found = colorize([[0.0, 1.0], [2.0, np.nan]], "gray", vmax=1.0, bad="red")
    >>> found.rgba[:, :, 0]
    array([[  0, 255],
           [255, 255]], dtype=uint8)
    >>> found.n_over, found.n_bad
    (1, 1)
    >>> len(found.table), int(found.table["n_pix"].sum())
    (259, 4)
    """
    from matplotlib.colors import Normalize

    taken, left_out = read_colorable(image, channel_axis=channel_axis)
    if norm is not None and (vmin is not None or vmax is not None):
        raise ValueError("give limits either as vmin and vmax or in the norm, got both")
    if norm is None:
        low, high = vmin, vmax
        if low is None or high is None:
            first, last = auto_limits(Ranked(taken, left_out), "min/max")
            low, high = first if low is None else low, last if high is None else high
        norm = Normalize(low, high)
    indices(np.zeros(1), 1, norm)  # which refuses limits that are missing or fall
    return Coloring(taken, with_extremes(cmap, bad, under, over), norm, left_out)


def read_colorable(image: Any, *, channel_axis: int | None = None) -> tuple[Image, NDArray[np.bool_] | None]:
    """Take an image in, and say which pixels are masked or NaN; infinite ones have colours."""
    found = as_image(image, channel_axis=channel_axis)
    if found.bad is None or found.dtype.kind != "f" or not (infinite := np.isinf(found.values)).any():
        return found, found.bad
    unseen: NDArray[np.bool_] = found.bad & ~infinite
    masked: Any = None if isinstance(image, Image) else read_values(image, "image")[1]
    if masked is not None and masked.ndim == 3 and channel_axis is not None:
        masked = masked.any(axis=channel_axis)
    return found, unseen if masked is None else unseen | masked


def with_extremes(cmap: str | Colormap, bad: Any = None, under: Any = None, over: Any = None) -> Colormap:
    """Give a colormap other colours for bad values and for those outside of the limits, where these are not None."""
    from matplotlib import colormaps
    from matplotlib.colors import Colormap

    lut(cmap)  # which refuses unknown names
    found = cmap if isinstance(cmap, Colormap) else colormaps[cmap]
    return found.with_extremes(bad=bad, under=under, over=over)


def hex_color(rgba: ArrayLike) -> str:
    """Write four numbers from 0 to 255 as #rrggbb, or #rrggbbaa where the colour is not opaque.

    Examples
    --------
    >>> hex_color([255, 0, 16, 255]), hex_color([0, 0, 0, 0])
    ('#ff0010', '#00000000')
    """
    red, green, blue, alpha = (int(part) for part in np.asarray(rgba))
    return f"#{red:02x}{green:02x}{blue:02x}" + ("" if alpha == 255 else f"{alpha:02x}")
