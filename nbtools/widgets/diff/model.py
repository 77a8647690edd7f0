"""What DiffExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbtools.compute.diff.blocks import Maxima
from nbtools.compute.diff.difference import Difference
from nbtools.compute.diff.pairs import Pair
from nbtools.compute.diff.regions import SORTS
from nbtools.compute.diff.strengths import Strengths
from nbtools.compute.images import Image, as_image
from nbtools.draw.diff.comparison import BAD, Look, make_look, table_of
from nbtools.draw.diff.panels import PAINTED, palette_of
from nbtools.draw.image.shades import Source, source_of
from nbtools.draw.scene import Live
from nbtools.model.choices import Choice, Switch
from nbtools.model.contrast import OWN_LIMITS, Limits
from nbtools.model.inner import inner
from nbtools.model.numbers import Index, Number
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted

MODES = ("side by side", "signed", "blink", "curtain", "fade", "overlay", "checkerboard")
_SPAN = 0.99  # share of the differing pixels whose signed difference has a colour of its own


class DiffModel(Contrasted):
    """Parameters and steps of `DiffExplorer`."""

    threshold = Number(
        0.0,
        hard=(0, math.inf),
        help="A pixel differs when |before - after| is larger than this; 0: when the two are not equal.",
    )
    mode = Choice("side by side", MODES, help="How the two images are shown.", also=())
    dim = Number(80, 0, 100, unit="%", help="How far pixels that do not differ fade to white.")
    balance = Number(
        50,
        0,
        100,
        step=0.5,
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
    speed = Number(2, 0.5, 10, step=0.5, unit="/s", help="Blink: changes per second.")
    tile = Number(64, integer=True, unit="px", help="Checkerboard: side of a square.")
    sort = Choice(
        "strength",
        SORTS,
        label="order",
        help="Regions by their largest difference, or by their number of pixels: the largest first.",
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
    own_limits = OWN_LIMITS.starting(False)
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
    region = Index(help="Number of the region looked at; None: none.")

    live = {  # noqa: RUF012  # a ClassVar, declared by the base
        "threshold": (
            Live("pair", "above", through="threshold_steps"),
            Live("threshold", "at", through="threshold_places"),
        ),
        "dim": (Live("pair", "dim", through="shares"),),
        "balance": (Live("pair", "balance", through="balances"),),
        "tile": (Live("pair", "tile"),),
        "side": (Live("pair", "side", through="sides"),),
        "mode": (
            Live("pair", "mode", through="modes", lazily=True),
            Live("pair", "palette", through="palettes", lazily=True),
            Live("bar", "late"),
        ),
        "contrast": (Live("pair", "limits", through="quantiles", lazily=True), Live("bar", "late")),
    }

    @step
    def shares() -> np.ndarray:
        """What the places of a slider in % stand for."""
        return np.arange(101) / 100

    @step
    def balances() -> np.ndarray:
        """What the places of the divider stand for."""
        return np.arange(201) / 200

    @step
    def sides() -> np.ndarray:
        """What the places of `side` stand for."""
        return np.array(("before", "after"))

    @step
    def modes(cmap: Any, mode: str, data: Pair) -> np.ndarray:
        """What the places of `mode` stand for; None for what the page cannot paint."""
        table, entries = table_of(cmap), len(table_of("gray")) - 3
        alike = len(table) == entries + 3 and (table[[entries, entries + 1]] == table[[0, entries - 1]]).all()
        able = (name if alike or (name == "overlay") == (mode == "overlay") else None for name in PAINTED)
        barred = mode == "signed"  # of colour pictures, only differences have a colour bar
        kept = (None if data.colored and (name == "difference") != barred else name for name in able)
        return np.array([None, *kept])

    @step
    def palettes(modes: np.ndarray) -> np.ndarray:
        """Which table of colours that is."""
        return np.array([name and palette_of(name) for name in modes])

    @property
    @inner
    def threshold_values(self) -> np.ndarray:
        """What the places of `threshold` stand for."""
        slider: Any = self.parameters()["threshold"]
        low, high, ticks = slider.range_of(self)
        steps = round((high - low) / ticks) + 1
        return np.array([slider.slider(self).place(low + k * ticks) for k in range(steps)])

    @property
    @inner
    def tolerances(self) -> np.ndarray:
        """What a strength must exceed: at each place of `threshold`, and now; rising."""
        return np.unique([*self._limits(), self.strengths.limit(self.threshold)])

    @property
    @inner
    def threshold_steps(self) -> np.ndarray:
        """Which of the tolerances it is, at each place of `threshold`."""
        return np.searchsorted(self.tolerances, self._limits())

    def _limits(self) -> np.ndarray:
        strengths = self.strengths
        return np.array([strengths.limit(value) for value in self.threshold_values.tolist()], strengths.dtype)

    @step
    def strengths(data: Pair, rtol: float, equal_nan: bool) -> Strengths:
        """How much each pixel differs."""
        return Strengths(data, rtol, equal_nan)

    @step
    def maxima(strengths: Strengths) -> Maxima:
        """The same for ever larger blocks."""
        return Maxima(strengths)

    @step
    def plain(data: Pair) -> tuple[Source, Source]:
        """Both images, without colours of their own in gray."""
        before, after = (source_of(pixels, BAD) for pixels in data.pixels)
        return before, after

    @step
    def samples(data: Pair) -> tuple[Image | Limits, ...]:
        """What the percentiles are of: without floats that may stand for no data, though these are compared."""
        return tuple(
            (0.0, 1.0) if pixels.colored else as_image(pixels.values, mask=pixels.hidden)
            for pixels in data.pixels
        )

    @step
    def span(strengths: Strengths) -> float:
        """The signed difference that is shown as the last colour."""
        return strengths.quantile(_SPAN)

    @step
    def palette(cmap: Any, mode: str) -> Any:
        """The colormap in this mode."""
        return "gray" if mode == "overlay" else cmap

    @step
    def look(
        maxima: Maxima, plain: tuple[Source, Source], all_limits: Any, palette: Any, span: float
    ) -> Look:
        """All colours."""
        return make_look(maxima, plain, all_limits, palette, span)

    @step
    def result(strengths: Strengths, threshold: float, merge_distance: int, sort: str) -> Difference:
        """What `nbtools.difference` gives."""
        return Difference(strengths, threshold, merge_distance, sort)
