"""Image axes on a canvas: the view, zoom by wheel, keys and toolbar, words under the cursor, clicks and drags."""

from __future__ import annotations

import contextlib
import operator
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Protocol

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import MouseButton, MouseEvent
from matplotlib.figure import Figure
from numpy.typing import NDArray

from nbtools.draw.color.bar import BAR, GAP, GAP_BELOW, TEXT, TEXT_BELOW, TIP, ColorBar, Scale
from nbtools.draw.image.layout import Box, Form, ImageAxes, form_of
from nbtools.draw.image.view import View, moved, pixel_at, resized
from nbtools.draw.marks.known import Known, KnownPoints
from nbtools.draw.marks.ticks import number_axis
from nbtools.draw.mouse import drag
from nbtools.draw.scene import Layer, behind, finished, panel, waiting
from nbtools.draw.scene import Panel as ScenePanel
from nbtools.model.listeners import Listeners
from nbtools.model.lock import LOCK
from nbtools.model.overlays import Overlay
from nbtools.widgets.base.canvas import Canvas
from nbtools.widgets.base.pointer import Pointer

Click = Callable[[float, float, frozenset[str]], None]
OnView = Callable[[View], None]

_DPI = 100
_STILL = 3  # px the mouse may move between press and release of a click, and before it drags the image
BAR_LAYER = "bar"  # its name in a description
_INSET = 28  # px at either end of a scale of colours below the image, for its numbers
_FREE = 8  # px of the margin on the right that the scale of colours takes
_SHORTEST = 110  # px of a scale of colours beside a strip
_WHEEL = 1.25  # zoom of one click of the wheel
_STEP = 0.1  # part of the view that an arrow key moves it by
_CURSORS = {"pan": "grab", "zoom": "crosshair"}  # of the tools
ARROWS = {"ArrowUp": (-1, 0), "ArrowDown": (1, 0), "ArrowLeft": (0, -1), "ArrowRight": (0, 1)}


class Panel(ImageAxes):
    """Axes of a stage."""

    stage: Stage

    def format_coord(self, x: float, y: float) -> str:
        """Tell in words what is under the cursor."""
        return self.stage.tell(x, y)


class Drawn(Protocol):
    """What is drawn on a stage; `artists` are those that move."""

    artists: list[Artist]

    def describe(self, row: int, col: int) -> str:
        """Say what is at a pixel."""


class Stage:
    """A canvas with one or more image axes that always show the same part of an image.

    What is seen is drawn by `drawn`. A subclass says in `boxes` where the panels are, and what the mouse does.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    draw : callable
        Called with the panels when nothing has its place yet; makes `drawn`.
    panels : int
        Number of axes.
    alt : str
        Text for readers who cannot see the picture.
    on_click : callable
        Called with (row, col, modifier keys) of a click into the image; not of a drag, nor while a tool is active.
    """

    drawn: Drawn
    panel: ClassVar[type[Panel]] = Panel
    width: ClassVar[int] = 548  # px of the screen
    margins: tuple[int, int, int, int] = 44, 8, 26, 8  # left, right, bottom, top; px of the screen
    # least px between the margins, and most where no page says more
    heights: ClassVar[tuple[int, int]] = 120, 470
    names: ClassVar[tuple[int, int, int]] = 16, 16, 26  # px that names beside, below and above the axes take
    bar_below: ClassVar[bool] = False  # whether the scale of colours lies below the image, else beside it
    bar_still: ClassVar[bool] = False  # whether it is drawn with all that does not move, as the image is
    paper: ClassVar[str] = "white"  # beside the image, as around the axes
    cursor = "grab"  # over the image, which a drag moves
    closest: ClassVar[float] = 4  # data pixels that stay in view at the closest zoom
    asks: ClassVar[bool] = False  # whether another view, by the toolbar, too, is asked for in `ask_view`

    def __init__(
        self,
        shape: tuple[int, int],
        draw: Callable[[list[Panel]], Drawn],
        *,
        panels: int = 1,
        alt: str = "",
        on_click: Click | None = None,
    ) -> None:
        self.shape, self.equal = shape, True
        self._barred, self._known = False, list[KnownPoints]()
        self._overlays: tuple[tuple[Overlay, ...], tuple[Any, ...]] = (), ()
        size = self.width / _DPI, self.heights[1] / _DPI  # until it is known what suits
        self.figure = Figure(size, dpi=_DPI, facecolor="white", layout="none")  # type: ignore[arg-type]
        self.canvas = Canvas(self.figure, alt=alt)
        self.axes = self._new_panel()
        self.panels = [self.axes, *(self._new_panel(self.axes) for _ in range(panels - 1))]
        self._on_click, self._press, self._handled, self._strayed = on_click, (0.0, 0.0), False, False
        self._watchers: Listeners[[]] = Listeners()
        self._setting = False
        self.drawn = draw(self.panels)
        self.canvas.set_moving(*self.drawn.artists)
        self.bar = ColorBar(self.figure, below=self.bar_below)
        if not self.bar_still:
            self.move(*self.bar.artists)
        self.fill()
        self.place()
        self._set_view(self.first_view())
        self.canvas.toolbar.update()
        self.canvas.toolbar.push_current()
        self.canvas.mpl_connect("resize_event", self.place)
        self.canvas.mpl_connect("scroll_event", self.wheel)
        drag(self.canvas, self._pressed, self._dragged, hover=self._hovered)
        self.canvas.mpl_connect("button_release_event", self._released)
        self.axes.callbacks.connect("ylim_changed", self._limited)  # x is always set first, then y
        self.canvas.on_foreign.add(self._make_room)
        self.canvas.on_pinch.add(self._pinched)
        self.canvas.reach = self.reach

    def _new_panel(self, first: Panel | None = None) -> Panel:
        axes = self.panel(self.figure, (0.1, 0.1, 0.8, 0.8), facecolor=self.paper, sharex=first, sharey=first)
        axes.stage = self
        self.figure.add_axes(axes)
        axes.tick_params(labelsize=8, length=3, color="0.4", labelcolor="0.2")
        if first is None:  # others share its axes
            number_axis(axes.yaxis, lambda: self.shape[0])
            number_axis(axes.xaxis, lambda: self.shape[1])
        axes.spines[:].set(edgecolor="0.6", linewidth=0.8)
        return axes

    # --- what a subclass says -----------------------------------------------------------------------------------

    def fill(self) -> None:
        """Make what else there is on the panels."""

    def lay_over(self, overlays: tuple[Overlay, ...]) -> None:
        """Mark known positions on all panels."""
        grid = self.grid
        if overlays is self._overlays[0] and all(map(operator.is_, grid, self._overlays[1])):
            return
        self._overlays = overlays, grid
        before = [artist for known in self._known for artist in known.artists]
        for known in self._known:
            known.remove()
        found = [Known(self.placed(each.points), each.label, each.color, each.size) for each in overlays]
        nameless = [each._replace(label="") for each in found]  # one legend is enough
        self._known = [KnownPoints(axes, nameless if k else found) for k, axes in enumerate(self.panels)]
        moving = [artist for artist in self.canvas.moving if artist not in before]
        self.canvas.set_moving(*moving, *(artist for known in self._known for artist in known.artists))
        self._show_known()
        self.canvas.draw_idle()

    def _show_known(self) -> None:
        """Show known positions where there is a panel."""
        for axes, known in zip(self.panels, self._known, strict=False):
            for artist in known.artists:
                artist.set_visible(axes.get_visible())

    @property
    def grid(self) -> tuple[Any, ...]:
        """What the places of rows and columns on the axes depend on."""
        return ()

    def placed(self, points: Sequence[tuple[float, float]]) -> NDArray[np.float64]:
        """Give (x, y) on the axes of places (row, col) in the image."""
        return np.array([self.to_axes(*point) for point in points], np.float64).reshape(-1, 2)

    def arrange(self, aspect: str, colors: Scale | None) -> None:
        """Let pixels be squares ("equal") or the image fill the picture ("auto"); show a colour bar, or none."""
        before = self.equal, self._barred, self.bar.pointed
        other = colors is not None and self.bar.show(colors)
        self.equal, self._barred = aspect == "equal", colors is not None
        if (self.equal, self._barred, self.bar.pointed) != before:
            for axes in self.panels:
                axes.equal = self.equal
            self.bar.set_visible(self._barred)
            self.place()
            self.canvas.draw_idle()
        elif other:
            self.canvas.changed(whole=self.bar_still)

    def suit(self) -> None:
        """Make the picture as large as suits what is shown, before any page has given it a size."""
        left, right, bottom, top = self.edges
        across, up = self.form.fitted(self.width - left - right, self.heights[1])
        size = round(across + left + right), round(up + bottom + top)
        self.figure.set_size_inches(size[0] / _DPI, size[1] / _DPI, forward=False)
        self.canvas.own_size = size
        self.place()

    @property
    def ratio(self) -> float:
        """Height of the place of the image, as part of its width."""
        return form_of(self.shape, equal=self.equal)

    def wanted_height(self, across: float) -> float:
        """Say how many px between the margins suit the image, where there are so many across."""
        return across * self.ratio

    def _grows(self) -> tuple[float, float]:
        """Say how the height that suits the image grows with the width: by which factor, and from where."""
        least, more = self.wanted_height(0), self.wanted_height(1000)
        return (more - least) / 1000, least

    @property
    def form(self) -> Form:
        """What the page needs to know to give the picture a size without empty bands."""
        left, right, bottom, top = self.edges
        return Form(left + right, bottom + top, *self._grows(), self.heights[0])

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Px left, right, below and above: margins, names that a user has given to the axes, the scale of colours."""
        left, right, bottom, top = self.margins
        beside, below, above = (px * named for px, named in zip(self.names, self._labelled(), strict=True))
        if self._barred and self.bar_below:
            below += GAP_BELOW + BAR + TEXT_BELOW
        elif self._barred:
            right += GAP + BAR + TEXT - _FREE
        return left + beside, right, bottom + below, top + above

    def boxes(self, width: float, height: float) -> Sequence[Box]:
        """Give left, bottom, width and height of each panel in px of the screen, all of one size.

        Panels without a box are hidden. One panel has all the room.
        """
        return [self.room(width, height)]

    def room(self, width: float, height: float) -> Box:
        """Give the room for panels."""
        left, right, bottom, top = self.edges
        return left, bottom, width - left - right, height - bottom - top

    def _labelled(self) -> tuple[bool, bool, bool]:
        """Tell whether there is a name beside, below and above the axes."""
        return bool(self.axes.get_ylabel()), bool(self.axes.get_xlabel()), bool(self.axes.get_title())

    def _make_room(self) -> None:
        """Make room for a name that a user has given to the axes."""
        if self._labelled() != self._room_for:
            self.place()

    def first_view(self) -> View:
        """Give what the axes show at first: all."""
        return (0, 0), self.shape

    def describe(self, row: int, col: int) -> str:
        """Say what is at a pixel, in the words that stand below the picture."""
        return self.drawn.describe(row, col)

    def tell(self, x: float, y: float) -> str:
        """Say what is at a place on the axes."""
        return self.describe(*pixel_at(y, x))

    def scene(self) -> list[ScenePanel]:
        """Describe what is seen, for a page that then paints it by itself; nothing where it cannot."""
        return []

    def completed(self, panels: list[ScenePanel]) -> list[ScenePanel]:
        """Add known positions to a description of the panels, and the scale of colours, which can only wait."""
        for axes, known in zip(self.panels, self._known, strict=False):
            box = panel(axes, []).box if axes.get_visible() else None
            for layers in (each.layers for each in panels if each.box == box):
                layers.extend(known.layers())
        return [*panels, waiting(self.bar.axes, BAR_LAYER)] if self._barred and panels else panels

    def described(self, layers: list[Layer], images: list[Artist]) -> list[ScenePanel]:
        """Describe the first panel: its images, which are painted over what does not move, and what lies over them.

        Parameters
        ----------
        layers : list of Layer
            The images.
        images : list of Artist
            What paints the same in the kernel.
        """
        apart = [*images, *(artist for known in self._known for artist in known.artists)]
        rest = [artist for artist in self.canvas.moving if artist.axes is self.axes and artist not in apart]
        over = [finished(self.axes, artists) for artists in (self.canvas.lifted, rest) if artists]
        moving = [replace(layer, about={**layer.about, "fixed": False}) for layer in over]
        return [panel(self.axes, [behind(self.canvas.backdrop), *layers, *moving])]

    def ask_view(self, view: View) -> None:
        """Bring a part of the image into view."""
        self._set_view(view)
        self.canvas.draw_idle()

    def home(self) -> None:
        """Show the whole image."""
        self.view = ((0, 0), self.shape)

    is_rough = False  # what is drawn is not in full, until `sharpen`

    def sharpen(self) -> None:
        """Draw in full what is drawn roughly while the view moves."""

    def grab(self, event: MouseEvent) -> Any:
        """Take hold of what lies under the mouse, over the image; None where there is nothing."""
        return None

    def pull(self, event: MouseEvent, held: Any) -> None:
        """Move what `grab` gave to the mouse."""

    def cursor_over(self, event: MouseEvent) -> str | None:
        """Name the cursor, in words of CSS, over what `grab` takes hold of; None where there is nothing."""
        return None

    def move(self, *artists: Artist) -> None:
        """Name more artists that change often."""
        self.canvas.set_moving(*self.canvas.moving, *artists)

    # --- the view -----------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """What is in view as ``((row0, col0), (row1, col1))``, half-open like a pair of slices; may be fractional."""
        return self.current_view()

    @view.setter
    def view(self, view: View) -> None:
        with LOCK:
            self.ask_view(view)

    def current_view(self) -> View:
        """Give what is in view; a subclass may know it better than the axes."""
        return self.axes_view()

    def axes_view(self) -> View:
        """Give what the axes show."""
        (left, right), (bottom, top) = self.axes.get_xlim(), self.axes.get_ylim()
        return (top + 0.5, left + 0.5), (bottom + 0.5, right + 0.5)

    def limits_of(self, view: View) -> tuple[tuple[float, float], tuple[float, float]]:
        """Give the limits of x and of y with which the axes show a view."""
        (row0, col0), (row1, col1) = view
        return (col0 - 0.5, col1 - 0.5), (row1 - 0.5, row0 - 0.5)

    def _set_view(self, view: View) -> None:
        across, up = self.limits_of(view)
        with self._ours():
            self.axes.set_xlim(*across)
            self.axes.set_ylim(*up)

    @contextlib.contextmanager
    def _ours(self) -> Iterator[None]:
        """Set limits of the axes oneself, other than the toolbar does."""
        before, self._setting = self._setting, True
        yield
        self._setting = before

    @property
    def seen(self) -> View:
        """What is really in view: `view`, widened to the shape of the panel."""
        self.axes.apply_aspect()
        return self.view

    def on_view(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call a function whenever the view may have changed; what is returned ends it."""
        return self._watchers.add(listener)

    def _limited(self, _axes: Axes) -> None:
        if self.asks and not self._setting:
            self.ask_view(self.axes_view())
        self._watchers.tell()

    @cached_property
    def pointer(self) -> Pointer:
        """The cross that shows where the mouse is in another panel or picture."""
        return Pointer(self)

    def say(self, place: tuple[float, float] | None) -> None:
        """Tell below the picture what is at (row, col), as if the mouse were there; with None, nothing."""
        self.canvas.say("" if place is None else self.axes.format_coord(*self.to_axes(*place)))

    def from_axes(self, x: float, y: float) -> tuple[float, float]:
        """Give (row, col) of a place on the axes."""
        return y, x

    def to_axes(self, row: float, col: float) -> tuple[float, float]:
        """Give (x, y) on the axes of a place in the image."""
        return col, row

    def zoom(self, factor: float, row: float | None = None, col: float | None = None) -> None:
        """Make the view smaller (factor < 1) or larger about a place, or its middle; never much beyond the image."""
        rows, cols = self.shape
        (row0, col0), (row1, col1) = self.view
        if factor < 1 and min(row1 - row0, col1 - col0) * factor < self.closest:
            return
        if factor > 1 and (row1 - row0) * factor >= rows and (col1 - col0) * factor >= cols:
            self.home()
            return
        self.resize(factor, row, col)

    def resize(self, factor: float, row: float | None, col: float | None) -> None:
        """Make the view smaller or larger, whatever its size."""
        (row0, col0), (row1, col1) = self.view
        row = (row0 + row1) / 2 if row is None else row
        col = (col0 + col1) / 2 if col is None else col
        self.view = resized(self.view, factor, row, col)

    def reach(self) -> tuple[float, float, float] | None:
        """Say how much one click of the wheel enlarges, and how much all of them may at least and at most.

        The page then zooms what it has until it gets the new picture; None where the view is more than a place.
        """
        if self.asks:
            return None
        (row0, col0), (row1, col1) = self.view
        rows, cols = self.shape
        return (
            _WHEEL,
            max((row1 - row0) / rows, (col1 - col0) / cols),
            min(row1 - row0, col1 - col0) / self.closest,
        )

    def _pinched(self, event: dict[str, Any]) -> None:
        """Move and zoom what is seen with two fingers."""
        height = self.figure.bbox.height
        place = self.axes.transData.inverted().transform
        (x, y), (x0, y0) = (
            place((event["x"] - back * event["dx"], height - event["y"] + back * event["dy"]))
            for back in (0, 1)
        )
        row, col = self.from_axes(x, y)
        row0, col0 = self.from_axes(x0, y0)
        self.shift(row0 - row, col0 - col)
        self.zoom(1 / event["factor"], row0 + 0.5, col0 + 0.5)

    def shift(self, rows: float, cols: float) -> None:
        """Move the view by so many pixels."""
        self.view = moved(self.view, rows, cols)

    def key(self, key: str) -> bool:
        """Move or zoom by a key that was pressed on the picture; False when it has no meaning here."""
        key = key.removeprefix("Shift+")
        (row0, col0), (row1, col1) = self.view
        if key in ARROWS:
            down, right = ARROWS[key]
            self.shift(_STEP * down * (row1 - row0), _STEP * right * (col1 - col0))
        elif key in "+=-":
            self.zoom(_WHEEL if key == "-" else 1 / _WHEEL)
        elif key in ("0", "Home"):
            self.home()
        else:
            return False
        return True

    # --- places and the mouse -----------------------------------------------------------------------------------

    def place(self, _event: Any = None) -> None:
        """Put the panels where `boxes` says."""
        self._room_for, self.canvas.form = self._labelled(), tuple(self.form)
        width, height = self.size
        boxes = self.boxes(width, height)
        for k, axes in enumerate(self.panels):
            axes.set_visible(k < len(boxes))
            self.put(axes, boxes[k if k < len(boxes) else 0])  # a hidden one must not widen the view
        self._show_known()
        if self._barred:
            box = self.bar_box(boxes)
            self.put(self.bar.axes, box)
            self.bar.fit(max(box[2:]))

    def bar_box(self, boxes: Sequence[Box]) -> Box:
        """Give the place of the scale of colours: beside all panels, and long enough to be read."""
        left, _, across, up = self.room(*self.size)
        if self.bar_below:
            return left + _INSET, TEXT_BELOW, across - 2 * _INSET, BAR
        low, high = min(box[1] for box in boxes), max(box[1] + box[3] for box in boxes)
        more = max(min(_SHORTEST, up) - (high - low), 0) / 2 - TIP * self.bar.pointed
        return max(box[0] + box[2] for box in boxes) + GAP, low - more, BAR, high - low + 2 * more

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the figure in px of the screen."""
        ratio = self.canvas.device_pixel_ratio
        return self.figure.bbox.width / ratio, self.figure.bbox.height / ratio

    def put(self, axes: Axes, box: Box) -> None:
        """Put axes into a box in px of the screen."""
        width, height = self.size
        left, bottom, across, up = box
        axes.set_position((left / width, bottom / height, max(across, 1) / width, max(up, 1) / height))

    def wheel(self, event: MouseEvent) -> None:
        """Zoom about the cursor."""
        if event.inaxes in self.panels and event.xdata is not None and event.ydata is not None:
            row, col = self.from_axes(event.xdata, event.ydata)
            self.zoom(_WHEEL**-event.step, row + 0.5, col + 0.5)

    def near(self, event: MouseEvent, x: float, y: float, reach: float) -> tuple[bool, bool]:
        """Tell whether the mouse is within some px of the screen of a place on the first panel, across and up."""
        at, reach = self.axes.transData.transform((x, y)), reach * self.canvas.device_pixel_ratio
        return abs(event.x - at[0]) <= reach, abs(event.y - at[1]) <= reach

    def _pressed(self, event: MouseEvent) -> tuple[Any, View] | None:
        """Take hold of a handle, else of the image."""
        self._press, self._handled, self._strayed = (event.x, event.y), False, False
        left = event.inaxes in self.panels and event.button == MouseButton.LEFT
        if not left or self.canvas.toolbar.mode:
            return None
        held = self.grab(event)
        self._handled = held is not None
        if held is None:
            self.canvas.grabbed()
        return held, self.view

    def _dragged(self, event: MouseEvent, token: tuple[Any, View]) -> None:
        held, view = token
        if held is not None:
            self.pull(event, held)
            return
        x, y = event.x - self._press[0], event.y - self._press[1]
        self._strayed |= max(abs(x), abs(y)) > _STILL
        if self._strayed:
            (row0, col0), (row1, col1) = view
            down = y / self.axes.bbox.height * (row1 - row0)
            left = -x / self.axes.bbox.width * (col1 - col0)
            self.view = moved(view, down, left)

    def _hovered(self, event: MouseEvent) -> None:
        """Show what a drag would do from here."""
        if event.inaxes not in self.panels:
            self.canvas.cursor = "default"
        else:
            tool = _CURSORS.get(self.canvas.mode)
            self.canvas.cursor = tool or self.cursor_over(event) or self.cursor

    def _released(self, event: MouseEvent) -> None:
        """Tell of a click: the mouse was pressed and let go at one place, and held nothing."""
        if event.inaxes not in self.panels or event.xdata is None or event.ydata is None or self._handled:
            return
        near = max(abs(event.x - self._press[0]), abs(event.y - self._press[1])) <= _STILL
        still = near and not self._strayed
        if self._on_click and still and not self.canvas.toolbar.mode and event.button == MouseButton.LEFT:
            self._on_click(*self.from_axes(event.xdata, event.ydata), frozenset(event.modifiers or ()))
