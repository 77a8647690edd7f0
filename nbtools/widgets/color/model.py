"""What ColorExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.colorize import Coloring
from nbtools.compute.color.colormaps import lut, luts, turned, with_extremes
from nbtools.compute.color.norms import NORMS, make_norm
from nbtools.compute.color.ranked import (
    METHODS,
    Ranked,
    auto_limits,
    bulk_limits,
    centered,
    percentile_steps,
)
from nbtools.compute.color.scheme import Scheme
from nbtools.compute.defaults import CMAP
from nbtools.compute.images import Pixels
from nbtools.compute.ranges import END, held
from nbtools.draw.image.shades import Shades
from nbtools.draw.scene import Live
from nbtools.model import contrast
from nbtools.model.choices import Choice, Palette, Switch
from nbtools.model.numbers import Interval, Number
from nbtools.model.steps import step
from nbtools.widgets.base.explorer import Explorer

if TYPE_CHECKING:
    from matplotlib.colors import Colormap, Normalize

BAD_COLORS = {"transparent": "#00000000", "white": "#ffffff", "gray": "#808080", "black": "#000000",
              "magenta": "#cc79a7", "green": "#009e73", "yellow": "#f0e442"}  # fmt: skip
UNDER, OVER = "#0072b2", "#d55e00"  # Okabe and Ito's blue and vermilion
_FAR = 12  # how many times wider than its bulk a range must be to be cut


class ColorModel(Explorer):
    """Parameters and steps of `ColorExplorer`."""

    limits = Interval(
        (0.0, 1.0),
        hard=(-END, END),
        help="The values of the first and the last colour; drag the two lines in the histogram.",
    )
    auto = Choice(
        "percentiles",
        (*METHODS, "manual"),
        label="automatic",
        help="What the limits follow: percentiles, all values, or Otsu's threshold (dark below it).",
    )
    percentiles = Interval(
        (0.5, 99.5), 0, 100, step=0.1, unit="%", help="The share of the pixels below each limit."
    )
    cmap = Palette(
        CMAP,
        contrast.PALETTES,
        label="colormap",
        help="The colours: a name that matplotlib knows, or a Colormap.",
    )
    reverse = Switch(False, help="Let the colormap run the other way round.")
    norm = Choice(
        "linear",
        NORMS,
        label="scale",
        help="How values are spread over the colours; 'log' has no colour for values up to zero.",
    )
    gamma = Number(
        1.0,
        0.1,
        4,
        step=0.05,
        hard=(0.01, 100),
        help="Linear scale: below 1 shows more in the dark, above 1 more in the bright.",
    )
    linthresh = Number(
        1.0,
        1e-3,
        1e3,
        log=True,
        hard=(1e-300, math.inf),
        label="linear up to",
        help="Symlog and asinh: about up to this distance from zero the scale is linear.",
    )
    center = Switch(
        False, label="centred", help="Keep the limits symmetric, as colormaps with two sides need it."
    )
    center_value = Number(
        0.0,
        hard=(-math.inf, math.inf),
        label="centre value",
        help="The value in the middle of the colours (symlog and asinh: zero).",
    )
    clipping = Switch(
        False, label="mark outside", help="Values below the limits in blue, above them in vermilion."
    )
    bad = Choice(
        "transparent", tuple(BAD_COLORS), label="bad pixels", help="Colour of NaN and masked pixels."
    )
    vision = Choice(
        "deuteranopia",
        ("deuteranopia", "protanopia", "tritanopia"),
        undoable=False,
        label="colour-blind",
        help="The small picture: no green cones (deuteranopia), no red ones (protanopia), no blue ones (tritanopia).",
    )

    live = {  # noqa: RUF012  # a ClassVar, declared by the base
        name: (*driven, Live("bar", "late"))
        for name, driven in {
            "limits": (Live("picture", "limits"), Live("chart", "limits")),
            "auto": (
                Live("picture", "limits", through="method_limits"),
                Live("chart", "limits", through="method_limits"),
            ),
            "center_value": (Live("picture", "center"), Live("chart", "center")),
            "percentiles": (
                Live("picture", "limits", through="percentile_limits"),
                Live("chart", "limits", through="percentile_limits"),
            ),
            "norm": (Live("picture", "*", through="scales", lazily=True),),  # the histogram changes with it
            "gamma": (Live("picture", "gamma"), Live("chart", "gamma")),
            "linthresh": (Live("picture", "linthresh"),),  # the scale of the histogram changes with it
            "cmap": (
                Live("picture", "span", through="spans", lazily=True),
                Live("chart", "span", through="spans", lazily=True),
            ),
            "reverse": (Live("picture", "turned"), Live("chart", "turned")),
            "clipping": (Live("picture", "marked"), Live("chart", "marked")),
            "bad": (Live("picture", "bad"), Live("chart", "bad")),
        }.items()
    }

    several = ("norm",)

    @property
    def color_limits(self) -> tuple[float, float]:
        """The values of the first and the last colour."""
        return self.limits

    @step
    def ranked(data: Pixels) -> Ranked:
        """All pixels in rising order."""
        return Ranked(data)

    @step
    def reach(ranked: Ranked, norm: str) -> tuple[float, float]:
        """The values that slider and histogram go over: all, but for a few that are far away from the others."""
        return bulk_limits(ranked, linear=norm == "linear", positive=norm == "log")

    @step
    def middle(center: bool, center_value: float, norm: str) -> float | None:
        """The value in the middle of the colours; None when there need not be one."""
        return None if not center or norm == "log" else center_value if norm == "linear" else 0.0

    @step
    def free(
        ranked: Ranked, auto: str, percentiles: tuple[float, float], norm: str
    ) -> tuple[float, float] | None:
        """The limits when they are not set by hand, before they are centred."""
        if auto == "manual":
            return None
        return held(*auto_limits(ranked, auto, percentiles, positive=norm == "log"))

    @step
    def automatic(free: tuple[float, float] | None, middle: float | None) -> tuple[float, float] | None:
        """The limits when they are not set by hand."""
        return free if free is None or middle is None else centered(free, middle)

    @step
    def percentile_limits(ranked: Ranked, norm: str) -> np.ndarray:
        """What the places of the handles of `percentiles` stand for."""
        return percentile_steps(ranked, np.arange(1001) / 10, positive=norm == "log")

    @step
    def method_limits(
        ranked: Ranked, percentiles: tuple[float, float], norm: str, limits: tuple[float, float]
    ) -> list[tuple[float, float] | None]:
        """What the choices of `auto` stand for; Otsu's threshold takes too long to be found beforehand."""
        positive = norm == "log"
        found = [held(*auto_limits(ranked, name, percentiles, positive=positive)) for name in METHODS[:2]]
        return [*found, None, limits]

    @step
    def scale(
        limits: tuple[float, float], norm: str, gamma: float, linthresh: float, middle: float | None
    ) -> Normalize:
        """Which value has which colour."""
        return make_norm(norm, limits, gamma if middle is None else 1.0, linthresh)

    @step
    def span(reach: tuple[float, float], limits: tuple[float, float]) -> tuple[float, float]:
        """The values that the histogram shows: the limits are always among them."""
        return min(reach[0], limits[0]), max(reach[1], limits[1])

    @step
    def span_scale(span: tuple[float, float], norm: str, linthresh: float) -> Normalize:
        """Where in the histogram a value is."""
        return make_norm(norm, span, 1.0, linthresh)

    cmaps, spans = contrast.cmaps, contrast.spans

    @step
    def tables_of_colors(cmaps: tuple[Any, ...]) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
        """The colours of each colormap and of it the other way round as one table, and where in it they begin."""
        return luts(cmaps, both=True)

    @step
    def extremes() -> NDArray[np.uint8]:
        """The colours that mark what is too low and too high, and those that bad pixels may have."""
        marks = lut(with_extremes("gray", under=UNDER, over=OVER))[-3:-1]
        return np.array([*marks, *(lut(with_extremes("gray", bad=bad))[-1] for bad in BAD_COLORS.values())])

    @step
    def facing(cmap: Any, reverse: bool) -> Any:
        """The colormap, the other way round if wanted; its name where matplotlib knows one."""
        return turned(cmap) if reverse else cmap

    @step
    def plain(facing: Any, bad: str) -> Colormap:
        """The colours, without marks."""
        return with_extremes(facing, bad=BAD_COLORS[bad])

    @step
    def colors(plain: Colormap, clipping: bool) -> Colormap:
        """The colours, with those that mark what is out of range."""
        return with_extremes(plain, under=UNDER, over=OVER) if clipping else plain

    @step
    def table_of_colors(colors: Colormap) -> NDArray[np.uint8]:
        """The same as a table."""
        return lut(colors)

    @step
    def uncolored(data: Pixels) -> Shades:
        """The image and what is computed to show it small."""
        return Shades(data, np.zeros((4, 4), np.uint8), (0.0, 1.0))

    @step
    def look(uncolored: Shades, table_of_colors: NDArray[np.uint8], scale: Normalize) -> Shades:
        """The image in its colours."""
        return uncolored.recolored(table_of_colors, scale)

    @step
    def spread(ranked: Ranked, scale: Normalize, colors: Colormap) -> tuple[int, int, int]:
        """Number of pixels below the colours, above them, and without one."""
        return ranked.spread(scale, colors.N)

    @step
    def result(data: Pixels, colors: Colormap, scale: Normalize) -> Coloring:
        """What `nbtools.colorize` gives."""
        return Coloring(data, Scheme(colors, scale))
