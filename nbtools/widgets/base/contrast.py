"""An explorer that colours: by percentiles, or between two values."""

from __future__ import annotations

from typing import Any

from nbtools.draw.color.bar import Scale
from nbtools.draw.image.shades import Shades
from nbtools.draw.scene import Layer, Live
from nbtools.model.contrast import Limits, parameters, steps
from nbtools.model.inner import inner
from nbtools.widgets.base.explorer import Explorer


class Contrasted(Explorer):
    """An explorer that colours by percentiles, or between two values.

    Where `data` is no `Pixels`, a subclass gives the step `samples`; one with several images has a copy of
    `OWN_LIMITS` as its ``own_limits``.
    """

    contrast, limits, cmap = parameters
    samples, all_limits, quantiles, color_limits, table_of_colors, cmaps, tables_of_colors, spans, source = (
        steps
    )
    live = {  # noqa: RUF012  # a ClassVar of the base
        "contrast": (Live("shades", "limits", through="quantiles"), Live("bar", "late")),
        "cmap": (Live("shades", "span", through="spans", lazily=True), Live("bar", "late")),
    }
    own_limits: Any = property(inner(lambda explorer: False))  # a parameter where there are several images

    @inner
    def color_scale(self) -> Scale | None:
        """Give what the colour bar shows."""
        shown = getattr(self.source, "source", self.source)
        return Scale(shown.table, shown.limits) if isinstance(shown, Shades) else None

    def _ends(self) -> dict[str, Limits]:
        low, high = zip(*self.all_limits, strict=True)
        return {"limits": (min(low), max(high))}

    def _follow_live(self, layer: Layer) -> None:
        if layer.kind == "shades" and self.is_near("cmap"):
            layer.arrays["table"] = self.tables_of_colors[0]
            layer.about["span"] = self.spans[self.cmaps.index(self.cmap)]
        super()._follow_live(layer)

    def _changed(self, change: Any) -> None:
        if change.name == "contrast" and self.limits is not None and not self._held:
            with self._quiet():
                self.limits = None
        super()._changed(change)
