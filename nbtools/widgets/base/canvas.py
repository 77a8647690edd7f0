"""The canvas: the only module that knows ipympl.

Of ipympl it is the kernel's half alone; the page shows the frames by our own module. ipympl draws the whole figure
for each change and encodes it slowly. `Canvas` keeps the drawn figure as a background, draws only the artists that
move on top of it, encodes what has changed, fast, and sends it only when the page has shown what came before: so the
latest state always wins. Where the page is far away, as many frames are under way as the link carries without a
queue.

What a user draws into the figure is *foreign*: it is drawn once, as the background is, but lies over images that
move.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import io
import unittest.mock
import uuid
import weakref
import zlib
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import traitlets
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from nbtools.compute.png.frames import changes
from nbtools.compute.png.png import encode_png
from nbtools.draw.image.foreground import Foreground
from nbtools.draw.marks.top import Top, checksum
from nbtools.draw.scene import Layer, Panel
from nbtools.draw.settings import plain_settings
from nbtools.draw.theme import Theme, theme_of, wear
from nbtools.model.listeners import Listeners
from nbtools.model.lock import LOCK
from nbtools.widgets.base.flow import Flow
from nbtools.widgets.base.module import Module

# Imported after matplotlib, ipympl becomes the backend of all figures; the user's own plots are not ours to move.
with unittest.mock.patch("matplotlib.use"):
    from ipympl.backend_nbagg import Canvas as IpymplCanvas
from matplotlib.backends.backend_webagg_core import FigureManagerWebAgg, NavigationToolbar2WebAgg

_HELD = 1, 4, 2, 8, 16  # what a browser says of each button, by its number, while it is down
_IMAGES = 1  # moving artists of a lower zorder are images: what a user draws lies over them
_last_size: dict[tuple[int, int], dict[str, Any]] = {}  # that pages gave pictures, by their own size
_last_ratio: dict[str, Any] = {}
_last_theme: dict[str, Any] = {}
_VECTOR = {"svg.hashsalt": "nbtools", "pdf.fonttype": 42}  # the same names each time; true text


class Canvas(Module, IpymplCanvas):
    """A figure in the browser that repaints only what moves.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        Must be opaque: the browser lays the changed pixels of a frame over the one before.
    tools : bool
        Whether the mouse can pan and zoom; then the wheel does not scroll the page, and a line below tells the value.
    alt : str
        What the picture is, for readers who cannot see it.

    Attributes
    ----------
    own_size : (int, int)
        Width and height in px of the screen that it was made in; the page makes it as large as its place.
    form : tuple
        A `Form` that it keeps then; without one, it only becomes smaller.
    cursor : str
        How the mouse looks on it, in words of CSS.
    on_watched, on_foreign, on_mode, on_pinch : Listeners
        Told when somebody is about to use a control, so that the page wants a description; after a change that is not
        the explorer's own; of another mode, with "pan", "zoom" or "none"; when two fingers move, with their middle
        (x, y), how far it moved, and the factor.
    """

    files = "once.js", "wait.js"  # the page of the explorer brings the rest

    own_size = traitlets.Tuple((0, 0)).tag(sync=True)
    form: Any = traitlets.Tuple(()).tag(sync=True)
    key = traitlets.Unicode().tag(sync=True)  # tells pictures of one page apart
    alt = traitlets.Unicode().tag(sync=True)
    still = traitlets.Any(None).tag(sync=True, to_json=lambda _, canvas: canvas._still())
    still_ratio = traitlets.Float(1.0).tag(sync=True)
    cursor = traitlets.Unicode("default").tag(sync=True)
    mode = traitlets.Unicode().tag(sync=True)  # what a drag does: "pan", "zoom" or nothing of these
    toolbar = traitlets.Any(None)  # no widget, as ipympl's would be: the page has no toolbar of its own
    _last_buff: np.ndarray  # made by ipympl: the last frame
    _force_full: bool  # and this, too: whether the next one must be whole

    def __init__(self, figure: Figure, *, tools: bool = True, alt: str = "") -> None:
        self._moving: list[Artist] = []
        self._transient: tuple[Artist, ...] = ()
        self._drawn: list[Artist] | None = None  # what moves as it was drawn at last, if that is still so
        self._background: Any = None  # all that does not move, and
        self._foreground = Foreground(figure, ())  # what of it lies over images that do
        self._top = Top()  # and what lies on top of all, which
        self._stamps = True  # the page stamps by itself
        self._stamped: Any = None  # and has got already
        self._flow = Flow()
        self._due = False  # there is something new to show
        self._in_message = False
        self._served = False  # a browser has ever been there
        self._late_motion: dict[str, Any] | None = None
        self._leader: Canvas | None = None
        self._followers: list[Canvas] = []
        self._watched = False  # whether the page wants a description of the picture
        self._scene: Any = None  # what the description depends on that the page has
        self._places: dict[str, Any] = {}  # and where the sliders stood that it tells of
        self._scenes = 0
        self._state: Any = None  # what the last frame depends on besides the places of all controls, and
        self._states = 0  # its number
        self._follows = False  # whether it follows any slider
        self._frames = 0
        self._heard = 0  # the number of the last message of the mouse that was heeded
        self._resting = True
        self._pulled = False  # whether the mouse moves something here that the page does not paint
        self._grabbed = False  # whether it holds the image
        self._known: set[str] = set()  # the arrays that the page has, by their content
        self.standing: Callable[[], tuple[Any, dict[str, Any]]] = lambda: (None, {})
        self.depends: Callable[[], tuple[Any, dict[str, Any]]] = lambda: (None, {})
        self.on_watched, self.on_foreign = Listeners[[]](), Listeners[[]]()
        self.on_mode, self.on_pinch = Listeners[[str]](), Listeners[[dict[str, Any]]]()
        self.reach: Callable[[], tuple[float, float, float] | None] = lambda: None
        # what the picture is made of; None: all that is there
        self._own: weakref.WeakSet[Artist] | None = None
        self._made_as = tuple(round(inches * figure.dpi) for inches in figure.get_size_inches())
        super().__init__(figure)
        manager = FigureManagerWebAgg(self, 0)
        manager.web_sockets, manager.toolbar = {self}, NavigationToolbar2WebAgg(self)
        # matplotlib's own keys would switch to a log scale or close the figure.
        for name in ("key_press", "button_press", "scroll"):  # the last from 3.11 on
            self.mpl_disconnect(getattr(manager, f"{name}_handler_id", None))
        self.toolbar = manager.toolbar
        self.footer_visible = tools
        self.capture_scroll = tools
        self.syncing_data_url = False  # the explorer brings its own static picture
        self.alt = alt

    # What the page must know from the first: a host may lose a later message.
    @traitlets.default("key")
    def _default_key(self) -> str:
        return uuid.uuid4().hex

    @traitlets.default("own_size")
    def _default_own_size(self) -> tuple[int, ...]:
        return self._made_as

    def set_transient(self, *artists: Artist) -> None:
        """Name the artists that no parameter tells of: what is seen with them is not to be seen again."""
        self._transient += artists

    def set_moving(self, *artists: Artist) -> None:
        """Name the artists that change often; all others are the background."""
        for artist in artists:
            artist.set_animated(True)
        self._moving = sorted(artists, key=lambda artist: artist.get_zorder())
        self._background = None

    def say(self, text: str) -> None:
        """Write a line below the picture."""
        with LOCK:
            self.toolbar.set_message(text)

    @property
    def moving(self) -> list[Artist]:
        """The artists that change often."""
        return list(self._moving)

    # --- what users draw ----------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Take all that is there as the picture's own; what comes later is foreign, and shown by itself."""
        self._own = weakref.WeakSet(self._artists())
        self.figure.stale_callback = self._staled

    def foreign(self) -> list[Artist]:
        """Give what a user has drawn into the figure, title and the like included."""
        if self._own is None:
            return []
        titles = [axes.title for axes in self.figure.axes if axes.get_title()]
        return titles + [a for a in self._artists() if a not in self._own and not a.get_animated()]

    @property
    def lifted(self) -> list[Artist]:
        """What a user has drawn into axes, and what must not be covered by images that move."""
        return [a for a in self.foreign() if isinstance(a.axes, Axes) and a is not a.axes.title]

    def _artists(self) -> list[Artist]:
        """List all artists of the figure and of its axes."""
        found = [artist for axes in self.figure.axes for artist in axes.get_children()]
        return [*self.figure.get_children(), *found]

    def _staled(self, _figure: Any, stale: bool) -> None:
        """Draw anew what was changed from outside of explorers."""
        if not stale or LOCK.own:
            return
        with LOCK:
            self._background, self._due, self._scene, self._state = None, True, None, None
            self.on_foreign.tell()
        with contextlib.suppress(RuntimeError):  # without a loop there is no browser either
            asyncio.get_running_loop().call_soon(self._flush)

    def set_mode(self, mode: str, on: bool) -> None:
        """Switch what a drag of the mouse does ("pan" or "zoom") on or off."""
        with LOCK:
            if on != (self.toolbar.mode.name.lower() == mode):
                getattr(self.toolbar, mode)()
                self.mode = self.toolbar.mode.name.lower()
                self.on_mode.tell(self.mode)

    def grabbed(self) -> None:
        """Tell the page that the mouse, which is down, moves the image itself."""
        self._first._pulled, self._grabbed = False, True
        if self._watched:
            self.send({"type": "grabbed", "number": self._heard})

    def follow(self, leader: Canvas) -> None:
        """Let the frames of another canvas go first, and count on the browser asking for those.

        Each question of the browser costs it time, which the picture that is looked at needs more.
        """
        self._leader = leader
        leader._followers.append(self)

    def moved(self) -> None:
        """Say that moving artists have changed; they are painted as soon as the browser wants a frame."""
        self._drawn, self._due, self._resting = None, True, False
        self._flush()

    def draw_idle(self) -> None:
        """Say that the figure has changed as a whole."""
        self._background, self._due, self._resting = None, True, False
        self._flush()

    def changed(self, *, whole: bool) -> None:
        """Say that the figure has changed as a whole, or only moving artists."""
        self.draw_idle() if whole else self.moved()

    def draw(self) -> None:
        """Draw the whole figure, keep it, and draw the moving artists on top."""
        with LOCK:
            self._background, self._due = None, True
            self._render()
            if self._served:
                self._send_frame()

    def png(self, level: int = 6, theme: Theme = "light", **notes: str) -> bytes:
        """Give the picture as it is now, as a PNG file with the pixels of the screen; low levels are fast."""
        return encode_png(self.pixels(theme), level=level, text=notes)

    def pixels(self, theme: Theme = "light") -> np.ndarray:
        """Give a copy of the picture as it is now: uint8 RGBA of shape (rows, cols, 4)."""
        with self._wearing(theme):
            self._render()
            return np.array(self.get_renderer().buffer_rgba())

    @property
    def theme(self) -> Theme:
        """Whether what lies beside images is light or dark."""
        return theme_of(self.figure)

    @theme.setter
    def theme(self, theme: Theme) -> None:
        with LOCK:
            if theme != self.theme:
                self._wear(theme)
                self._state = self._scene = None
                self.draw_idle()

    def _wear(self, theme: Theme) -> None:
        wear(self.figure, theme)
        self._background = self._drawn = None

    @contextlib.contextmanager
    def _wearing(self, theme: Theme) -> Iterator[None]:
        """Have another theme in this block, of which the browser sees nothing."""
        with LOCK:
            before = self.theme
            if theme == before:
                yield
                return
            self._wear(theme)
            try:
                yield
            finally:
                self._wear(before)

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Send nothing to the browser meanwhile."""
        before, self._in_message = self._in_message, True
        try:
            yield
        finally:
            self._in_message = before
            self._flush()

    def vector(self, kind: str, theme: Theme = "light") -> bytes:
        """Give the picture as it is now as an "svg" or "pdf" file: the same bytes each time, whatever the rcParams.

        What is made of pixels has as many of them as on the screen.
        """
        nothing = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}[kind]
        file = io.BytesIO()
        with self._wearing(theme), plain_settings(_VECTOR):
            # Saving draws moving artists, too, and puts this canvas back in its place.
            self.print_figure(
                file, format=kind, dpi=self.figure.dpi, facecolor="auto", edgecolor="auto", metadata=nothing
            )
        return file.getvalue()

    @plain_settings()
    def _render(self) -> None:
        """Draw what moves over the background, which is drawn anew only when it has changed."""
        if self._is_drawn():
            return
        images = [artist for artist in self._moving if artist.get_zorder() < _IMAGES]
        renderer = self.get_renderer()  # another one where the figure has changed its size
        if self._background is None or self._background[0] is not renderer:
            self._draw_background(bool(images))
        else:
            self.restore_region(self._background[1])
        for artist in images:
            artist.draw(renderer)
        self._foreground.draw(renderer)
        self._top.draw(self._moving[len(images) :], renderer)
        self._png_is_old, self._drawn = True, self._visible()

    def _is_drawn(self) -> bool:
        """Whether everything is drawn as it is now."""
        same = self._background is not None and self._background[0] is self.get_renderer()
        visible = self._visible()
        return same and self._drawn == visible and not any(artist.stale for artist in visible)

    def _visible(self) -> list[Artist]:
        return [artist for artist in self._moving if artist.get_visible()]

    def _draw_background(self, images: bool) -> None:
        """Draw what does not move; where images move, they must not cover what users draw into their axes."""
        lifted = self.lifted if images else []
        wear(self.figure, self.theme)
        for artist in lifted:
            artist.set_animated(True)
        FigureCanvasAgg.draw(self)
        self._background = self.get_renderer(), self.copy_from_bbox(self.figure.bbox)
        self._foreground = Foreground(self.figure, lifted)
        for artist in lifted:
            artist.set_animated(False)

    @property
    def backdrop(self) -> np.ndarray:
        """What does not move, as pixels."""
        with LOCK:
            if self._background is None or self._background[0] is not self.get_renderer():
                self._render()
            return np.array(self._background[1])

    @property
    def _first(self) -> Canvas:
        """The picture whose frames go first."""
        return self._leader or self

    @property
    def far(self) -> bool:
        """Whether the page is so far away that each byte counts."""
        return self._first._flow.far

    @property
    def _wanted(self) -> bool:
        return self._served and self._first._flow.open()

    def _flush(self) -> None:
        if not self._due or self._in_message or not self._wanted or self._painted_there():
            return
        with LOCK:
            self._render()
            self._send_frame()

    def _send_frame(self, *, asked: bool = True) -> None:
        """Send what has changed since the last frame; only a leader hears when one that was `asked` for is shown."""
        self._due = False
        shown = np.asarray(self.get_renderer().buffer_rgba())
        pixels = self._top.below if self._stamps else shown.copy()
        whole = self._force_full or pixels.shape != self._last_buff.shape
        place, frame = ((0, 0), pixels) if whole else changes(pixels, self._last_buff)
        self._last_buff, self._force_full, self._png_is_old = pixels, False, False
        self._frames += 1
        leads = self._leader is None and asked
        about = {
            "whole": whole,
            "ratio": self.device_pixel_ratio,
            "place": place,
            "answer": leads,
            "number": self._frames,
            "heard": self._heard,
        }
        if self._watched:
            fits, about["at"] = self._fits()
            about["scene"] = self._scenes if fits else 0
        about |= self._remembered()
        if leads:
            self._flow.sent()
        buffers = [encode_png(frame)]
        about |= self._told_top(shown, buffers) if self._stamps else {"top": []}
        self.send({"frame": about}, buffers=buffers)

    def _told_top(self, shown: np.ndarray, buffers: list[bytes]) -> dict[str, Any]:
        """Describe what the page stamps over a frame, if that is not what it has got, and check the sum of all."""
        told: dict[str, Any] = {}
        marks = self._top.told()
        if (
            now := repr([(about, *map(_content_key, arrays.values())) for about, arrays in marks])
        ) != self._stamped:
            told["top"] = [
                about | {"arrays": {name: _packed(name, array, buffers) for name, array in arrays.items()}}
                for about, arrays in marks
            ]
            self._stamped = now
        return told | {"sum": checksum(shown)} if marks else told

    def handle_unlike(self, event: dict[str, Any]) -> None:
        """Note that the page gets other pixels from stamps than we do; then it gets finished ones."""
        self._stamps, self._force_full, self._due = False, True, True

    # --- what the page paints by itself -------------------------------------------------------------------------

    def handle_watched(self, event: dict[str, Any]) -> None:
        """Note that somebody is about to use a control of a page that has nothing to paint yet."""
        self._watched, self._scene, self._known = True, None, set()
        self.on_watched.tell()

    @property
    def outdated(self) -> bool:
        """Whether the page wants another description than the one that it has."""
        return self._watched and (self._scene, self._places) != self._depends()

    def rest(self) -> None:
        """Say that nothing moves for the time being."""
        self._resting = True
        self._flush()

    def _painted_there(self) -> bool:
        """Tell whether a page that is far away paints what moves by itself: then the last frame is enough."""
        first = self._first
        ahead = self.far and self._follows and not first._pulled
        return ahead and not self._resting and not self._force_full and self._fits()[0]

    def _fits(self) -> tuple[bool, dict[str, Any]]:
        """Tell whether the page can paint this by itself, but for the places of sliders; and give these."""
        state, places = self._depends()
        return self._watched and state == self._scene, places

    def describe(self, panels: list[Panel]) -> None:
        """Send the page a description of what is seen; arrays that it has are not sent again."""
        self._scenes += 1
        self._scene, self._places = self._depends()
        known, self._known = self._known, set()
        buffers: list[bytes] = []
        self._follows = any(layer.live for panel in panels for layer in panel.layers)
        told = [
            {
                "box": panel.box,
                "paper": panel.paper,
                "layers": [self._told(layer, known, buffers) for layer in panel.layers],
            }
            for panel in panels
        ]
        scene = {"id": self._scenes, "at": self._places, "panels": told, "reach": self.reach()}
        self.send({"scene": scene}, buffers=buffers)

    def _told(self, layer: Layer, known: set[str], buffers: list[bytes]) -> dict[str, Any]:
        arrays: dict[str, Any] = {}
        for name, array in layer.arrays.items():
            key = _content_key(array)
            if key in known or key in self._known:
                arrays[name] = {"key": key}
            else:
                arrays[name] = {"key": key} | _packed(name, array, buffers)
            self._known.add(key)
        return {"kind": layer.kind, "about": layer.about, "live": layer.live, "arrays": arrays}

    def _depends(self) -> tuple[Any, dict[str, Any]]:
        """Say what a description depends on, and where the sliders stand that it does not depend on."""
        state, places = self.standing()
        return (state, self._views()), places

    def _views(self) -> list[tuple[float, ...]]:
        """Give the place of all axes, and what they show."""
        return [(*axes.bbox.extents, *axes.get_xlim(), *axes.get_ylim()) for axes in self.figure.axes]

    def _remembered(self) -> dict[str, Any]:
        """Say what a frame depends on: a page that sees the same again shows what it has."""
        rest, places = self.depends()
        transient = any(artist.get_visible() for artist in self._transient)
        state = None if transient else (rest, self._views())
        if state is None or state != self._state:
            self._state, self._states = state, self._states + 1
        return {"state": 0 if transient else self._states, "all": places}

    def _still(self) -> bytes | None:
        """Give the picture for a page that has no kernel, or has not got a frame of it yet."""
        if self.__dict__.get("_own") is None:
            return None
        with LOCK, self.hold_sync():
            self.still_ratio = self.device_pixel_ratio
        return self.png()

    def send_json(self, content: dict[str, Any]) -> None:
        """Send an event (called by ipympl); of most, the page has no use."""
        if content["type"] == "message":
            super().send_json(content)
        elif content["type"] == "rubberband":
            self.send(content)

    def handle_draw(self, event: dict[str, Any]) -> None:
        """Note that the page has shown a frame."""
        self._flow.shown(spent=event.get("spent", 0) / 1000)
        for canvas in self._followers:
            canvas._catch_up()

    def _catch_up(self) -> None:
        late, self._late_motion = self._late_motion, None
        if late is not None:
            self._handle_message(self, late, [])
        self._flush()

    def handle_refresh(self, event: dict[str, Any]) -> None:
        """Serve a browser that has just opened the picture; it may know the last frame."""
        self._served, self._flow = True, Flow()
        if event.get("known", 0) != self._frames or not self._frames:
            self._stamped = None
            super().handle_refresh(event)

    def handle_resize(self, event: dict[str, Any]) -> None:
        """Take the size of its place in the page, and remember it for others of the kind."""
        _last_size[self.own_size] = event
        super().handle_resize(event)

    def handle_set_device_pixel_ratio(self, event: dict[str, Any]) -> None:
        """Take the sharpness of the screen, and remember it for others."""
        _last_ratio.update(event)
        super().handle_set_device_pixel_ratio(event)

    def handle_theme(self, event: dict[str, Any]) -> None:
        """Take the theme of the page, and remember it for others."""
        _last_theme.update(event)
        self.theme = "dark" if event["dark"] else "light"

    def offer(self) -> None:
        """Send a frame to a page that is about to show this; where there is none yet, nobody hears of it.

        It is of the size that the last such picture had: in the same place it need not be drawn anew.
        """
        if self._served:
            return
        with LOCK, self.held():
            if self.own_size in _last_size:
                super().handle_resize(_last_size[self.own_size])
            if _last_ratio:
                super().handle_set_device_pixel_ratio(_last_ratio)
            if _last_theme:
                self.handle_theme(_last_theme)
            self._render()
            self._force_full = True
            self._send_frame(asked=False)

    def _handle_message(self, widget: Any, content: dict[str, Any], buffers: Any) -> None:
        """Handle a message from the browser; draw at most once for it, however often matplotlib asks.

        Mouse motion is kept back while a frame is under way: the latest replaces those before it, and it is done
        when the browser is ready for its effect, or before any other event. The browser, too, keeps motion back, even
        until the button is up; so every drag is first taken to where the button was let go.
        """
        with LOCK:
            number = content.get("number", self._heard)
            if content["type"] == "motion_notify" and self._served and not self._wanted:
                self._late_motion = content
                return
            late, self._late_motion = self._late_motion, None
            if content["type"] == "button_release":
                late = {**content, "type": "motion_notify", "buttons": _HELD[content["button"]]}
            self._in_message = True
            # The page waits for a frame, even if nothing changes.
            self._due |= content["type"] == "scroll" or (
                content["type"] == "button_release" and self._grabbed
            )
            if content["type"] == "button_press":
                self._first._pulled = self.mode != "pan" and not content.get("held")  # by the page itself
            try:
                if late is not None and content["type"] != "motion_notify":
                    super()._handle_message(widget, late, [])
                self._heard = number
                super()._handle_message(widget, content, buffers)
            finally:
                self._in_message = False
            self._flush()
            if content["type"] == "button_release":
                self._first._pulled = self._grabbed = False

    def handle_pinch(self, event: dict[str, Any]) -> None:
        """Note that two fingers have moved."""
        self.on_pinch.tell(event)

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any] | None:
        return super(IpymplCanvas, self)._repr_mimebundle_(**kwargs)


def pages_are_there() -> bool:
    """Whether any picture was ever shown in a page; none is where a notebook is run without one."""
    return bool(_last_ratio)


def _content_key(array: np.ndarray) -> str:
    """Name an array by what is in it."""
    return hashlib.blake2b(array.tobytes(), digest_size=12).hexdigest() + array.dtype.str[1:]


def _packed(name: str, array: np.ndarray, buffers: list[bytes]) -> dict[str, Any]:
    """Add an array to what is sent, small; say where it is and what it was."""
    buffers.append(encode_png(array) if name == "rgba" else zlib.compress(array.tobytes(), 1))
    return {"buffer": len(buffers) - 1, "type": array.dtype.str[1:], "shape": array.shape}
