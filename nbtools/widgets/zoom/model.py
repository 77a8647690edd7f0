"""What ZoomExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

import math
from typing import Any

from nbtools.compute.images import Pixels
from nbtools.compute.zoom.resample import nearest_cval
from nbtools.compute.zoom.window import MODES, Zoom, zoom_window
from nbtools.compute.zoom.zoom import Zoomed
from nbtools.draw.zoom.sampled import Samples
from nbtools.model.choices import Choice, Switch
from nbtools.model.naming import Both
from nbtools.model.numbers import Number
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted


class ZoomModel(Contrasted):
    """Parameters and steps of `ZoomExplorer`."""

    row = Number(0.0, step=0.5, unit="px", help="Row of the image in the middle of the result.")
    col = Number(0.0, step=0.5, unit="px", help="Column of the image in the middle of the result.")
    factor = Number(
        1.0,
        0.25,
        16,
        log=True,
        hard=(0.01, 1e6),
        help="Pixels of the result for one pixel of the image; below 1 it zooms out.",
    )
    order = Number(
        0,
        0,
        5,
        integer=True,
        help="Order of the spline between the pixels: 0 repeats the nearest pixel, 1 is linear, 3 cubic.",
    )
    mode = Choice(
        "constant",
        MODES,
        label="outside",
        help="What lies outside of the image: a value, the nearest pixel, its mirror image; shift stays inside.",
    )
    cval = Number(
        0.0,
        hard=(-math.inf, math.inf),
        label="value",
        help="The value outside of the image; with order 0 the nearest one that its type holds.",
    )
    antialias = Switch(
        False,
        label="smooth first",
        help="Zooming out: smooth the image before pixels are left out (antialiasing).",
    )

    also = Contrasted.also | {"center": Both(("row", "col"))}

    @step
    def plain(data: Pixels) -> Samples:
        """The image, ready to be sampled."""
        return Samples(data)

    @step
    def window(data: Pixels, row: float, col: float, factor: float, mode: str) -> Zoom:
        """Where the pixels of the result come from."""
        return zoom_window(data.shape, (row, col), factor, mode=mode)

    @step
    def options(
        data: Pixels, order: int, mode: str, cval: float, antialias: bool, factor: float
    ) -> tuple[tuple[str, Any], ...]:
        """How the image is sampled."""
        outside = "constant" if mode == "shift" else mode
        smooth = antialias and factor < 1
        value = nearest_cval(data.numbers.dtype, order, cval)
        return ("order", order), ("mode", outside), ("cval", value), ("antialias", smooth)

    @step
    def result(data: Pixels, window: Zoom, options: tuple[tuple[str, Any], ...]) -> Zoomed:
        """What `nbtools.zoomed` gives."""
        return Zoomed(window, data, dict(options))
