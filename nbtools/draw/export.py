"""An array to a PNG file: one pixel for each element, in exactly the colours that were asked for."""

from __future__ import annotations

import io
import json
import os
import pathlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

import nbtools
from nbtools.compute import checks
from nbtools.compute.color.shading import true_colors
from nbtools.compute.color.to_rgba import refuse_for_colors
from nbtools.compute.defaults import CMAP, is_default
from nbtools.compute.images import Image, Pixels, as_pixels
from nbtools.compute.png.files import Target, write_new
from nbtools.compute.png.making import colored, from_palette, gray
from nbtools.compute.png.pictures import Colors, Picture, enlarged
from nbtools.compute.png.png_image import NOTE, packed
from nbtools.compute.spelling import understanding
from nbtools.draw.marks.burn import burn_circles, burn_outlines
from nbtools.draw.marks.scale_bar import burn_scale_bar

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

UNITS = {"nm": 1e-9, "µm": 1e-6, "um": 1e-6, "mm": 1e-3, "cm": 1e-2, "m": 1.0}  # in metres
_MOST_PER_METER = 2**31 - 1  # that PNG can express

_Notes = dict[str, Any]


@understanding
def save_png(
    path: Target,
    data: ArrayLike | Image | Pixels,
    cmap: str | Colormap | None = CMAP,
    *,
    vmin: float | None = None,
    vmax: float | None = None,
    norm: str | Normalize | None = None,
    bad: Any = None,
    origin: str = "upper",
    scale: int = 1,
    bits: int = 8,
    palette: ArrayLike | None = None,
    pixel_size: float | None = None,
    unit: str | None = None,
    circles: ArrayLike | None = None,
    radius: float | None = None,
    outlines: ArrayLike | None = None,
    scale_bar: bool = False,
    antialias: bool = False,
    metadata: Mapping[str, str] | None = None,
    overwrite: bool = False,
) -> pathlib.Path:
    """Write an array as a PNG file with exactly one pixel for each element: nothing smoothed, nothing resized.

    The decoded pixels are those of `nbtools.to_rgba`. The file is an indexed PNG where there are at most 256
    colours, RGB or RGBA else. It is written as a whole or not at all, and the same call always writes the same
    bytes. Its texts tell how the colours came about, so that `nbtools.read_png` can give the numbers back; those
    under marks that are burnt in are NaN there.

    Parameters
    ----------
    path : path-like or binary file
        The file, ending in .png, in a folder that exists.
    data : array-like, shape (rows, cols), (rows, cols, 3) or (rows, cols, 4)
        Numbers, or colours, which pass through exactly; see `nbtools.to_rgba`.
    cmap : str or matplotlib.colors.Colormap, or None
        A colormap; None for shades of grey with as many levels as `bits` have.
    vmin, vmax, norm, bad
        Limits, norm and colour of bad pixels; see `nbtools.to_rgba`. For shades of grey, `vmin` is black and `vmax`
        white, and what is beyond them is black or white.
    origin : {"upper", "lower"}
        Where the first row is. Other than in matplotlib, the rcParams have no say in it.
    scale : int
        Each element becomes ``scale`` x ``scale`` pixels.
    bits : {8, 16}
        With ``cmap=None``: bits of a shade of grey. Integers of just that type (uint8 or uint16) pass through
        exactly without limits; all else goes linearly from `vmin` to 0 and from `vmax` to 255 or 65535, rounded.
        Bad pixels are an error, as no shade is left for them.
    palette : array-like of uint8, shape (n, 3) or (n, 4), optional
        The data are places in this table of at most 256 colours; both are written as they are.
    pixel_size : float, optional
        Physical size of an element, in units; kept in the file as far as PNG can express it, from about 0.5 nm
        to 1 m.
    unit : {"nm", "µm", "um", "mm", "cm", "m"}, optional
        Unit of `pixel_size`.
    circles : array-like, shape (n, 2), optional
        Centres (row, col), in elements of the data, of circles to burn in. All that is burnt in is drawn
        on the enlarged picture with lines of one pixel, so that circles are rounder with a larger `scale`.
    radius : float, optional
        Radius of the circles, in elements.
    outlines : array-like of int or bool, shape (rows, cols), optional
        Regions or a mask, whose outlines are burnt in.
    scale_bar : bool
        Whether to burn in a bar with its length; needs `pixel_size` and `unit`.
    antialias : bool
        Whether circles and letters have smooth edges.
    metadata : mapping of str to str, optional
        More texts for the file, by keyword: 1 to 79 characters of latin-1.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    FileExistsError
        If the file exists, unless `overwrite` is true.
    FileNotFoundError
        If the folder does not exist.
    TypeError
        If the data are not real numbers, or a parameter has another type.
    ValueError
        If a parameter is not allowed, or not together with another one.

    Examples
    --------
    >>> import tempfile
    >>> from nbtools.compute.png.png_image import read_png
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     picture = read_png(save_png(folder + "/a.png", np.arange(6).reshape(2, 3), "gray", scale=10))
    >>> picture.rgba.shape, picture.metadata["vmax"], picture.values[0, ::10].tolist()
    ((20, 30, 4), 5.0, [0.0, 1.0, 2.0])
    """
    if isinstance(data, str | os.PathLike) and not isinstance(path, str | os.PathLike | io.IOBase):
        raise TypeError(f"path comes first, then data: save_png({os.fspath(data)!r}, data)")
    checks.choice("origin", origin, ("upper", "lower"))
    scale = checks.integer("scale", scale, minimum=1)
    if bits not in (8, 16) or (bits == 16 and (cmap is not None or palette is not None)):
        got = f"{checks.short(bits)}, cmap={checks.short(cmap)}"
        raise ValueError(f"bits must be 8, or 16 with cmap=None and no palette, got {got}")
    pixels = as_pixels(data, colors=True, name="data")
    if pixels.colored and bits == 16:
        raise ValueError("bits must be 8 for a picture with colours, got 16: its colours have 8 bits each")
    shape, kind = pixels.values.shape, pixels.values.dtype
    notes: _Notes = {"version": nbtools.__version__, "shape": shape, "dtype": kind.name}
    notes |= {"origin": origin, "scale": scale, **_physical(pixel_size, unit, scale_bar)}
    marks = _marks(shape, origin, scale, circles, radius, outlines)
    if origin == "lower":
        pixels = pixels.part((slice(None, None, -1),))
    given = {"vmin": vmin, "vmax": vmax, "norm": norm, "bad": bad}
    other_cmap = None if is_default(cmap) else cmap
    picture: Picture
    more: _Notes
    if pixels.colored:
        refuse_for_colors({**given, "cmap": other_cmap, "palette": palette})
        picture, more = Colors(true_colors(pixels)), {"kind": "colors"}
    elif palette is not None:
        _refuse("a palette", {**given, "cmap": other_cmap})
        picture, more = from_palette(pixels, palette)
    elif cmap is None:
        _refuse("shades of grey", {"norm": norm, "bad": bad, **marks, "scale_bar": scale_bar or None})
        picture, more = gray(pixels, vmin, vmax, bits)
    else:
        picture, more = colored(pixels, cmap, given)
    picture = picture.enlarged(scale)
    if marks or scale_bar:
        plain = picture.rgba()
        burnt = _burnt(plain, marks, notes if scale_bar else None, antialias)
        more["marks"] = [*marks, *(["scale bar"] if scale_bar else [])]
        more["hidden"] = packed((plain != burnt).any(axis=2))
        picture = Colors(burnt)
    png = picture.encode(text=_texts({**notes, **more}, metadata), per_meter=_per_meter(notes))
    return write_new(path, png, endings=(".png",), overwrite=overwrite)


def _refuse(what: str, given: _Notes) -> None:
    for name, value in given.items():
        if value is not None:
            raise ValueError(f"{name} must not be given with {what}")


def _marks(
    shape: tuple[int, ...], origin: str, scale: int, circles: Any, radius: float | None, outlines: Any
) -> _Notes:
    """Bring what is to be burnt in to the pixels of the enlarged picture: arguments of `burn_...` by name."""
    marks: _Notes = {}
    if circles is not None:
        if radius is None:
            raise ValueError("radius must be given with circles")
        centers = checks.points("circles", circles)
        if origin == "lower":
            centers[:, 0] = shape[0] - 1 - centers[:, 0]
        marks["circles"] = (centers + 0.5) * scale - 0.5, checks.positive("radius", radius) * scale
    elif radius is not None:
        raise ValueError(f"radius must not be given without circles, got {radius}")
    if outlines is not None:
        labels = np.asarray(outlines)
        if labels.shape != shape[:2]:
            raise ValueError(f"outlines must have the shape of the data, {shape[:2]}, got {labels.shape}")
        marks["outlines"] = enlarged(labels[::-1] if origin == "lower" else labels, scale)
    return marks


def _burnt(rgba: NDArray[np.uint8], marks: _Notes, bar: _Notes | None, antialias: bool) -> NDArray[np.uint8]:
    if "outlines" in marks:
        rgba = burn_outlines(rgba, marks["outlines"])
    if "circles" in marks:
        rgba = burn_circles(rgba, *marks["circles"], antialias=antialias)
    if bar is not None:
        unit = bar["unit"].replace("um", "µm")
        rgba = burn_scale_bar(rgba, bar["pixel_size"] / bar["scale"], unit, antialias=antialias)
    return rgba


def _physical(pixel_size: float | None, unit: str | None, scale_bar: bool) -> _Notes:
    if pixel_size is None and unit is None:
        if scale_bar:
            raise ValueError("scale_bar needs pixel_size and unit")
        return {}
    if pixel_size is None or unit is None:
        got = f"{checks.short(pixel_size)} and {checks.short(unit)}"
        raise ValueError(f"pixel_size and unit must be given together, got {got}")
    checks.choice("unit", unit, UNITS)
    return {"pixel_size": checks.positive("pixel_size", pixel_size, unit), "unit": unit}


def _per_meter(notes: _Notes) -> int | None:
    if "unit" not in notes:
        return None
    found = round(notes["scale"] / (notes["pixel_size"] * UNITS[notes["unit"]]))
    return found if 1 <= found <= _MOST_PER_METER else None


def _texts(notes: _Notes, metadata: Mapping[str, str] | None) -> dict[str, str]:
    texts = {"Software": f"nbtools {notes['version']}", NOTE: json.dumps(notes)}
    for key, value in (metadata or {}).items():
        if key in texts:
            raise ValueError(f"metadata must not have the key {key!r}, which nbtools writes itself")
        if not (isinstance(key, str) and isinstance(value, str)) or "\0" in value:
            raise ValueError(
                f"metadata must be texts without NUL by text, got {key!r}: {checks.short(value)}"
            )
        texts[key] = value
    return texts
