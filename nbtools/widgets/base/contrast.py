"""Which values are shown as the first and the last colour, and in which colours: the same in most explorers."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.colormaps import lut
from nbtools.compute.color.limits import percentile_limits, percentile_table
from nbtools.compute.color.ranked import END
from nbtools.compute.images import Image
from nbtools.draw.scene import Live
from nbtools.widgets.base.explorer import Explorer
from nbtools.widgets.base.inner import inner
from nbtools.widgets.base.parameters import Interval, Palette, Switch
from nbtools.widgets.base.steps import step

Limits = tuple[float, float]

PALETTES = {
    "uniform": ("viridis", "cividis", "magma", "inferno", "plasma"),
    "grey": ("gray", "gray_r", "bone"),
    "sequential": ("Blues_r", "Greens_r", "Reds_r", "hot", "afmhot", "cubehelix", "gist_earth"),
    "diverging": ("RdBu_r", "coolwarm", "PuOr_r", "PiYG_r", "BrBG_r", "seismic"),
    "cyclic": ("twilight", "twilight_shifted", "hsv"),
    "rainbow": ("turbo",),
}
OWN_LIMITS = Switch(
    False, label="own limits", help="Colour each image between its own limits instead of common ones."
)


class Contrasted(Explorer):
    """An explorer that colours by percentiles, or between two values.

    A subclass with several images gives the step `samples`, and has a copy of `OWN_LIMITS` as its ``own_limits``.
    """

    contrast = Interval(
        (0.5, 99.5), 0, 100, step=0.1, unit="%", help="Percentiles shown as the first and last colour."
    )
    limits = Interval(
        None, -END, END, optional=True,
        help="Values of the first and last colour; None, and so after a change of contrast: its percentiles.",
    )  # fmt: skip
    cmap = Palette(
        "viridis",
        PALETTES,
        label="colours",
        help="The colormap: a name that matplotlib knows, or a Colormap; pictures with own colours keep them.",
    )

    @step
    def samples(data: Any) -> tuple[Image | Limits, ...]:
        """What the percentiles are of; or, where the colours are its own, the limits of a picture."""
        return (data,)

    @step
    def all_limits(
        samples: tuple[Image | Limits, ...], contrast: Limits, limits: Limits | None, own_limits: bool
    ) -> tuple[Limits, ...]:
        """The values shown as the first and the last colour, of each image."""
        found = [
            each if not isinstance(each, Image) else limits or percentile_limits(each, *contrast)
            for each in samples
        ]
        common = min(low for low, _ in found), max(high for _, high in found)
        return tuple(found) if own_limits else (common,) * len(found)

    @step
    def quantiles(samples: tuple[Image | Limits, ...]) -> np.ndarray:
        """What the places of the handles of `contrast` stand for: the lower limits, and the upper ones."""
        percents = np.arange(1001) / 10
        tables = [
            percentile_table(each, percents)
            if isinstance(each, Image)
            else np.tile(np.array(each)[:, None], 1001)
            for each in samples
        ]
        return np.stack(
            [np.min([low for low, _ in tables], axis=0), np.max([high for _, high in tables], axis=0)]
        )

    @step
    def color_limits(all_limits: tuple[Limits, ...]) -> Limits:
        """The values shown as the first and the last colour, of the first image."""
        return all_limits[0]

    @step
    def table_of_colors(cmap: Any) -> NDArray[np.uint8]:
        """The colours as a table."""
        return lut(cmap)

    live = {"contrast": Live("shades", "limits", through="quantiles")}  # noqa: RUF012  # a ClassVar of the base

    own_limits: Any = property(inner(lambda explorer: False))  # a parameter where there are several images

    def _changed(self, change: Any) -> None:
        if change.name == "contrast" and self.limits is not None and not self._held:
            with self._quiet():
                self.limits = None
        super()._changed(change)
