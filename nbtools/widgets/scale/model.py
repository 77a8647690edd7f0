"""What ScaleExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

from typing import Any

import numpy as np

from nbtools.compute import checks
from nbtools.compute.sheet.collection import ORDERS, Collection, Limits
from nbtools.compute.sheet.packing import ALIGNS, SCALES, Packing
from nbtools.draw.sheet.contact_sheet import ContactSheet, arranged, fitting
from nbtools.draw.sheet.tiles import FOOTER, Tiles
from nbtools.model.choices import Choice, Switch
from nbtools.model.contrast import OWN_LIMITS
from nbtools.model.inner import inner
from nbtools.model.numbers import Index, Number, Optional, Steps
from nbtools.model.overlays import Overlays
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted

WIDTH, LOWEST, HIGHEST, EDGE = 548, 220, 470, 1  # px: of the picture, and the line around it


class ScaleModel(Contrasted):
    """Parameters and steps of `ScaleExplorer`."""

    scale = Steps(
        1.0,
        SCALES,
        unit="px",
        help="Pixels of the screen for one of the data, in all images; below 1, blocks become one pixel, their mean.",
    )
    columns = Optional(
        1, 12, hard=(1, 10**6), word="auto", before=0, help="Images in a row; None (auto): as many as fit."
    )
    gap = Number(8, 0, 40, integer=True, hard=(0, 1000), unit="px", help="Screen pixels between images.")
    align = Choice(
        "baseline",
        ALIGNS,
        help="How the images of a row stand: on a line, about a line, or hanging from one.",
    )
    order = Choice(
        "given",
        ORDERS,
        label="order by",
        help="Height, width and area: the largest first. Title: by the alphabet, numbers by value.",
    )
    aspect = Choice("equal", ("equal",), help="All pixels are squares of one size.")
    overlays = Overlays(refused="a sheet has many images", help="Known positions; a sheet has none.")
    own_limits = OWN_LIMITS.starting(False)
    show_titles = Switch(True, label="titles", help="Write the titles.")
    _across: int = WIDTH - 2 * EDGE  # px that rows fill
    across = property(inner(lambda explorer: explorer._across))
    enlarged = Index(
        help="Number of the image that is shown larger, in place; None: none. A click on an image sets it."
    )

    @step
    def physical(_words: dict[str, Any]) -> tuple[float | None, str | None]:
        """Size of a pixel and its unit."""
        return checks.physical(_words["pixel_size"], _words["unit"])

    @step
    def fitting_scale(data: Collection, physical: tuple[float | None, str | None], across: int) -> float:
        """The largest scale with which all is in view, with rows as wide as the picture."""
        footer = 0 if physical[1] is None else FOOTER
        most = round((HIGHEST - 2 * EDGE) * max(across / (WIDTH - 2 * EDGE), 1))
        return fitting(data, (most - footer, across))

    @step
    def tiles(data: Collection) -> Tiles:
        """The images, ready to be coloured."""
        return Tiles(data)

    @step
    def all_limits(
        data: Collection, contrast: Limits, limits: Limits | None, own_limits: bool
    ) -> tuple[Limits, ...]:
        """The values shown as the first and the last colour, of each image; common ones are those of all pixels."""
        if limits is not None:
            return (limits,) * len(data)
        return data.limits(*contrast, own=own_limits)

    @step
    def limit_steps(data: Collection, own_limits: bool) -> list[np.ndarray | None]:
        """What the places of the handles of `contrast` stand for, for each image."""
        return data.limit_steps(np.arange(1001) / 10, own=own_limits)

    @step
    def color_limits(data: Collection, all_limits: tuple[Limits, ...]) -> Limits:
        """The values shown as the first and the last colour, of the first image of numbers."""
        return all_limits[data.first or 0]

    @step
    def packing(
        data: Collection,
        physical: tuple[float | None, str | None],
        scale: float,
        columns: int | None,
        gap: int,
        align: str,
        order: str,
        show_titles: bool,
        across: int,
    ) -> Packing:
        """Where each image lies."""
        how: dict[str, Any] = {"columns": columns, "gap": gap, "align": align, "order": order}
        bar = physical[1] is not None
        return arranged(data, scale, width=across, titled=show_titles, bar=bar, **how)

    @step
    def result(
        data: Collection,
        packing: Packing,
        scale: float,
        all_limits: tuple[Limits, ...],
        cmap: str,
        show_titles: bool,
        physical: tuple[float | None, str | None],
        tiles: Tiles,
    ) -> ContactSheet:
        """What `nbtools.contact_sheet` gives."""
        return ContactSheet(data, packing, scale, all_limits, cmap, show_titles, *physical, tiles)
