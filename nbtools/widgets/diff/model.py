"""What DiffExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbtools.compute.color.colors import lut, percentile_limits
from nbtools.compute.diff.blocks import Maxima
from nbtools.compute.diff.difference import Difference
from nbtools.compute.diff.pairs import Pair
from nbtools.compute.diff.regions import SORTS
from nbtools.compute.diff.strengths import Strengths
from nbtools.compute.images import as_image
from nbtools.draw.diff.comparison import Look
from nbtools.draw.image.shades import Shades, Source, TrueColors
from nbtools.widgets.base.contrast import Contrasted
from nbtools.widgets.base.parameters import Choice, Number, Switch
from nbtools.widgets.base.steps import step

MODES = ("side by side", "signed", "blink", "curtain", "fade", "overlay", "checkerboard")
_BAD = (204, 121, 167, 255)  # Okabe and Ito's reddish purple: NaN and masked pixels
_SPAN = 0.99  # share of the differing pixels whose signed difference has a colour of its own


class DiffModel(Contrasted):
    """Parameters and steps of `DiffExplorer`."""

    threshold = Number(
        0.0,
        0,
        1,
        hard=(0, math.inf),
        label="threshold",
        help="A pixel differs when |before - after| is larger than this; 0: when the two are not equal.",
    )
    mode = Choice("side by side", MODES, label="mode", help="How the two images are shown.")
    dim = Number(80, 0, 100, label="dim", unit="%", help="How far pixels that do not differ fade to white.")
    balance = Number(
        50,
        0,
        100,
        label="divider",
        unit="%",
        help="Curtain: where the divider stands; drag it. Fade: share of the image after.",
    )
    side = Choice(
        "before",
        ("before", "after"),
        undoable=False,
        label="shown",
        help="Blink: the image that is shown now.",
    )
    speed = Number(2, 0.5, 10, step=0.5, label="speed", unit="/s", help="Blink: changes per second.")
    tile = Number(64, 1, 1000, integer=True, label="tile", unit="px", help="Checkerboard: side of a square.")
    sort = Choice(
        "size",
        SORTS,
        label="order",
        help="Regions by their number of pixels, or by their largest difference.",
    )
    merge_distance = Number(
        0,
        0,
        50,
        integer=True,
        label="merge",
        unit="px",
        help="Regions with at most so many equal pixels between them are one.",
    )
    own_limits = Switch(
        False, label="own limits", help="Colour each image between its own limits instead of common ones."
    )
    rtol = Number(
        0.0,
        0,
        1,
        step=0.001,
        hard=(0, math.inf),
        label="relative",
        help="Relative tolerance: differences up to this part of |after| are allowed besides the threshold.",
    )
    equal_nan = Switch(True, label="NaN equals NaN", help="NaN against a number differs in any case.")
    region = Number(
        -1,
        -1,
        10**9,
        integer=True,
        undoable=False,
        label="region",
        help="Number of the region looked at; -1: none.",
    )

    @step
    def strengths(data: Pair, rtol: float, equal_nan: bool) -> Strengths:
        """How much each pixel differs."""
        return Strengths(data, rtol, equal_nan)

    @step
    def maxima(strengths: Strengths) -> Maxima:
        """The same for ever larger blocks."""
        return Maxima(strengths)

    @step
    def limit(strengths: Strengths, threshold: float) -> Any:
        """What the strength of a differing pixel exceeds."""
        return strengths.limit(threshold)

    @step
    def count(strengths: Strengths, threshold: float) -> int:
        """Number of differing pixels."""
        return strengths.count(threshold)

    @step
    def plain(data: Pair) -> tuple[Source, Source]:
        """Both images, without colours of their own in gray."""
        table = _table("gray")
        if data.colored:
            return TrueColors(data.before, data.masked, table), TrueColors(data.after, data.masked, table)
        images = (as_image(values, mask=data.masked) for values in (data.before, data.after))
        before, after = (Shades(image, table, (0.0, 1.0)) for image in images)
        return before, after

    @step
    def limits_of_both(
        plain: tuple[Source, Source],
        contrast: tuple[float, float],
        limits: tuple[float, float] | None,
        own_limits: bool,
    ) -> tuple[tuple[float, float], tuple[float, float]]:
        """The values shown as the first and the last colour, of both images."""
        if limits is not None:
            return limits, limits
        first, second = (
            percentile_limits(source.image, *contrast) if isinstance(source, Shades) else (0.0, 1.0)
            for source in plain
        )
        common = min(first[0], second[0]), max(first[1], second[1])
        return (first, second) if own_limits else (common, common)

    @step
    def color_limits(limits_of_both: tuple[tuple[float, float], tuple[float, float]]) -> tuple[float, float]:
        """The values shown as the first and the last colour, of the image before."""
        return limits_of_both[0]

    @step
    def span(strengths: Strengths) -> float:
        """The signed difference that is shown as the last colour."""
        ranked = strengths.ranked
        finite = ranked[: np.searchsorted(ranked, np.inf)]
        return float(finite[int(_SPAN * (len(finite) - 1))]) if len(finite) else 1.0

    @step
    def palette(cmap: str, mode: str) -> str:
        """The colormap in this mode."""
        return "gray" if mode == "overlay" else cmap

    @step
    def look(
        maxima: Maxima, plain: tuple[Source, Source], limits_of_both: Any, palette: str, span: float
    ) -> Look:
        """All colours."""
        return colored(maxima, plain, limits_of_both, palette, span)

    @step
    def result(strengths: Strengths, threshold: float, merge_distance: int, sort: str) -> Difference:
        """What `nbtools.difference` gives."""
        return Difference(strengths, threshold, merge_distance, sort)


def colored(maxima: Maxima, plain: tuple[Source, Source], limits: Any, cmap: str, span: float) -> Look:
    """Give both images the colours of a colormap, where they have none of their own."""
    table = _table(cmap)
    before, after = (
        source.recolored(table, ends) if isinstance(source, Shades) else source
        for source, ends in zip(plain, limits, strict=True)
    )
    return Look(maxima, before, after, _table("RdBu_r"), span)


def _table(cmap: str) -> np.ndarray:
    table = lut(cmap)
    table[-1] = _BAD
    return table
