"""An image in the colours of a colormap: its pixels, and how many of them have which colour."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.colormaps import hex_color
from nbtools.compute.color.scheme import Scheme, scheme_of
from nbtools.compute.images import Image, Pixels, as_pixels
from nbtools.compute.numerals import told
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.colors import Colormap, Normalize


@dataclass(frozen=True, eq=False, repr=False)
class Coloring(Shown):
    """An image, its colours, and what they stand for. Made by `colorize`.

    Attributes
    ----------
    pixels : Pixels
        The numbers, of their own type.
    scheme : Scheme
        Their colours.
    """

    _parts = ("pixels",)

    pixels: Pixels
    scheme: Scheme

    def _about(self) -> str:
        rows, cols = self.pixels.shape
        how = f"{self.cmap.name}, {type(self.norm).__name__} from {told(self.vmin)} to {told(self.vmax)}"
        return f"{rows} x {cols} px in {how}"

    @property
    def image(self) -> Image:
        """The numbers as they are computed with."""
        return self.pixels.image

    @property
    def bad(self) -> NDArray[np.bool_] | None:
        """True where a pixel is masked or NaN; infinite ones have colours, as they have in matplotlib."""
        return self.pixels.missing

    @property
    def cmap(self) -> Colormap:
        """The colours, with those of values below and above the limits and of bad ones."""
        return self.scheme.cmap

    @property
    def norm(self) -> Normalize:
        """Says which value has which colour; its limits are set."""
        return self.scheme.norm

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
        """One pixel for each pixel of the image, as `nbtools.to_rgba` gives them: read-only, (rows, cols, 4)."""
        found = self.scheme.shade(self.pixels.values, self.pixels.hidden)
        found.flags.writeable = False
        return found

    @cached_property
    def counts(self) -> NDArray[np.intp]:
        """Number of pixels of each colour; at the end those below the limits, above them, and bad ones."""
        values, hidden = self.pixels.values, self.pixels.hidden
        counts = np.zeros(self.scheme.entries + 3, np.intp)
        step = max(1, (1 << 20) // values.shape[1])
        for start in range(0, len(values), step):
            part = slice(start, start + step)
            places = self.scheme.places(values[part], None if hidden is None else hidden[part])
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

        n = self.scheme.entries
        order = np.r_[n, :n, n + 1, n + 2]
        edges = np.full(n + 1, np.nan)
        with contextlib.suppress(ValueError):  # a BoundaryNorm does not say which values a colour has
            edges[:] = self.norm.inverse(np.arange(n + 1) / n)
        edges[0], edges[-1] = self.vmin, self.vmax  # which rounding may miss
        edges = np.r_[-np.inf, edges, np.inf]
        return pd.DataFrame(
            {
                "color": [hex_color(color) for color in self.scheme.table[order]],
                "value0": np.r_[edges[:-1], np.nan],
                "value1": np.r_[edges[1:], np.nan],
                "n_pix": self.counts[order],
                "fraction": self.counts[order] / self.pixels.values.size,
            }
        )


@understanding
def colorize(
    image: Any,
    cmap: str | Colormap = "viridis",
    vmin: float | None = None,
    vmax: float | None = None,
    *,
    norm: str | Normalize | None = None,
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
    norm : {"linear", "log", "symlog", "asinh"} or matplotlib.colors.Normalize, optional
        How values are spread over the colours; a norm of matplotlib, any one, is instead of `vmin` and `vmax`. Limits
        that it lacks are taken from the finite pixels; the norm itself stays as it is.
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
    pixels = as_pixels(image, channel_axis=channel_axis).gray()
    return Coloring(pixels, scheme_of(pixels, cmap, vmin, vmax, norm, bad, under, over))
