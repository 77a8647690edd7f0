"""Numbers to finished pictures, with notes from which the numbers can be found again; see `PngImage`."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from nbtools.compute.color.intervals import intervals
from nbtools.compute.color.limits import complete
from nbtools.compute.color.scheme import scheme_of
from nbtools.compute.images import Pixels
from nbtools.compute.png.pictures import Gray, Indexed, Picture

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

_PARAMETERS = ("vcenter", "halfrange", "gamma", "linthresh", "linear_width", "Ncmap", "extend", "clip")

_Notes = dict[str, Any]


def colored(pixels: Pixels, cmap: str | Colormap, given: _Notes) -> tuple[Picture, _Notes]:
    """Colour numbers, `given` the limits, norm and colour of bad pixels as for `to_rgba`."""
    values, scheme = pixels.values, scheme_of(pixels, cmap, **given)
    table, limits, entries = scheme.table, scheme.limits, scheme.entries
    places = scheme.places(values, pixels.hidden)
    extremes_used = bool(places.max() >= entries)
    low, high = intervals(values.dtype, entries, limits)
    vmin: float | None
    vmax: float | None
    if isinstance(limits, tuple):
        (vmin, vmax), named = limits, {"name": "Normalize"}
    else:
        vmin, vmax, named = limits.vmin, limits.vmax, _parameters(limits)
    beyond: list[set[int]] = [set(), set()]
    if not scheme.enclosed and (extremes_used or vmin == vmax or not isinstance(limits, tuple)):
        for found, k, outside in zip(
            beyond, (entries, entries + 1), (values < vmin, values > vmax), strict=True
        ):
            found.update(np.unique(places[(outside | (places == k)) & (places != entries + 2)]).tolist())
    notes = {
        "kind": "colormap",
        "cmap": scheme.cmap.name,
        "vmin": vmin,
        "vmax": vmax,
        "norm": named,
        "beyond": [sorted(found) for found in beyond],
        "has_bad": extremes_used and bool((places == entries + 2).any()),
        "colors": table.tobytes().hex(),
        "low": [None if np.isnan(value) else value for value in low.tolist()],
        "high": [None if np.isnan(value) else value for value in high.tolist()],
    }
    whole = not extremes_used and entries <= 256
    return Indexed(places, table[:entries] if whole else table), notes


def from_palette(pixels: Pixels, palette: ArrayLike) -> tuple[Picture, _Notes]:
    """Take values as places in a table of colours."""
    values, table = pixels.values, np.asarray(palette)
    if (
        table.dtype != np.uint8
        or table.ndim != 2
        or table.shape[1] not in (3, 4)
        or not 1 <= len(table) <= 256
    ):
        found = f"{table.dtype}, shape {table.shape}"
        raise ValueError(f"palette must be uint8 of shape (n, 3) or (n, 4) with n from 1 to 256, got {found}")
    if values.dtype.kind not in "iu" or pixels.hidden is not None:
        found = "masked pixels" if pixels.hidden is not None else f"dtype {values.dtype}"
        raise ValueError(f"data must be integers without a mask, places in the palette, got {found}")
    least, most = int(values.min()), int(values.max())
    if least < 0 or most >= len(table):
        raise ValueError(
            f"data must be from 0 to {len(table) - 1}, places in the palette, got {least} to {most}"
        )
    places, last = list(range(len(table))), len(table) - 1
    rgba = np.full((len(table) + 3, 4), 255, np.uint8)  # as `lut` has them: at the end those of no number
    rgba[:-3, : table.shape[1]] = table
    rgba[-3:] = rgba[0]
    notes: _Notes = {"kind": "palette", "colors": rgba.tobytes().hex(), "low": places, "high": places}
    notes |= {"vmin": 0, "vmax": last, "beyond": [[], []], "has_bad": False}
    return Indexed(values.astype(np.uint8), table), notes


def gray(pixels: Pixels, vmin: float | None, vmax: float | None, bits: int) -> tuple[Picture, _Notes]:
    """Turn values into shades of grey: as they are, or linearly between limits."""
    values = pixels.values
    if pixels.missing is not None:
        raise ValueError(
            "data must hold no NaN and no masked pixels for shades of grey: none is left for them"
        )
    dtype, top = np.dtype(f"u{bits // 8}"), 2**bits - 1
    notes: _Notes = {"kind": "gray", "bits": bits, "exact": True}
    if values.dtype == dtype and vmin is None and vmax is None:
        return Gray(values), notes
    low, high, enclosed = complete(values, None, vmin, vmax)
    levels = np.empty(values.shape, dtype)
    beyond = np.zeros(2, bool)
    half = 2.0 if math.isinf(high - low) else 1.0  # of limits further apart than a float can say
    for start in range(0, len(values), step := max(1, (1 << 17) // values.shape[1])):
        part = values[start : start + step].astype(np.float64)
        if not enclosed:
            beyond |= (part.min() < low, part.max() > high)
        part = (np.clip(part, low, high) / half - low / half) / ((high / half - low / half) or 1.0)
        levels[start : start + step] = np.rint(part * top)
    notes |= {"exact": False, "vmin": low, "vmax": high, "beyond": beyond.tolist()}
    return Gray(levels), notes


def _parameters(norm: Normalize) -> _Notes:
    """Tell what a norm is made of, in words and numbers."""
    found: _Notes = {"name": type(norm).__name__}
    for owner, names in ((norm, _PARAMETERS), (getattr(norm, "_scale", None), ("linscale", "base"))):
        found |= {name: getattr(owner, name) for name in names if hasattr(owner, name)}
    if hasattr(norm, "boundaries"):
        found["boundaries"] = np.asarray(norm.boundaries, float).tolist()
    return {name: value if isinstance(value, str | bool) else _plain(value) for name, value in found.items()}


def _plain(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else float(value)
