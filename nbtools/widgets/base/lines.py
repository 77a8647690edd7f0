"""Lines over an image or a stack: what an explorer needs that looks along them."""

from __future__ import annotations

from functools import partial
from typing import Any

import ipywidgets as W
import numpy as np

from nbtools.compute import checks
from nbtools.compute.code import Verbatim
from nbtools.compute.frames import Stack, as_stack
from nbtools.compute.profile.line import Ends, Line, Place, line_names
from nbtools.draw.profile.burn import burn_lines
from nbtools.model import frames
from nbtools.model.choices import Texts
from nbtools.model.inner import inner
from nbtools.model.lock import locked
from nbtools.model.naming import Both
from nbtools.model.numbers import Number
from nbtools.model.points import Part, Points
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted
from nbtools.widgets.base.line_picture import LinePicture
from nbtools.widgets.base.shell import button

_OF_PIXELS = ("channel_axis", "mask")  # words for `as_stack`
_ENDS = ("row0", "col0", "row1", "col1")
_WIDEST = 50  # px of the slider
_INSET = 0.1  # part of the image between the first line and the border
_BESIDE = 0.1  # part of the image between a line and one that is added beside it


class Lined(Contrasted):
    """An explorer with lines over an image, which the mouse, keys, fields and Python move; one of them is chosen.

    `data` is a stack. A subclass gives what it measures along `drawn`, and extends `build` and `mark`.
    """

    picture: LinePicture
    words = (*_OF_PIXELS, "pixel_size", "unit")
    mouse_help = (
        "Drag an end of a line, or the line. A click on another line chooses it; drag with Shift for a new one. "
        "With the focus on the picture, arrow keys move the line by a pixel, with Shift its end; + and - zoom, 0 "
        "shows all. The mouse near the line marks the place in the plot, and the mouse in the plot the place on the "
        "line."
    )

    frame = frames.frame.starting(0)
    shown, pixels, plain, samples = frames.steps
    lines = Points(_ENDS, least=1, help="Start and end of each line.")
    names = Texts(help="Names of the lines; those without one have their number.")
    chosen = Number(
        0, 0, 1, hard=(0, 10**9), integer=True, undoable=False, label="line",
        help="Number of the line that is worked on; where there are fewer, it is the last one.",
    )  # fmt: skip
    row0, col0, row1, col1 = (
        Part(
            "lines",
            "chosen",
            step=0.5,
            label=f"{axis} of {end}",
            unit="px",
            help=f"{word} of the {end} of the line.",
        )
        for end in ("start", "end")
        for axis, word in (("row", "Row"), ("col", "Column"))
    )
    width = Number(
        1,
        1,
        _WIDEST,
        hard=(1, 1000),
        integer=True,
        unit="px",
        help="Mean over so many pixels across the line.",
    )

    also = Contrasted.also | {"start": Both(_ENDS[:2]), "end": Both(_ENDS[2:])}

    @step
    def drawn(lines: tuple[Ends, ...], names: tuple[str, ...], width: int) -> dict[str, Line]:
        """The lines by their names."""
        return {
            name: Line(ends[:2], ends[2:], width)
            for name, ends in zip(line_names(names, len(lines)), lines, strict=True)
        }

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Stack:
        """Check the input: an image becomes a stack of one frame."""
        checks.physical(self._words["pixel_size"], self._words["unit"])
        about = {name: self._words[name] for name in _OF_PIXELS}
        return as_stack(image, nodata=self._nodata, name="image", **about)

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the shape; start with a line across the middle."""
        count, *shape = self._data.shape
        self.fit_range("frame", 0, count - 1)
        for name, size in zip(_ENDS, shape * 2, strict=True):
            self.fit_range(name, 0, max(size - 1, 0.5))
        middle, last = (shape[0] - 1) / 2, shape[1] - 1
        return {"lines": ((middle, round(_INSET * last), middle, round((1 - _INSET) * last)),)}

    def build(self) -> None:
        """Make the picture and the controls of lines."""
        self._cursor: float | None = None  # px from the start of the chosen line
        self.picture = LinePicture(
            self.source,
            alt="image with lines over it",
            on_lines=lambda lines, chosen: self.steer_all("lines", lines=lines, chosen=chosen),
            on_cursor=self.point,
        )
        buttons = W.HBox([
            button("add line", "plus", "Add a line beside this one", partial(self._do, self._add_beside)),
            button("remove line", "minus", "Remove this line", partial(self._do, self.remove)),
        ])  # fmt: skip
        frame = ["frame"] if len(self._data) > 1 else []
        self.shell.group("Line", *frame, "chosen", *_ENDS, "width", buttons)

    def draw(self) -> None:
        """Pull what is shown, then move the artists."""
        self.chosen = min(self.chosen, len(self.lines) - 1)
        self.fit_range("chosen", 0, max(len(self.lines) - 1, 1))
        self.shell.reveal("chosen", len(self.lines) > 1)
        source = self.source
        self.mark()
        self.picture.show(source)

    @inner
    def mark(self) -> None:
        """Move the lines, and all that shows the cursor."""
        self.picture.mark(self.drawn, self.chosen, self._cursor)

    @inner
    def point(self, distance: float | None) -> None:
        """Show the cursor so many pixels from the start of the chosen line; with None, nowhere."""
        if distance != self._cursor:
            with self.guarded():
                self._cursor = distance
                self.mark()

    # --- lines --------------------------------------------------------------------------------------------------

    @locked
    def add(self, start: Place, end: Place, name: str | None = None) -> None:
        """Add a line between two places, (row, col) in pixels; it is chosen then.

        Parameters
        ----------
        start, end : (float, float)
            In the image.
        name : str, optional
            Another one than the others have; if not given, "line" and its number.
        """
        names = self.names if name is None else (*self.drawn, name)
        self.set(lines=(*self.lines, Line(start, end).ends), names=names, chosen=len(self.lines))

    @locked
    def remove(self, number: int | None = None) -> None:
        """Remove a line by its number, the chosen one if that is not given; one line must stay."""
        chosen, last = self.chosen, len(self.lines) - 1
        k = chosen if number is None else checks.integer("number", number, minimum=0, maximum=last)
        lines, names = (some[:k] + some[k + 1 :] for some in (self.lines, self.names))
        self.set(lines=lines, names=names, chosen=max(chosen - (k <= chosen), 0))

    def _add_beside(self) -> None:
        """Add a line beside the chosen one, on the side where there is more room."""
        line, shape = list(self.drawn.values())[self.chosen], self.pixels.shape
        down = _BESIDE * shape[0] * (1 if line.start[0] + line.end[0] < shape[0] else -1)
        moved = line.moved("line", (round(down), 0), shape)
        self.add(moved.start, moved.end)

    def _do(self, action: Any) -> None:
        with self.guarded():
            action()

    # --- what comes out -----------------------------------------------------------------------------------------

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give exactly one pixel for each pixel of the frame, in the colours of the screen.

        Parameters
        ----------
        marks : bool
            Whether the lines are burnt in, one pixel wide.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA, row 0 on top.
        """
        self._alive()
        plain = self.source.rgba()
        return burn_lines(plain, list(self.drawn.values())) if marks else plain

    def inputs(self) -> dict[str, tuple[Any, str]]:
        """Give the image, and the mask if there is one."""
        mask = self._words["mask"]
        return super().inputs() | ({} if mask is None else {"mask": (mask, "")})

    def _source(self) -> tuple[str, dict[str, Any]]:
        """Say in Python what is looked at, and what was said about it."""
        said, spelled = self._said(), self.written()
        said |= {name: Verbatim(spelled[name]) for name in ("mask",) if name in said}
        image = spelled["image"]
        if np.ndim(self.image) == 2 + ("channel_axis" in said):
            return self._source_text(image), said
        about = [f"{name}={said.pop(name)!r}" for name in _OF_PIXELS if name in said]
        about += [f"nodata={self._nodata}"] if self._nodata is not None else []
        return f"nb.as_stack({', '.join([image, *about])})[{self.frame}]", said
