"""Two images to be compared, on two axes or both in one, with a frame around a region."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.patches import Rectangle

from nbtools.compute.numerals import all_told, told
from nbtools.draw.diff.comparison import Face, Look, Told
from nbtools.draw.scene import Layer

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

PAINTED = ("difference", "blink", "curtain", "fade", "overlay", "checkerboard")  # modes, as a page calls them
_BLINKS = {"blink": ("before", "after")}
_TITLES = {
    "signed": "before − after",
    "curtain": "before | after",
    "fade": "before and after, mixed",
    "overlay": "before magenta, after green",
    "checkerboard": "before and after in turns",
}


def palette_of(mode: str) -> str:
    """Say which of the two tables of `Told` a mode has."""
    return "gray" if mode == "overlay" else "table"


class DiffPanels:
    """The images before and after with everything that is marked on them; `artists` are those that move.

    Parameters
    ----------
    panels : sequence of two Axes
        Where to draw; what is shown in one picture is on the first.
    look : Look
        What is shown first.

    Attributes
    ----------
    look, mode
        What is shown now, as in `show`.
    """

    def __init__(self, panels: Sequence[Axes], look: Look) -> None:
        self._panels, self.look, self.mode, self._balance = panels, look, "side by side", 0.5
        self._faces = [Face(axes, look, name) for axes, name in zip(panels, ("before", "after"), strict=True)]
        self._frames = [_frame(axes) for axes in panels]
        for axes in panels:
            axes.spines[:].set_linewidth(1.2)  # the image covers the inner half
        self.artists: list[Artist] = [*self._faces, *self._frames]

    @property
    def both(self) -> bool:
        """Whether each image has its own axes."""
        return self.mode == "side by side"

    def show(
        self, look: Look, mode: str, side: str, limit: Any, *, dim: float, balance: float, tile: float
    ) -> bool:
        """Show the pair in a mode, as `side` where one image is seen at a time; the rest as for `Face.show`.

        Returns
        -------
        bool
            Whether more than the images has changed.
        """
        new = look is not self.look or mode != self.mode
        self.look, self.mode, self._balance = look, mode, balance
        one = {"signed": "difference", "blink": side}.get(mode, mode)
        names = ("before", "after") if self.both else (one,)
        titles = names if mode in ("side by side", "blink") else (_TITLES[mode],)
        for axes, title in zip(self._panels, titles, strict=False):
            if axes.get_title(loc="left") != title:
                axes.set_title(title, fontsize=8, color="0.2", loc="left", pad=3)
                new = True
        for face, name in zip(self._faces, names, strict=False):
            face.show(look, name, limit, dim=dim, balance=balance, tile=tile)
        self._faces[1].set_visible(self.both)
        self._frames[1].set_visible(self.both and self._frames[0].get_visible())
        return new

    def layers(self, told: Told, side: str, every: bool) -> list[Layer | None]:
        """Describe the image of each panel for a page.

        Parameters
        ----------
        told : Told
            What the page is told.
        side : str
            The image that is shown where one is seen at a time.
        every : bool
            Whether the page may come to another mode by itself.
        """
        if self.both:
            return [face.layer(told, (face.shows,)) for face in self._faces]
        now = {"signed": "difference"}.get(self.mode, self.mode)
        shows = [now, *(PAINTED if every else ())]
        layer = self._faces[0].layer(told, [one for name in shows for one in _BLINKS.get(name, (name,))])
        more = {"mode": now, "side": side, "palette": palette_of(now)}
        return [layer and replace(layer, about={**layer.about, **more})]

    def over(self, axes: Axes) -> list[Artist]:
        """List what is drawn over the image of a panel."""
        return [frame for frame in self._frames if frame.axes is axes and frame.get_visible()]

    def frame(self, box: Sequence[int] | None) -> None:
        """Draw a frame around a region (row0, col0, row1, col1); None takes it away."""
        for patch in self._frames:
            patch.set_visible(box is not None and (self.both or patch is self._frames[0]))
            if box is not None:
                row0, col0, row1, col1 = box
                patch.set_bounds(col0 - 1, row0 - 1, col1 - col0 + 1, row1 - row0 + 1)

    def hurry(self, hurried: bool) -> bool:
        """Find the cells of the grid of screen pixels roughly, or exactly; tell whether that is something new."""
        new = self._faces[0].hurried != hurried
        for face in self._faces:
            face.hurried = hurried
        return new

    def divider(self) -> float | None:
        """Give the place of the divider across the figure in px; None where there is no curtain."""
        box = self._panels[0].bbox
        return box.x0 + self._balance * box.width if self.mode == "curtain" else None

    def share(self, x: float) -> float:
        """Give the part of the width, 0 to 1, that lies left of a place across the figure in px."""
        box = self._panels[0].bbox
        return min(max((x - box.x0) / box.width, 0.0), 1.0)

    def describe(self, row: int, col: int) -> str:
        """Tell row, column, both values and their difference, from the full data."""
        pair = self.look.pair
        rows, cols = pair.shape
        if not (0 <= row < rows and 0 <= col < cols):
            return ""
        where = np.array([row]), np.array([col])
        a, b = (all_told(image[row, col]) for image in (pair.before, pair.after))
        masked = pair.masked is not None and pair.masked[row, col]
        d = "masked" if masked else f"difference {told(self.look.differences(*where)[0])}"
        return f"row {row}, col {col}: before {a}, after {b}, {d}"


def _frame(axes: Axes) -> Rectangle:
    patch = Rectangle((0, 0), 1, 1, fill=False, edgecolor="#D55E00", linewidth=1.5, zorder=3, visible=False)
    axes.add_patch(patch)
    return patch
