"""How numbers become colours: a colormap, and which value has which of its colours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks
from nbtools.compute.color.colormaps import lut, with_extremes
from nbtools.compute.color.limits import complete, complete_norm
from nbtools.compute.color.norms import NORMS, make_norm
from nbtools.compute.color.places import indices
from nbtools.compute.color.shading import shade
from nbtools.compute.images import Pixels

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

    from nbtools.compute.color.places import Limits


@dataclass(frozen=True, eq=False)
class Scheme:
    """How numbers become colours. Made by `scheme_of`.

    Attributes
    ----------
    cmap : matplotlib.colors.Colormap
        The colours, with those of values below and above the limits and of bad ones.
    limits : pair of float, or matplotlib.colors.Normalize
        Values of the first and of the last colour; or a norm whose limits are set.
    enclosed : bool
        Whether all values are known to lie between the limits.
    """

    cmap: Colormap
    limits: Limits
    enclosed: bool = False

    @cached_property
    def table(self) -> NDArray[np.uint8]:
        """The colours as `lut` gives them."""
        return lut(self.cmap)

    @property
    def entries(self) -> int:
        """Number of colours between the limits."""
        return len(self.table) - 3

    @cached_property
    def norm(self) -> Normalize:
        """The limits as a norm."""
        from matplotlib.colors import Normalize

        return Normalize(*self.limits) if isinstance(self.limits, tuple) else self.limits

    def shade(self, values: ArrayLike, bad: NDArray[np.bool_] | None = None) -> NDArray[np.uint8]:
        """Colour values, see `nbtools.compute.color.shading.shade`."""
        return shade(values, self.table, self.limits, bad, enclosed=self.enclosed)

    def places(
        self, values: ArrayLike, bad: NDArray[np.bool_] | None = None
    ) -> NDArray[np.unsignedinteger[Any]]:
        """Say which colour of the table values have, see `nbtools.compute.color.places.indices`."""
        return indices(values, self.entries, self.limits, bad, enclosed=self.enclosed)


def scheme_of(
    pixels: Pixels,
    cmap: str | Colormap,
    vmin: float | None = None,
    vmax: float | None = None,
    norm: str | Normalize | None = None,
    bad: Any = None,
    under: Any = None,
    over: Any = None,
) -> Scheme:
    """Check what is said about colours, and complete it from the pixels.

    Parameters
    ----------
    pixels : Pixels
        Numbers.
    cmap, bad, under, over
        As for `nbtools.compute.color.colormaps.with_extremes`.
    vmin, vmax : float, optional
        The values of the first and of the last colour; the smallest and the largest finite pixel if not given.
    norm : str or matplotlib.colors.Normalize, optional
        "linear", "log", "symlog" or "asinh"; or, instead of limits, any norm. Limits that it lacks are taken from the
        finite pixels, and the norm itself is not changed.

    Returns
    -------
    Scheme

    Raises
    ------
    TypeError
        If `norm` is no norm, or a limit no number.
    ValueError
        If the colormap or a colour is unknown, limits are not finite, fall, or are given besides a norm.

    Examples
    --------
    >>> from nbtools.compute.images import as_pixels
    >>> scheme_of(as_pixels([[3.0, 5.0, np.inf]]), "gray", vmin=1).limits
    (1.0, 5.0)
    """
    colors = with_extremes(cmap, bad, under, over)
    values, masked = pixels.values, pixels.hidden
    if isinstance(norm, str) and checks.choice("norm", norm, NORMS) != "linear":
        given = {"vmin": vmin, "vmax": vmax}.items()
        low, high = (None if end is None else float(checks.number(name, end)) for name, end in given)
        norm, vmin, vmax = make_norm(norm, (low, high)), None, None
    if not isinstance(norm, str | None):
        return Scheme(colors, complete_norm(values, masked, norm, vmin, vmax))
    low, high, enclosed = complete(values, masked, vmin, vmax)
    return Scheme(colors, (low, high), enclosed)
