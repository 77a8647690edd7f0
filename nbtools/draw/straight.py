"""Straight lines across axes, which a page moves by itself: where they are, and how they are painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from numpy.typing import ArrayLike, NDArray

from nbtools.draw.image.context import frame_size
from nbtools.draw.scene import Layer

_BEYOND = 1  # px beyond the figure up to which matplotlib follows a line, which is where its dashes begin


def straight(
    axes: Axes, lines: Sequence[Line2D], name: str, *, upright: bool = True, near: float = 0
) -> Layer:
    """Describe lines over each other, all across axes at one place, for a page.

    The mouse may take hold of it where it is so `near` in px of the screen. Otherwise it does so anywhere, of an
    upright line on a linear axis; on other axes, values lie between the places of a slider.
    """
    along, across = (1, 0) if upright else (0, 1)
    size = frame_size(axes)
    pixels = lines[0].get_transform().transform(lines[0].get_xydata())
    ends = np.clip(pixels[:, along], -_BEYOND, size[along] + _BEYOND)
    about: dict[str, Any] = {
        "at": float(pixels[0, across]),
        "upright": upright,
        "height": size[1],
        "ends": (size[1] - ends if upright else ends).tolist(),
        "strokes": [stroke(line) for line in lines],
    }
    if near:
        about["near"] = near
    elif upright and axes.get_xscale() == "linear":
        about["grip"] = [axes.bbox.x0, axes.bbox.x1, *axes.get_xlim()]
    return Layer("straight", about, {}, name=name)


def places_on(axes: Axes, values: ArrayLike, *, upright: bool = True) -> NDArray[np.float64]:
    """Say where, in px from the left or from below, a line is for some values."""
    along = np.asarray(values, np.float64)
    other = np.full_like(along, (axes.get_ylim() if upright else axes.get_xlim())[0])
    points = np.stack([along, other] if upright else [other, along], axis=1)
    return np.ascontiguousarray(axes.transData.transform(points)[:, 0 if upright else 1])


def stroke(line: Line2D) -> dict[str, Any]:
    """Say how wide a line is, in px, its colour, and its dashes."""
    figure: Any = line.figure
    width = float(line.get_linewidth()) * figure.dpi / 72
    offset, dashes = line._dash_pattern  # type: ignore[attr-defined]  # public code has no way to it
    pattern = [length * figure.dpi / 72 for length in dashes or ()]
    return {"width": width, "color": to_hex(line.get_color()), "dashes": pattern, "offset": offset}
