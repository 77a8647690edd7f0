"""The life of every explorer: parameters, steps, the one path to the screen, state, errors, and the end.

A change of a parameter, by a control, the mouse or a line of Python, only makes the steps that read it stale.
`Explorer.refresh` then pulls what the picture needs and moves the artists.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

import ipywidgets as W
import numpy as np
import traitlets

from nbtools.compute import checks
from nbtools.compute.images import NoData, nodata_numbers
from nbtools.draw.color.bar import Scale
from nbtools.draw.image.view import View
from nbtools.draw.scene import Layer, Live, Panel
from nbtools.draw.settings import plain_settings
from nbtools.model import naming, settle, steps, values
from nbtools.model.choices import Choice, Switch
from nbtools.model.history import History
from nbtools.model.inner import ForUsers, for_users, full_doc, full_signature, inner
from nbtools.model.listeners import Listeners
from nbtools.model.lock import LOCK, locked
from nbtools.model.numbers import Index
from nbtools.model.overlays import Overlays
from nbtools.model.parameter import Parameter, declared
from nbtools.model.settle import Settle
from nbtools.widgets.base import animation, known, output, writing
from nbtools.widgets.base.shared import sharing
from nbtools.widgets.base.shell import Shell
from nbtools.widgets.base.stage import BAR_LAYER, Stage
from nbtools.widgets.base.static import StaticPicture, Still

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from nbtools.widgets.base.canvas import Canvas

_PAUSE = 0.25  # seconds after which a drag has come to rest

_FRAME = "aspect", "colorbar"  # what all explorers have controls for, where there is a choice

_OPENING = "opening"  # steers the first picture: as in a drag, what takes long comes when it is there

_READ = {"status", "table", "rgba", "call"}  # read several steps, and these must belong to one state

_named: dict[str, Explorer] = {}


class Explorer(W.VBox, metaclass=ForUsers):
    """Base of all explorers.

    A subclass declares its parameters and steps, and says what to do in `take`, `fit`, `build`, `draw`, `status`,
    `rgba`, `table` and `call`. Everything else is here. What is marked as `inner` is for subclasses and for the
    shell; all the rest is for users.

    Parameters
    ----------
    image : array_like
        What is looked at.
    name : str, optional
        With a name, running the cell again closes the earlier explorer of that name and keeps its parameters
        (an argument that was changed in the cell wins over the kept value).
    title : str, optional
        Shown above the picture, as literal text.
    nodata : float or sequence of float, optional
        Values that stand for no data, see `nbtools.as_image`.
    words : dict, optional
        What else a subclass is told about the input, by name: for `take`, and for `code` where it is not None. Those
        that it lists in its `words` are optional arguments of their own.
    **parameters
        Start values of the parameters.
    """

    raise_errors: ClassVar[bool] = False
    mouse_help: ClassVar[str] = ""  # what the mouse does, for the help panel
    shortcuts: ClassVar[dict[str, str]] = {}  # key -> name of the method that it calls
    words: ClassVar[tuple[str, ...]] = ()  # arguments that tell about the input
    live: ClassVar[dict[str, tuple[Live, ...]]] = {}  # what the page moves by itself with a parameter
    also: ClassVar[dict[str, naming.End | naming.Both]] = {
        "vmin": naming.End("limits", 0),
        "vmax": naming.End("limits", 1),
    }  # names for a part of a parameter, or for two at once
    several: ClassVar[tuple[str, ...]] = ()  # parameters that may be told more than a value, see `spelled`
    picture: Stage  # made in `build`
    last_error = traitlets.Instance(Exception, allow_none=True)

    aspect = Choice(
        "equal",
        ("equal", "auto"),
        help="equal: pixels of the image are squares; auto: it fills the picture, as suits spectra and kymographs.",
    )
    colorbar = Switch(True, label="colour bar", help="Show the scale of the colours beside the picture.")
    overlays = Overlays(help="Known positions over the picture; `overlay` adds and removes them.")

    # --- what a subclass writes ---------------------------------------------------------------------------------

    @inner
    def take(self, image: Any) -> Any:
        """Check the input and give the data that the steps read; raise a clear error otherwise."""
        raise NotImplementedError

    @inner
    def fit(self) -> dict[str, Any]:
        """Fit ranges to the data with `fit_range`, and give start values for parameters that the data decides."""
        return {}

    @inner
    def build(self) -> None:
        """Make ``self.picture`` and other pictures, and fill ``self.shell`` with controls and tabs."""
        raise NotImplementedError

    @inner
    def draw(self) -> None:
        """Pull the steps that the picture needs, then move the artists."""
        raise NotImplementedError

    @inner
    def color_scale(self) -> Scale | None:
        """Give what the colour bar shows; None where the picture has colours of its own."""
        return None

    @inner
    def arrange(self) -> None:
        """Give the picture its form, and its colour bar."""
        colors = self.color_scale()
        self.shell.reveal("colorbar", colors is not None)
        self.picture.arrange(self.aspect, colors if self.colorbar else None)
        self.picture.lay_over(self.overlays)

    @inner
    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe the pictures for the page, which paints them by itself while a slider moves."""
        return {self.canvas: self.picture.scene()}

    @inner
    def standing(self, canvas: Canvas) -> tuple[Any, dict[str, Any]]:
        """Say what a description of a picture depends on, and where the controls stand that the page follows.

        It depends on a value that no place of its control stands for, too: one that was typed, or None.
        """
        told = self.told()
        rest = {name: value for name, value in values.values(self).items() if name not in told}
        return (rest, self._looks), self.shell.places(self._followed())

    @inner
    def depends(self) -> tuple[Any, dict[str, Any]]:
        """Say what the pictures depend on besides where the controls stand that the page knows, and where they do."""
        names = self.shell.known
        told = self.shell.told(names)
        rest = {name: value for name, value in values.values(self).items() if name not in told}
        return (rest, self._looks), self.shell.places(names)

    @inner
    def told(self) -> set[str]:
        """Name the parameters whose values follow from where the controls stand that the page follows."""
        return self.shell.told(self._followed())

    @inner
    def describe(self) -> None:
        """Send the page what it needs to paint the pictures, where it wants to and has it not yet."""
        with LOCK:
            if not self.live or not any(canvas.outdated for canvas in self.shell.pictures):
                return
            scenes = self.scenes()
            for canvas in (canvas for canvas in self.shell.pictures if canvas.outdated):
                panels = scenes.get(canvas, [])
                panels = self.picture.completed(panels) if canvas is self.canvas else panels
                layers = [layer for panel in panels for layer in panel.layers]
                for layer in layers:
                    self._follow_live(layer)
                images = {live["of"] for layer in layers if layer.name != BAR_LAYER for live in layer.live}
                for layer in layers:  # what waits follows nothing by itself
                    layer.live[:] = [live for live in layer.live if live["of"] in images]
                canvas.describe(panels)

    @inner
    def is_near(self, name: str) -> bool:
        """Whether somebody has been near a control, so that the page wants to know all that it drives."""
        return name in self._near

    def _approach(self, name: str) -> None:
        if name in self.live and name not in self._near:
            self._near.add(name)
            self.describe()

    def _followed(self) -> dict[str, list[Live]]:
        """List what the page follows now, parameter by parameter: what it knows all about, and has a control.

        What is selected needs none: the mouse chooses it.
        """
        return {
            name: list(driven)
            for name, driven in self.live.items()
            if (self.shell.has(name) or isinstance(self.parameters()[name], Index))
            and (name in self._near or not any(live.lazily for live in driven))
        }

    def _follow_live(self, layer: Layer) -> None:
        """Tell a layer which controls drive it, and what their places stand for."""
        for name, live in ((name, live) for name, driven in self._followed().items() for live in driven):
            if live.layer in (layer.name, layer.kind) and live.field in ("*", *layer.about):
                meaning = self.shell.meaning(name)
                if live.through:
                    found = layer.arrays.get(live.through)  # where it has its own
                    found = getattr(self, live.through) if found is None else found
                    if once := isinstance(found, np.ndarray) and found.dtype == np.float64:
                        layer.arrays[live.through] = found
                    listed = found.tolist() if isinstance(found, np.ndarray) else found
                    meaning["through"] = live.through if once else listed
                layer.live.append({"of": name, "field": live.field, **meaning})

    @inner
    def finish(self) -> None:
        """Do what is too slow for every step of a drag; called when the drag has come to rest."""

    @inner
    def in_pixels(self, points: np.ndarray) -> np.ndarray:
        """Give (row, col) in `rgba` of places in the image."""
        return points

    @inner
    def call(self) -> dict[str, Any]:
        """Say which call gives `result` without the widget: the arguments of `call_text`."""
        raise NotImplementedError

    def status(self) -> str:
        """Say in one line of plain words what is seen."""
        raise NotImplementedError

    def table(self) -> Any:
        """Give the rows that were measured, as a DataFrame."""
        raise NotImplementedError

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give exactly one pixel for each pixel of the data, in the colours of the screen.

        Parameters
        ----------
        marks : bool
            Whether what lies over the image is burnt in.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA, row 0 on top.
        """
        raise NotImplementedError

    # --- birth --------------------------------------------------------------------------------------------------

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        for name in _READ.intersection(vars(cls)):
            function = vars(cls)[name]
            setattr(cls, name, locked(known.marked(function) if name == "rgba" else function))
        cls.__signature__, cls.__doc__ = full_signature(cls), full_doc(cls)  # read by inspect and help

    def __init__(
        self,
        image: Any,
        *,
        name: str | None = None,
        title: str = "",
        nodata: NoData = None,
        words: dict[str, Any] | None = None,
        **parameters: Any,
    ) -> None:
        self._closed, self._built, self._held = False, False, 0
        self._looks = 0  # how often it was given something else to look at
        self._steering: str | None = None
        self._near: set[str] = set()
        self._unheard: str | None = None  # the parameter of whose passing values nobody is told
        self._listeners: dict[str, Listeners[[]]] = {"drawn": Listeners(), "closed": Listeners()}
        self._words = {key: parameters.pop(key, None) for key in self.words} | (words or {})
        self._nodata = nodata if nodata is None else nodata_numbers(nodata)
        if nodata is not None and self._words.get("channel_axis") is not None:
            raise ValueError("nodata must be left out for a picture with colours: mask its pixels instead")
        self._title = _checked_title(title)
        self._arguments = parameters = self.spelled(parameters)
        earlier = _named.get(name) if name is not None else None
        earlier = earlier if type(earlier) is type(self) else None
        kept, told = (earlier.params, earlier._arguments) if earlier is not None else ({}, {})
        self._image, self._data = image, self.take(image)
        # Everything is checked before the first widget is made.
        ends = naming.alone(type(self), parameters)
        whole = {key: value for key, value in parameters.items() if key not in ends}
        for key, value in values.first(self, whole, self.fit(), kept, told).items():
            self.set_trait(key, value)
        news = {key: value for key, value in ends.items() if key not in told or told[key] != value}
        for key, value in (self._joined(news) if news else {}).items():
            self.set_trait(key, value)
        super().__init__()
        if earlier is not None:
            earlier.close()
        self._name = name
        if name is not None:
            _named[name] = self
        with plain_settings(), sharing():
            self.shell = Shell(self, title or type(self).__name__)
            self.build()
            self.shell.group("more", *_FRAME[len(type(self).aspect.options) < 2 :], folded=True)
            self.arrange()
            self.picture.suit()
            self.canvas = self.picture.canvas
            self.shell.assemble(self.picture)
        self._at_rest = Settle(self._finish, _PAUSE)
        self._static = StaticPicture(self)
        self.canvas.settle()
        self.canvas.on_foreign.add(self._static.changed)
        for canvas in self.shell.pictures:
            canvas.standing = functools.partial(self.standing, canvas)
            canvas.depends = self.depends
            canvas.on_watched.add(self.describe)
        self._still = Settle(self._stand_still, _PAUSE)
        self.picture.on_view(self._still.later)
        self.canvas.mpl_connect("resize_event", lambda _: self._still.later())
        self.shell.page.hear("near", self._approach)
        self._first = self.params
        self._history = History(values.settings(self))
        self.shell.page.hear("pressed", self._history.press)
        self._built = True
        self.observe(self._changed, names=values.own(type(self)))
        self._steering = _OPENING if settle.runs() else None
        self.refresh()
        self._steering = None

    # --- parameters ---------------------------------------------------------------------------------------------

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Give the declared parameters by name, in the order in which they are written."""
        return declared(cls)

    @property
    @locked
    def params(self) -> dict[str, Any]:
        """All parameters with their values; those that are a part of another one are left out."""
        return values.values(self)

    @locked
    def state(self) -> dict[str, Any]:
        """Give the parameters as a dict that json can write; ``set(**state)`` takes it back."""
        return values.plain(self)

    @locked
    def set(self, **parameters: Any) -> Self:
        """Set several parameters at once: all or, when one is refused, none; one redraw.

        Raises
        ------
        TypeError
            A name that is no parameter, or two names of one.
        ValueError
            A value that is not allowed; the message says what is.
        """
        checked = values.checked(self, self._joined(self.spelled(parameters)))
        with self._hold():
            for name, value in checked.items():
                setattr(self, name, value)
        return self

    @locked
    def reset(self) -> Self:
        """Go back to the parameters this explorer started with."""
        return self.set(**values.nearest(self, self._first))

    def undo(self) -> bool:
        """Take back the last settled change (a whole drag is one); False when there is none."""
        return self._travel(-1)

    def redo(self) -> bool:
        """Do again what `undo` took back; False when there is nothing."""
        return self._travel(+1)

    @locked
    def _travel(self, by: int) -> bool:
        state = self._history.step(by)
        if state is not None:
            self.set(**values.nearest(self, state))
        return state is not None

    def range_of(self, name: str) -> tuple[float, float, float]:
        """(low, high, step) of a number parameter: as fitted to the data, else as declared."""
        trait: Any = self.parameters()[naming.own_name(type(self), name)]
        return trait.range_of(self)

    @inner
    def spelled(self, given: dict[str, Any]) -> dict[str, Any]:
        """Give what the constructor, `set` or an attribute is told under the names of the parameters."""
        return naming.spelled(type(self), given)

    def _joined(self, given: dict[str, Any]) -> dict[str, Any]:
        """Put ends that are given alone into their pairs, and say what follows from these."""
        if not naming.alone(type(self), given):
            return given
        return self.spelled(naming.joined(type(self), given, self._ends()))

    def _ends(self) -> dict[str, tuple[float, float]]:
        """Give the pairs whose ends have names of their own, as they are shown."""
        return {"limits": self.color_limits}

    @inner
    @locked
    def fit_range(self, name: str, low: float, high: float, step: float | None = None) -> None:
        """Fit the range of a parameter to the data; controls follow, a value outside moves to the nearest bound."""
        trait: Any = self.parameters()[name]
        trait.fit(self, low, high, step)
        if self._built:
            with self._hold():
                self.shell.fit(name)
                self.set_trait(name, self.nearest(name, getattr(self, name)))

    @inner
    def steps_of(self, name: str) -> tuple[float, ...]:
        """Give the numbers that the places of a parameter's slider stand for."""
        trait: Any = self.parameters()[name]
        return tuple(trait.slider(self).numbers)

    @inner
    def on_slider(self, name: str, value: float) -> float:
        """Give the nearest number that a parameter's slider can stand at."""
        trait: Any = self.parameters()[name]
        return float(trait.slider(self).value(trait.slider(self).place(value)))

    @inner
    def nearest(self, name: str, value: Any) -> Any:
        """Give the allowed value that is nearest to one that may be out of bounds."""
        return self.parameters()[name].nearest(self, value)

    @inner
    @locked
    def cycle(self, name: str, order: Sequence[int], by: int) -> None:
        """Let a parameter take the next (+1) or the previous (-1) number of some; after the last comes the first."""
        found = values.neighbour(order, getattr(self, name), by)
        if found is not None:
            setattr(self, name, found)

    # --- the one path to the screen -----------------------------------------------------------------------------

    def _changed(self, change: Any) -> None:
        self._alive()
        if not self._held:
            self.refresh()

    @contextlib.contextmanager
    def _hold(self) -> Iterator[None]:
        """Redraw once at the end, however many parameters change inside."""
        with LOCK:
            with self._quiet():
                yield
            if not self._held and self._built and self._unheard is None:
                self._alive()
                self.refresh()

    @contextlib.contextmanager
    def _quiet(self) -> Iterator[None]:
        """Let parameters change without a drawing."""
        self._held += 1
        try:
            yield
        finally:
            self._held -= 1

    @inner
    def notify_change(self, change: Any) -> None:
        """Tell observers of a change (called by traitlets)."""
        if change["name"] != getattr(self, "_unheard", None):
            super().notify_change(change)

    @inner
    @locked
    def refresh(self) -> None:
        """Pull the result, move the artists, send the frame; an error or a long wait leaves the last good picture."""
        with self.guarded(), self.shell.working.patience(anew=True):
            try:
                # drawing may fit a range, which must not draw again
                with self._quiet(), self.shell.frames_last():
                    with plain_settings():
                        self.shell.fill(live=True)  # first: where this fails, the last good picture stays
                        self.draw()
                        self.arrange()
                    self.shell.note("")
                    self.shell.say(self.status())
                    self.last_error = None
            finally:
                self.shell.follow()
        if self._steering is None or not self._at_rest.later():
            self._finish()
        self._history.record(values.settings(self), self._steering)
        self._static.changed()
        self._listeners["drawn"].tell()

    @inner
    def on(self, event: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each drawing ("drawn") or at the end ("closed"); what is returned ends it."""
        return self._listeners[event].add(listener)

    def _finish(self) -> None:
        self._at_rest.cancel()
        if not self._closed and self.last_error is None:
            with self.guarded(), self.shell.working.patience():
                self.finish()
                self.shell.fill(live=False)
                self._stand_still()

    def _stand_still(self) -> None:
        """Tell the page of what has come to rest, by a control or as the view has moved: a far one waits for it."""
        self._still.cancel()
        if not self._closed:
            self.describe()
            for canvas in self.shell.pictures:
                canvas.rest()

    @inner
    @locked
    def sharpen(self) -> None:
        """Have a picture in full: wait for what takes long, and draw exactly what is drawn roughly."""
        self.shell.working.finish()
        self.picture.sharpen()

    @inner
    @contextlib.contextmanager
    def guarded(self) -> Iterator[None]:
        """Show an error beside the widget, in words, instead of losing it in a callback; tests let it through."""
        with LOCK:
            try:
                yield
            except Exception as error:
                self.last_error = error
                self.shell.complain(str(error) or type(error).__name__)
                if self.raise_errors:
                    raise

    @inner
    def steer(self, name: str, value: Any, *, drag: bool = True) -> None:
        """Take a value from a control or the mouse; refuse it with a message where Python would raise."""
        self.steer_all(name if drag else None, **{name: value})

    @inner
    def steer_all(self, control: str | None, **wanted: Any) -> None:
        """Take several values at once; those of one `control` that follow each other quickly are one drag."""
        with LOCK:
            self._steering = control
            try:
                if any(getattr(self, name) != value for name, value in wanted.items()):
                    self.set(**wanted)
            except ValueError as error:
                self.shell.complain(str(error))
            finally:
                self._steering = None
                for name in wanted:
                    self.shell.follow(name)

    @inner
    def press(self, key: str) -> None:
        """Do what a key does: call one of the explorer's methods, or move and zoom the picture."""
        with self.guarded():
            if key in self.shortcuts:
                getattr(self, self.shortcuts[key])()
            else:
                self.picture.key(key)

    # --- what it looks at ---------------------------------------------------------------------------------------

    @property
    @inner
    def data(self) -> Any:
        """The checked input, as the steps read it."""
        self._alive()
        return self._data

    @property
    def image(self) -> Any:
        """The input as it was given; assign another one to look at that with the same parameters."""
        return self._image

    @image.setter
    def image(self, image: Any) -> None:
        self._alive()
        data = self.take(image)
        with self._hold():
            self._image, self._data, self._looks = image, data, self._looks + 1
            self.fit()
            for name in self.parameters():
                self.set_trait(name, self.nearest(name, getattr(self, name)))

    @property
    def title(self) -> str:
        """What stands above the picture, as literal text; empty: the name of the explorer."""
        return self._title

    @title.setter
    @locked
    def title(self, title: str) -> None:
        self._alive()
        self._title = _checked_title(title)
        self.shell.head(title or type(self).__name__)
        self._static.changed()

    def look_at(self, roi: View) -> None:
        """Show what lies between two corners, ``((row0, col0), (row1, col1))``, half-open like a pair of slices.

        Where the corners enclose another shape than the picture has, more is shown along one axis.
        """
        (row0, col0), (row1, col1) = roi
        if not (row0 < row1 and col0 < col1):
            raise ValueError(f"roi must have row0 < row1 and col0 < col1, got {roi!r}")
        self._alive()
        self.picture.view = roi

    overlay = known.overlay

    @property
    def figure(self) -> Figure:
        """The figure of the picture: draw into it what you like; it stays whatever is shown."""
        self._alive()
        return self.picture.figure

    @property
    def axes(self) -> Axes | tuple[Axes, ...]:
        """The axes of the picture, with x for columns and y for rows; a tuple where there are several."""
        self._alive()
        panels = self.picture.panels
        return panels[0] if len(panels) == 1 else tuple(panels)

    # --- what comes out -----------------------------------------------------------------------------------------

    png, save_png, save_figure = output.png, output.save_png, output.save_figure
    to_csv, save_state, exports = output.to_csv, output.save_state, inner(output.exports)
    save_animation = animation.save_animation

    def _said(self) -> dict[str, Any]:
        """Give what was said about the input, for `call`."""
        return {name: value for name, value in self._words.items() if value is not None}

    def _source_text(self, name: str) -> str:
        """Write an input for `call`, with what was said about values that stand for no data."""
        return name if self._nodata is None else f"nb.as_image({name}, nodata={self._nodata})"

    @inner
    def inputs(self) -> dict[str, tuple[Any, str]]:
        """Give what was given: for each name in the code the object, and the attribute of the explorer that it is.

        The attribute is empty where there is none.
        """
        return {"image": (self._image, "image")}

    written, code = inner(writing.written), writing.code

    # --- Python's own -------------------------------------------------------------------------------------------

    def __setattr__(self, name: str, value: Any) -> None:
        """Understand other names, and refuse what does not exist: a misspelled one must not be lost in silence."""
        several = name in self.several and self._built and not self._held and name != self._unheard
        if several or naming.is_other(type(self), name):
            self.set(**{name: value})
            return
        known = name.startswith("_") or hasattr(type(self), name) or name in self.__dict__
        if not known and self.__dict__.get("_built"):
            raise AttributeError(f"{type(self).__name__} has no {name!r}{naming.hint(type(self), name)}")
        super().__setattr__(name, value)

    if not TYPE_CHECKING:  # which knows the attributes that there are

        def __getattr__(self, name: str) -> Any:
            """Understand other names; say which one is meant by a wrong one."""
            if name.startswith("_") or any(name in vars(base) for base in type(self).__mro__):
                return object.__getattribute__(self, name)  # which says what is wrong
            if naming.is_other(type(self), name):
                return naming.read(self, name, self._ends())
            raise AttributeError(f"{type(self).__name__} has no {name!r}{naming.hint(type(self), name)}")

    def __dir__(self) -> list[str]:
        return for_users(type(self))

    def __repr__(self) -> str:
        if self._closed or not self._built:
            return f"<{type(self).__name__}, closed>"
        title = f"{self._title}: " if self._title else ""
        return f"<{type(self).__name__}: {title}{self.status()}>"

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        self._alive()
        return self._static.bundle()

    def _display_(self) -> Still:  # called by marimo
        self._alive()
        return self._static.still()

    def _ipython_display_(self) -> None:
        self._alive()
        self._static.show()

    # --- the end ------------------------------------------------------------------------------------------------

    def _alive(self) -> None:
        if self._closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")

    def close(self) -> None:
        """Close this explorer with all its controls and pictures; closing it again does nothing."""
        if getattr(self, "_closed", True):
            return
        if self._built:
            self._static.close()
        self._listeners["closed"].tell()
        self._closed = True
        if self._built:
            with LOCK:
                for widget in _descendants(self):
                    widget.close()
                self.unobserve_all()
                self.observe(self._changed, names=values.own(type(self)))  # which says that it is closed
                steps.forget(self)
                self._data = self._image = None
                if self._name is not None and _named.get(self._name) is self:
                    del _named[self._name]
        super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _checked_title(title: Any) -> str:
    if not isinstance(title, str) or "\0" in title:
        raise ValueError(f"title must be text, got {checks.short(title)}")
    return title


def _descendants(widget: W.Widget) -> list[W.Widget]:
    """List all widgets that a widget holds in its synchronised traits: children, layout, style, toolbar."""
    todo = [widget]
    found: dict[int, W.Widget] = {id(widget): widget}
    while todo:
        holder = todo.pop()
        for key in holder.keys:
            value = getattr(holder, key)
            for item in value if isinstance(value, list | tuple) else (value,):
                if isinstance(item, W.Widget) and id(item) not in found:
                    found[id(item)] = item
                    todo.append(item)
    return [item for item in found.values() if item is not widget]
