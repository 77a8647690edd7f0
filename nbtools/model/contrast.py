"""What explorers share that colour between two values: which these are, and in which colours.

Their `samples` are what the percentiles are of. A class has the `parameters` and the `steps` under their names; where
`data` is no `Pixels` it gives `samples` itself, and one with several images has a copy of `OWN_LIMITS` as its
``own_limits``.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.colormaps import lut, luts
from nbtools.compute.color.limits import percentile_limits, percentile_table
from nbtools.compute.color.shading import full_scale
from nbtools.compute.defaults import CMAP
from nbtools.compute.images import Image, Pixels
from nbtools.compute.ranges import END
from nbtools.model.choices import Palette, Switch
from nbtools.model.numbers import Interval
from nbtools.model.steps import step

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

contrast = Interval(
    (0.5, 99.5), 0, 100, step=0.1, unit="%", help="Percentiles shown as the first and last colour."
)
limits = Interval(
    None, -END, END, optional=True,
    help="Values of the first and last colour; None, and so after a change of contrast: its percentiles.",
)  # fmt: skip
cmap = Palette(
    CMAP,
    PALETTES,
    label="colormap",
    help="The colormap: a name that matplotlib knows, or a Colormap; pictures with own colours keep them.",
)
NAMES = cmap.options


@step
def samples(data: Pixels) -> tuple[Image | Limits, ...]:
    """What the percentiles are of; or, where the colours are its own, the limits of a picture."""
    return (full_scale(data.values.dtype) if data.colored else data.image,)


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
def quantiles(samples: tuple[Image | Limits, ...]) -> NDArray[np.float64]:
    """What the places of the handles of `contrast` stand for: the lower limits and the upper ones, see `Live`."""
    tables = np.array([_limit_steps(each) for each in samples])
    return np.stack([tables[:, 0].min(axis=0), tables[:, 1].max(axis=0)])


@step
def color_limits(all_limits: tuple[Limits, ...]) -> Limits:
    """The values shown as the first and the last colour, of the first image."""
    return all_limits[0]


@step
def table_of_colors(cmap: Any) -> NDArray[np.uint8]:
    """The colours as a table."""
    return lut(cmap)


@step
def cmaps(cmap: Any) -> tuple[Any, ...]:
    """The colormaps of the list, and the one that is shown where it is another one."""
    return NAMES if cmap in NAMES else (*NAMES, cmap)


@step
def tables_of_colors(cmaps: tuple[Any, ...]) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """The colours of each as one table, and where in it they begin and end."""
    return luts(cmaps)


@step
def spans(tables_of_colors: tuple[NDArray[np.uint8], list[tuple[int, int]]]) -> list[tuple[int, int]]:
    """What the choices of `cmap` stand for."""
    return tables_of_colors[1]


@step
def source(plain: Any, table_of_colors: NDArray[np.uint8], color_limits: Limits) -> Any:
    """The image in its colours, where a class gives it ready to be coloured."""
    return plain.recolored(table_of_colors, color_limits)


parameters = contrast, limits, cmap
steps = samples, all_limits, quantiles, color_limits, table_of_colors, cmaps, tables_of_colors, spans, source


def _limit_steps(sample: Image | Limits) -> NDArray[np.float64]:
    if isinstance(sample, Image):
        return percentile_table(sample, np.arange(1001) / 10)
    return np.tile(np.array(sample)[:, None], 1002)
