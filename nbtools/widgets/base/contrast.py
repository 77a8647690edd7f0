"""Which values are shown as the first and the last colour, and in which colours: the same in most explorers."""

from __future__ import annotations

from typing import Any

from nbtools.widgets.base.explorer import Explorer
from nbtools.widgets.base.parameters import Choice, Interval

_END = 8e307  # so that the distance of two numbers is one, too


class Contrasted(Explorer):
    """An explorer that colours by percentiles, or between two values. A subclass gives the step `color_limits`."""

    contrast = Interval(
        (0.5, 99.5),
        0,
        100,
        step=0.1,
        label="contrast",
        unit="%",
        help="Percentiles shown as the first and last colour.",
    )
    limits = Interval(
        None,
        -_END,
        _END,
        optional=True,
        label="limits",
        help="Values of the first and last colour; None, and so after a change of contrast: its percentiles.",
    )
    cmap = Choice(
        "viridis",
        ("viridis", "gray", "magma", "inferno", "cividis", "gray_r"),
        label="colours",
        help="The colormap; pictures with own colours keep them.",
    )

    def _changed(self, change: Any) -> None:
        if change.name == "contrast" and self.limits is not None and not self._held:
            with self._quiet():
                self.limits = None
        super()._changed(change)
