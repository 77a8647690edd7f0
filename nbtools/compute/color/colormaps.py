"""Colormaps: by their names or as objects, with colours for what lies outside; and as tables of colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute import checks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.colors import Colormap


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
        allowed = "a colormap or the name of one that matplotlib knows"
        raise ValueError(f"cmap must be {allowed}, got {checks.short(cmap)}")
    return colormaps[cmap]


def with_extremes(cmap: str | Colormap, bad: Any = None, under: Any = None, over: Any = None) -> Colormap:
    """Give a colormap other colours for bad values and for those outside of the limits, where these are not None.

    Parameters
    ----------
    cmap : str or matplotlib.colors.Colormap
        A colormap, which is not changed, or the name of one.
    bad, under, over : color, optional
        What matplotlib understands as a colour.

    Returns
    -------
    matplotlib.colors.Colormap

    Raises
    ------
    ValueError
        If matplotlib knows no such colormap or colour.

    Examples
    --------
    >>> with_extremes("gray", bad="red").get_bad().tolist()
    [1.0, 0.0, 0.0, 1.0]
    """
    from matplotlib.colors import is_color_like

    found = colormap(cmap)
    given = {"bad": bad, "under": under, "over": over}
    for name, color in given.items():
        if color is not None and not is_color_like(color):
            raise ValueError(f"{name} must be a matplotlib colour, got {checks.short(color)}")
    return found.with_extremes(**given)


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


def luts(
    cmaps: Iterable[str | Colormap], *, both: bool = False
) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """Tables of the colours of several colormaps, one after the other, and where each begins and ends.

    With `both`, each is followed by the one that runs the other way round.

    Examples
    --------
    >>> table, spans = luts(["gray", "bone"], both=True)
    >>> table.shape, spans
    ((1036, 4), [(0, 259), (518, 777)])
    >>> bool((table[518:777] == lut("bone")).all()), bool((table[777:] == lut("bone_r")).all())
    (True, True)
    """
    tables, spans, start = [], [], 0
    for cmap in cmaps:
        tables += [lut(cmap), lut(turned(cmap))] if both else [lut(cmap)]
        spans.append((start, start + len(tables[-1])))
        start += len(tables[-1]) * (1 + both)
    return np.concatenate(tables), spans


def hex_color(rgba: ArrayLike) -> str:
    """Write four numbers from 0 to 255 as #rrggbb, or #rrggbbaa where the colour is not opaque.

    Examples
    --------
    >>> hex_color([255, 0, 16, 255]), hex_color([0, 0, 0, 0])
    ('#ff0010', '#00000000')
    """
    red, green, blue, alpha = (int(part) for part in np.asarray(rgba))
    return f"#{red:02x}{green:02x}{blue:02x}" + ("" if alpha == 255 else f"{alpha:02x}")


def turned(cmap: str | Colormap) -> str | Colormap:
    """Let a colormap run the other way round; of one that is given by name, the name of that one if it has any.

    Examples
    --------
    >>> turned("magma"), turned("RdBu_r")
    ('magma_r', 'RdBu')
    """
    from matplotlib import colormaps

    name = colormap(cmap).name
    other = name.removesuffix("_r") if name.endswith("_r") else f"{name}_r"
    return other if isinstance(cmap, str) and other in colormaps else colormap(cmap).reversed()
