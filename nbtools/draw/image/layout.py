"""Axes on which every data pixel is a square, and boxes of the shape of an image."""

from __future__ import annotations

from typing import Any, NamedTuple

from matplotlib.axes import Axes

Box = tuple[float, float, float, float]  # left, bottom, width, height

_LOWEST, _HIGHEST = 0.5, 1.0  # height of a picture that an image fills, as part of its width

_View = tuple[tuple[float, float], tuple[float, float]]  # limits of x and of y


class ImageAxes(Axes):
    """Axes that keep their place in the figure, and widen the view until a data pixel is a square.

    Whatever view was asked for stays visible, and is widened anew when the figure changes its size;
    matplotlib's own ``adjustable="datalim"`` may cut it, and logs a warning each time.

    Attributes
    ----------
    equal : bool
        Whether a data pixel is a square; else the axes show exactly what was asked for.
    """

    equal: bool = True
    _asked: _View | None = None
    _shown: _View | None = None  # what became of it

    def apply_aspect(self, position: Any = None) -> None:
        """Widen the shorter direction about its middle (called by matplotlib before it draws)."""
        position = self.get_position(original=True) if position is None else position
        self._set_position(position, which="active")  # type: ignore[attr-defined]
        if self._asked is None or self._view() != self._shown:
            self._asked = self._view()
        (left, right), (bottom, top) = self._asked
        across, up = (right - left) / max(self.bbox.width, 1), (top - bottom) / max(self.bbox.height, 1)
        scales = (abs(across), abs(up))
        factors = [max(scales) / scale if self.equal else 1.0 for scale in scales]
        wanted = _widened(left, right, factors[0]), _widened(bottom, top, factors[1])
        if wanted != self._view():
            self.set_xlim(*wanted[0], auto=None)
            self.set_ylim(*wanted[1], auto=None)
        self._shown = self._view()

    def _view(self) -> _View:
        return self.get_xlim(), self.get_ylim()


def _widened(first: float, last: float, factor: float) -> tuple[float, float]:
    if factor < 1 + 1e-9:
        return first, last
    middle, half = (first + last) / 2, (last - first) / 2 * factor
    return middle - half, middle + half


class Form(NamedTuple):
    """What size a picture wants; all in px of the screen.

    Attributes
    ----------
    beside, above : float
        What lies left and right of the image, and above and below it.
    slope, start : float
        Height of the image: ``start + slope * width``.
    least : float
        Its least height.
    """

    beside: float
    above: float
    slope: float
    start: float
    least: float

    def fitted(self, across: float, most: float) -> tuple[float, float]:
        """Give width and height of the largest image in a room; where that is too low, the image becomes narrower.

        Examples
        --------
        >>> Form(0, 0, 0.5, 0, 100).fitted(500, 400), Form(0, 0, 2, 0, 100).fitted(500, 400)
        ((500, 250.0), (200.0, 400))
        """
        up = max(self.start + self.slope * across, self.least)
        if up <= most or not self.slope:
            return across, min(up, max(most, self.least))
        return min(across, max((most - self.start) / self.slope, self.least)), most


def form_of(shape: tuple[int, int], *, equal: bool = True) -> float:
    """Give the height that suits an image, as part of its width: its own, or one that is neither a strip nor a tower.

    Examples
    --------
    >>> form_of((60, 3000)), form_of((60, 3000), equal=False), form_of((50, 60), equal=False) == 50 / 60
    (0.02, 0.5, True)
    """
    own = shape[0] / shape[1]
    return own if equal else min(max(own, _LOWEST), _HIGHEST)


def halves(room: Box, gap: float, *, stacked: bool) -> list[Box]:
    """Split a room into two boxes of one size: the upper and the lower one, or the left and the right one.

    Sizes and gap are whole px where those of the room are.

    Examples
    --------
    >>> halves((5, 0, 81, 60), 20, stacked=False)
    [(5, 0, 30, 60), (55, 0, 30, 60)]
    """
    left, bottom, across, up = room
    if stacked:
        half = (up - gap) // 2
        return [(left, bottom + half + gap, across, half), (left, bottom, across, half)]
    half = (across - gap) // 2
    return [(left, bottom, half, up), (left + half + gap, bottom, half, up)]


def fitted(shape: tuple[float, float], room: Box) -> Box:
    """Give the largest box of the shape (rows, cols) of an image in the middle of a room.

    Examples
    --------
    >>> fitted((10, 40), (0.0, 0.0, 80.0, 50.0))
    (0.0, 15.0, 80.0, 20.0)
    """
    left, bottom, across, up = room
    scale = min(across / shape[1], up / shape[0])
    width, height = shape[1] * scale, shape[0] * scale
    return left + (across - width) / 2, bottom + (up - height) / 2, width, height
