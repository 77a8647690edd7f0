"""A cross at one place of several panels, to be seen on any colours."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.lines import Line2D

_STYLES = (("white", 3.0, 7), ("black", 1.0, 8))


class Cross:
    """A cross on some of the panels of a picture.

    Parameters
    ----------
    panels : sequence of Axes
        All panels; on none of them it is seen at first.

    Attributes
    ----------
    artists : list of Line2D
        What moves.
    """

    def __init__(self, panels: Sequence[Axes]) -> None:
        self._lines = {axes: [_line(axes, *style) for style in _STYLES] for axes in panels}
        self.artists = [line for lines in self._lines.values() for line in lines]

    def show(self, place: tuple[float, float] | None, panels: Sequence[Axes]) -> bool:
        """Draw it at (x, y) of these panels, where they are seen, and of no others; tell whether any changes."""
        wanted = [axes for axes in panels if axes.get_visible()] if place is not None else []
        if not wanted and not any(line.get_visible() for line in self.artists):
            return False
        for axes, lines in self._lines.items():
            for line in lines:
                line.set_visible(axes in wanted)
                if place is not None:
                    line.set_data([place[0]], [place[1]])
        return True


def _line(axes: Axes, color: str, width: float, zorder: float) -> Line2D:
    return axes.plot(
        [], [], "+", color=color, markersize=15, markeredgewidth=width, zorder=zorder, visible=False
    )[0]
