"""What ScaleExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nbtools.compute.images import Image
from nbtools.compute.sheet.collection import ORDERS, Collection, Limits
from nbtools.compute.sheet.packing import ALIGNS, SCALES, Packing
from nbtools.draw.sheet.contact_sheet import ContactSheet, arranged
from nbtools.draw.sheet.tiles import Tiles
from nbtools.model.choices import Choice, Switch
from nbtools.model.contrast import OWN_LIMITS
from nbtools.model.numbers import Index, Number, Steps
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted

WIDTH, LOWEST, HIGHEST, EDGE = 548, 220, 470, 1  # px: of the picture, and the line around it


@dataclass(frozen=True, eq=False)
class Given:
    """What is looked at."""

    images: Collection
    pixel_size: float | None
    unit: str | None


class ScaleModel(Contrasted):
    """Parameters and steps of `ScaleExplorer`."""

    scale = Steps(
        1.0,
        SCALES,
        unit="px",
        help="Pixels of the screen for one of the data, in all images; below 1, blocks become one pixel, their mean.",
    )
    columns = Number(0, 0, 12, integer=True, hard=(0, 10**6), help="Images in a row; 0: as many as fit.")
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
    own_limits = OWN_LIMITS.starting(False)
    show_titles = Switch(True, label="titles", help="Write the titles.")
    enlarged = Index(
        help="Number of the image that is shown larger, in place; -1: none. A click on an image sets it."
    )

    @step
    def tiles(data: Given) -> Tiles:
        """The images, ready to be coloured."""
        return Tiles(data.images)

    @step
    def all_limits(
        data: Given, contrast: Limits, limits: Limits | None, own_limits: bool
    ) -> tuple[Limits, ...]:
        """The values shown as the first and the last colour, of each image; common ones are those of all pixels."""
        if limits is not None:
            return (limits,) * len(data.images)
        return data.images.limits(*contrast, own=own_limits)

    @step
    def color_limits(data: Given, all_limits: tuple[Limits, ...]) -> Limits:
        """The values shown as the first and the last colour, of the first image of numbers."""
        numbers = [
            ends
            for ends, image in zip(all_limits, data.images.images, strict=True)
            if isinstance(image, Image)
        ]
        return (numbers or all_limits)[0]

    @step
    def packing(
        data: Given, scale: float, columns: int, gap: int, align: str, order: str, show_titles: bool
    ) -> Packing:
        """Where each image lies."""
        how: dict[str, Any] = {"columns": columns or None, "gap": gap, "align": align, "order": order}
        return arranged(
            data.images, scale, width=WIDTH - 2 * EDGE, titled=show_titles, bar=data.unit is not None, **how
        )

    @step
    def result(
        data: Given,
        packing: Packing,
        scale: float,
        all_limits: tuple[Limits, ...],
        cmap: str,
        show_titles: bool,
        tiles: Tiles,
    ) -> ContactSheet:
        """What `nbtools.contact_sheet` gives."""
        return ContactSheet(
            data.images, packing, scale, all_limits, cmap, show_titles, data.pixel_size, data.unit, tiles
        )
