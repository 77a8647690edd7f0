"""Data to the pixels of a picture: one for each element, with the colours of matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from nbtools.compute.color.scheme import scheme_of
from nbtools.compute.color.shading import true_colors
from nbtools.compute.defaults import CMAP, is_default
from nbtools.compute.images import Image, Pixels, as_pixels
from nbtools.compute.spelling import understanding

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize


@understanding
def to_rgba(
    data: ArrayLike | Image | Pixels,
    cmap: str | Colormap = CMAP,
    vmin: float | None = None,
    vmax: float | None = None,
    norm: str | Normalize | None = None,
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
    norm : {"linear", "log", "symlog", "asinh"} or matplotlib.colors.Normalize, optional
        Another way from values to colours; one of matplotlib's (``LogNorm``, ``PowerNorm``, ``BoundaryNorm`` ...) is
        instead of `vmin` and `vmax`. Limits that it lacks are taken from the finite pixels; the norm itself stays as
        it is.
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
    pixels = as_pixels(data, colors=True, name="data")
    if pixels.colored:
        given = {
            "vmin": vmin,
            "vmax": vmax,
            "norm": norm,
            "bad": bad,
            "cmap": None if is_default(cmap) else cmap,
        }
        refuse_for_colors(given)
        return true_colors(pixels)
    return scheme_of(pixels, cmap, vmin, vmax, norm, bad).shade(pixels.values, pixels.hidden)


def refuse_for_colors(given: dict[str, Any]) -> None:
    """Raise if anything is given that means nothing for data that are colours already."""
    for name, value in given.items():
        if value is not None:
            raise ValueError(
                f"{name} must not be given for data that are colours already (rows, cols, 3 or 4)"
            )
