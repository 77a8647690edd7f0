"""The life of every explorer: parameters, steps, the one path to the screen, state, errors, and the end.

A change of a parameter, by a control, the mouse or a line of Python, only makes the steps that read it stale.
`Explorer.refresh` then pulls what the picture needs and moves the artists.
"""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Self

import ipywidgets as W
import traitlets

from nbtools.widgets.base.animation import Animated
from nbtools.widgets.base.canvas import LOCK
from nbtools.widgets.base.history import History
from nbtools.widgets.base.settle import Settle
from nbtools.widgets.base.shell import Shell
from nbtools.widgets.base.stage import Stage
from nbtools.widgets.base.static import StaticPicture

_PAUSE = 0.25  # seconds after which a drag has come to rest

_named: dict[str, Explorer] = {}


class Explorer(Animated, W.VBox):
    """Base of all explorers.

    A subclass declares its parameters and steps, and says what to do in `take`, `fit`, `build`, `draw` and, declared
    in `Output`, in `status`, `rgba`, `table` and `code`. Everything else is here.

    Parameters
    ----------
    image : array_like
        What is looked at.
    name : str, optional
        With a name, running the cell again closes the earlier explorer of that name and keeps its parameters
        (an argument that was changed in the cell wins over the kept value).
    title : str, optional
        Shown above the picture, as literal text.
    **parameters
        Start values of the parameters.
    """

    raise_errors: ClassVar[bool] = False
    mouse_help: ClassVar[str] = ""  # what the mouse does, for the help panel
    shortcuts: ClassVar[dict[str, str]] = {}  # key -> name of the method that it calls
    picture: Stage  # made in `build`
    last_error = traitlets.Instance(Exception, allow_none=True)

    # --- what a subclass writes ---------------------------------------------------------------------------------

    def take(self, image: Any) -> Any:
        """Check the input and give the data that the steps read; raise a clear error otherwise."""
        raise NotImplementedError

    def fit(self) -> dict[str, Any]:
        """Fit ranges to the data with `fit_range`, and give start values for parameters that the data decides."""
        return {}

    def build(self) -> None:
        """Make ``self.picture`` and other pictures, and fill ``self.shell`` with controls and tabs."""
        raise NotImplementedError

    def draw(self) -> None:
        """Pull the steps that the picture needs, then move the artists."""
        raise NotImplementedError

    def finish(self) -> None:
        """Do what is too slow for every step of a drag; called when the drag has come to rest."""

    # --- birth --------------------------------------------------------------------------------------------------

    def __init__(self, image: Any, *, name: str | None = None, title: str = "", **parameters: Any) -> None:
        self._closed, self._built, self._held = False, False, 0
        self._steering: str | None = None
        self._listeners: dict[str, list[Callable[[], None]]] = {"drawn": [], "closed": []}
        self._kept: dict[str, tuple[list[Any], Any]] = {}
        self._ranges: dict[str, tuple[float, float, float]] = {}
        self._known(parameters)
        self._arguments: dict[str, Any] = parameters
        earlier = _named.get(name) if name is not None else None
        if earlier is not None and type(earlier) is type(self):
            before = earlier._arguments
            changed = {key: value for key, value in parameters.items() if before.get(key) != value}
        else:
            earlier, changed = None, parameters
        self._image, self._data = image, self.take(image)
        # Everything is checked before the first widget is made.
        start = {key: trait.default() for key, trait in self.parameters().items()} | self.fit()
        if earlier is not None:
            start |= {key: self.nearest(key, value) for key, value in earlier.params.items()}
        for key, value in (
            start | {k: v for k, v in changed.items() if v is not None or start[k] is None}
        ).items():
            self.set_trait(key, value)
        super().__init__()
        if earlier is not None:
            earlier.close()
        self._name = name
        if name is not None:
            _named[name] = self
        self.shell = Shell(self, title or type(self).__name__)
        self.build()
        self.canvas = self.picture.canvas
        self.shell.assemble(self.canvas)
        self._at_rest = Settle(self._finish, _PAUSE)
        self._static = StaticPicture(self)
        self._first = self.params
        self._history = History(self._settings())
        self.shell.page.on_press(self._history.press)
        self._built = True
        self.observe(self._changed, names=list(self.parameters()))
        self.refresh()

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
            if not self._held and self._built:
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

    def _refit(self, name: str) -> None:
        if self._built:
            with self._hold():
                self.shell.fit(name)
                self.set_trait(name, self.nearest(name, getattr(self, name)))

    def refresh(self) -> None:
        """Pull the result, move the artists, send the frame; an error leaves the last good picture."""
        with self.guarded():
            try:
                with self._quiet():  # drawing may fit a range, which must not draw again
                    self.draw()
                    self.shell.say(self.status())
                    self.last_error = None
            finally:
                self.shell.follow()
        if self._steering is None or not self._at_rest.later():
            self._finish()
        self._history.record(self._settings(), self._steering)
        self._static.changed()
        self._tell("drawn")

    def on(self, event: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Call a function after each drawing ("drawn") or at the end ("closed"); what is returned ends it."""
        self._listeners[event].append(listener)
        return lambda: self._listeners[event].remove(listener)

    def _tell(self, event: str) -> None:
        for listener in list(self._listeners[event]):
            listener()

    def _finish(self) -> None:
        self._at_rest.cancel()
        if not self._closed and self.last_error is None:
            with self.guarded():
                self.finish()

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

    def steer(self, name: str, value: Any, *, drag: bool = True) -> None:
        """Take a value from a control or the mouse; refuse it with a message where Python would raise."""
        self.steer_all(name if drag else None, **{name: value})

    def steer_all(self, control: str | None, **values: Any) -> None:
        """Take several values at once; those of one `control` that follow each other quickly are one drag."""
        with LOCK:
            self._steering = control
            try:
                if any(getattr(self, name) != value for name, value in values.items()):
                    self.set(**values)
            except ValueError as error:
                self.shell.complain(str(error))
            finally:
                self._steering = None
                for name in values:
                    self.shell.follow(name)

    # --- what it looks at ---------------------------------------------------------------------------------------

    @property
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
            self._image, self._data = image, data
            self.fit()
            for name in self.parameters():
                self.set_trait(name, self.nearest(name, getattr(self, name)))

    def press(self, key: str) -> None:
        """Do what a key does: call one of the explorer's methods, or move and zoom the picture."""
        with self.guarded():
            if key in self.shortcuts:
                getattr(self, self.shortcuts[key])()
            else:
                self.picture.key(key)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse public names that do not exist: a misspelled parameter must not be lost in silence."""
        known = name.startswith("_") or hasattr(type(self), name) or name in self.__dict__
        if not known and self.__dict__.get("_built"):
            close = difflib.get_close_matches(name, self.parameters(), 1)
            hint = f"; did you mean {close[0]!r}?" if close else ""
            raise AttributeError(f"{type(self).__name__} has no {name!r}{hint}")
        super().__setattr__(name, value)

    def __repr__(self) -> str:
        if self._closed or not self._built:
            return f"<{type(self).__name__}, closed>"
        return f"<{type(self).__name__}: {self.status()}>"

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        self._alive()
        return self._static.bundle()

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
        self._tell("closed")
        self._closed = True
        if self._built:
            with LOCK:
                for widget in _descendants(self):
                    widget.close()
                self.unobserve_all()
                self.observe(self._changed, names=list(self.parameters()))  # which says that it is closed
                self._kept.clear()
                self._data = self._image = None
                if self._name is not None and _named.get(self._name) is self:
                    del _named[self._name]
        super().close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


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
