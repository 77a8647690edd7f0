"""One image with lines over it, which the mouse and the arrow keys move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseEvent

from nbtools.compute.profile.line import Ends, Grip, Line, Place, grip
from nbtools.draw.image.shades import Source
from nbtools.draw.image.view import extent
from nbtools.draw.mouse import under
from nbtools.draw.profile.marks import LineMarks
from nbtools.draw.scene import Panel, finished
from nbtools.widgets.base.picture import ImagePicture
from nbtools.widgets.base.stage import ARROWS

_REACH = 9  # px of the screen within which the mouse takes hold of a line
_DIGITS = 2  # of rows and columns that the mouse gives


class _Held(NamedTuple):
    """What was taken hold of, where it was then, with all lines, and where the mouse was."""

    number: int
    part: str
    line: Line
    lines: tuple[Ends, ...]
    place: Place


class LinePicture(ImagePicture):
    """One image with lines over it.

    Parameters
    ----------
    source, alt
        As for `ImagePicture`.
    on_lines : callable
        Called with the ends of all lines, and the number of the one that was moved, taken hold of or made.
    on_cursor : callable
        Called with the distance of the mouse from the start of the chosen line, in pixels, as it moves along this
        line; with None elsewhere.
    """

    def __init__(
        self,
        source: Source,
        *,
        on_lines: Callable[[tuple[Ends, ...], int], None],
        on_cursor: Callable[[float | None], None],
        alt: str = "",
    ) -> None:
        self._on_lines, self._on_cursor = on_lines, on_cursor
        self._lines: list[Line] = []
        self._chosen = 0
        super().__init__(source, alt=alt)
        self.pointer.hear(self._hover)

    def fill(self) -> None:
        """Make the lines."""
        self._marks = LineMarks(self.axes)
        self.move(self._marks)

    def scene(self) -> list[Panel]:
        """Describe the image and the lines, which stay while colours change."""
        found = super().scene()
        found[0].layers.append(finished(self.axes, [self._marks]))
        return found

    def mark(self, lines: Mapping[str, Line], chosen: int, cursor: float | None) -> None:
        """Move the lines, and the dot on the chosen one that is so many pixels from its start.

        A single line bears no name.
        """
        self._lines, self._chosen = list(lines.values()), chosen
        place = None if cursor is None else self._lines[chosen].at(cursor)
        names = list(lines) if len(lines) > 1 else []
        self._marks.show(self._lines, names=names, chosen=chosen, cursor=place)
        self.canvas.moved()

    def grab(self, event: MouseEvent) -> _Held | None:
        """Take hold of a line, which is chosen then; with Shift, of the end of a new one."""
        x, y = under(event, self.axes)
        lines, place = tuple(line.ends for line in self._lines), (y, x)
        if "shift" in (event.modifiers or ()):
            return _Held(
                len(lines), "end", Line(place, place).moved("line", (0, 0), self.shape), lines, place
            )
        found = self._grip(place)
        if found is None:
            return None
        self._on_lines(lines, found.line)
        return _Held(*found, self._lines[found.line], lines, place)

    def pull(self, event: MouseEvent, held: _Held) -> None:
        """Move it along with the mouse, as far as the image goes."""
        x, y = under(event, self.axes)
        self._put(held, (y - held.place[0], x - held.place[1]))

    def cursor_over(self, event: MouseEvent) -> str | None:
        """Name the cursor over a line, or with Shift over the start of a new one."""
        if "shift" in (event.modifiers or ()):
            return "crosshair"
        x, y = under(event, self.axes)
        return None if self._grip((y, x)) is None else "move"

    def key(self, key: str) -> bool:
        """Move the chosen line by an arrow key, with Shift its end."""
        arrow = key.removeprefix("Shift+")
        if arrow not in ARROWS:
            return super().key(key)
        lines, part = tuple(line.ends for line in self._lines), "line" if key == arrow else "end"
        self._put(_Held(self._chosen, part, self._lines[self._chosen], lines, (0, 0)), ARROWS[arrow])
        return True

    def _put(self, held: _Held, by: Place) -> None:
        """Move what is held by so many rows and columns from where it was."""
        row0, col0, row1, col1 = held.line.moved(held.part, by, self.shape).ends
        ends = round(row0, _DIGITS), round(col0, _DIGITS), round(row1, _DIGITS), round(col1, _DIGITS)
        self._on_lines((*held.lines[: held.number], ends, *held.lines[held.number + 1 :]), held.number)

    def _hover(self, place: Place | None, _panel: Axes | None) -> None:
        """Tell where along the chosen line the mouse is."""
        self._on_cursor(None if place is None else self._along(self._lines[self._chosen], place))

    def _along(self, line: Line, place: Place) -> float | None:
        """Give the distance from the start of the point of a line that is under the mouse; None where none is."""
        stretch, reach = self._scales()
        line, at = _stretched(line, stretch), (place[0] * stretch, place[1])
        if line.away(at) > reach:
            return None
        share = line.along(at) / line.length if line.length else 0.0
        return share * _stretched(line, 1 / stretch).length

    def _grip(self, place: Place) -> Grip | None:
        """Say what of the lines is under the mouse."""
        stretch, reach = self._scales()
        return grip(
            [_stretched(line, stretch) for line in self._lines], (place[0] * stretch, place[1]), reach
        )

    def _scales(self) -> tuple[float, float]:
        """Give the height of a row in columns on the screen, and within how many of these the mouse takes hold."""
        rows, cols = extent(self.seen)
        box = self.axes.bbox
        stretch = 1.0 if self.equal else (box.height / rows) / (box.width / cols)
        return stretch, _REACH * self.canvas.device_pixel_ratio * cols / box.width


def _stretched(line: Line, by: float) -> Line:
    """Give the line where rows are so many times as high."""
    (row0, col0), (row1, col1) = line.start, line.end
    return Line((row0 * by, col0), (row1 * by, col1), line.width)
