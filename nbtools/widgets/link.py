"""Two explorers that move together: the same view, the same place under the cursor, the same limits."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Self

import numpy as np

from nbtools.draw.image.view import View
from nbtools.model.lock import LOCK
from nbtools.widgets.base.explorer import Explorer

_MODES = ("pixel", "fraction")
_SAME = 1e-6  # px by which two views may differ and be the same


def link(first: Explorer, second: Explorer, *what: str, by: str = "pixel") -> Link:
    """Let two explorers follow each other, whatever they are and in whichever cells they stand.

    The second takes over from the first at once. Closing one of them, or ``unlink()``, ends it.

    Parameters
    ----------
    first, second : Explorer
        Any two different explorers.
    *what : str
        One or several of ``"view"`` (the part that is seen; the default), ``"cursor"`` (a cross in one picture where
        the mouse is in the other, with its words), ``"limits"`` (the values of the first and last colour), and names
        of parameters that both have, such as ``"radius"`` or ``"cmap"``.
    by : {"pixel", "fraction"}
        Whether places are the same pixel or, for images of different sizes, the same fraction of rows and columns.

    Returns
    -------
    Link
        With ``unlink()``; used as a context manager, it ends with the block.

    Raises
    ------
    TypeError
        If one of the two is no explorer.
    ValueError
        If both are the same, or something cannot be linked; the message says what can.
    RuntimeError
        If one of them is closed.

    Notes
    -----
    Places in a ScaleExplorer are those of its sheet, which is moved but not zoomed.

    Pictures of different proportions cannot show the same part. They keep the same middle, and how much the second
    shows beside what the first does stays as it was in the beginning.

    Examples
    --------
    >>> import nbtools as nb
    >>> image = nb.samples.spots(shape=(80, 120)).image
    >>> a, b = nb.SpotExplorer(image), nb.ColorExplorer(image[::2, ::2])
    >>> together = nb.link(a, b, "view", by="fraction")
    >>> a.picture.view = ((20, 30), (40, 50))
    >>> (row0, col0), (row1, col1) = b.picture.view
    >>> print(f"{(row0 + row1) / 2:g} {(col0 + col1) / 2:g}")
    15 20
    >>> a.close(), b.close()
    (None, None)
    """
    for name, widget in (("first", first), ("second", second)):
        if not isinstance(widget, Explorer):
            raise TypeError(f"{name} must be an explorer, got {type(widget).__name__}")
        widget._alive()
    if first is second:
        raise ValueError("second must be another explorer than first")
    if by not in _MODES:
        raise ValueError(f"by must be one of {_MODES}, got {by!r}")
    both = set(first.parameters()) & set(second.parameters())
    for name in what:
        if name not in {"view", "cursor", "limits"} | both:
            allowed = ", ".join(map(repr, ["view", "cursor", "limits", *sorted(both - {"limits"})]))
            raise ValueError(f"what must be some of {allowed}, got {name!r}")
    return Link(first, second, what or ("view",), by)


class Link:
    """What `link` gives: two explorers that follow each other until ``unlink()``."""

    def __init__(self, first: Explorer, second: Explorer, what: tuple[str, ...], by: str) -> None:
        self._pair, self._what, self._by = (first, second), what, by
        self._busy = False
        self._ends: list[Callable[[], None]] = []
        kinds = {"view": self._link_view, "cursor": self._link_cursor, "limits": self._link_limits}
        with LOCK:
            for name in dict.fromkeys(what):
                if name in kinds:
                    kinds[name]()
                else:
                    self._link_parameter(name)
            self._ends += [widget.on("closed", self.unlink) for widget in self._pair]

    def unlink(self) -> None:
        """End it; doing it again does nothing."""
        with LOCK:
            while self._ends:
                self._ends.pop()()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.unlink()

    def __repr__(self) -> str:
        names = " and ".join(type(widget).__name__ for widget in self._pair)
        return f"<Link of {names}: {', '.join(self._what)}{'' if self._ends else ', ended'}>"

    @contextlib.contextmanager
    def _once(self) -> Iterator[bool]:
        """Tell whether it is not the other one's answer that is heard."""
        with LOCK:
            if self._busy:
                yield False
                return
            self._busy = True
            try:
                yield True
            finally:
                self._busy = False

    def _each_way(self) -> list[tuple[Explorer, Explorer]]:
        first, second = self._pair
        return [(first, second), (second, first)]

    # --- the view -----------------------------------------------------------------------------------------------

    def _link_view(self) -> None:
        first, second = self._pair
        second.picture.view = self._carried(first, second, first.picture.seen)
        size = [self._size(widget) for widget in self._pair]
        self._share = size[1] / size[0]
        for k, (source, target) in enumerate(self._each_way()):

            def follow(source: Explorer = source, target: Explorer = target, forward: bool = k == 0) -> None:
                with self._once() as first_hand:
                    if first_hand:
                        self._follow_view(source, target, self._share if forward else 1 / self._share)

            self._ends.append(source.picture.on_view(follow))

    def _follow_view(self, source: Explorer, target: Explorer, share: Any) -> None:
        seen = np.array(self._carried(source, target, source.picture.seen))
        middle, half = seen.mean(axis=0), np.diff(seen, axis=0)[0] / 2 * share
        wanted = np.array([middle - half, middle + half])
        if np.abs(wanted - target.picture.seen).max() > _SAME:
            with target.guarded():
                target.picture.view = _view(wanted)

    def _size(self, widget: Explorer) -> Any:
        """Give rows and columns in view, as they are compared."""
        size = np.diff(np.array(widget.picture.seen), axis=0)[0]
        return size / widget.picture.shape if self._by == "fraction" else size

    def _carried(self, source: Explorer, target: Explorer, view: View) -> View:
        return _view(np.array(view) * self._scale(source, target))

    def _scale(self, source: Explorer, target: Explorer) -> Any:
        """Give how many rows and columns of one are one row and column of the other."""
        if self._by == "pixel":
            return np.ones(2)
        return np.array(target.picture.shape) / source.picture.shape

    # --- the cursor ---------------------------------------------------------------------------------------------

    def _link_cursor(self) -> None:
        for source, target in self._each_way():

            def follow(
                place: tuple[float, float] | None,
                _panel: Any,
                source: Explorer = source,
                target: Explorer = target,
            ) -> None:
                picture = target.picture
                if place is not None:
                    scale = self._scale(
                        source, target
                    )  # of places from the corner, not from the first centre
                    row, col = (np.array(place) + 0.5) * scale - 0.5
                    place = float(row), float(col)
                picture.pointer.show(place, picture.panels)
                picture.say(place)

            self._ends.append(source.picture.pointer.hear(follow))
            self._ends.append(partial(target.picture.pointer.show, None))

    # --- limits and parameters ----------------------------------------------------------------------------------

    def _link_limits(self) -> None:
        first, second = self._pair
        shown = {widget: widget.color_limits for widget in self._pair}
        second.steer("limits", shown[first])

        for source, target in self._each_way():

            def follow(source: Explorer = source, target: Explorer = target) -> None:
                with self._once() as first_hand:
                    now, before = source.color_limits, shown[source]
                    shown[source] = now
                    if first_hand and now != before:
                        target.steer("limits", target.nearest("limits", now))

            self._ends.append(source.on("drawn", follow))

    def _link_parameter(self, name: str) -> None:
        first, second = self._pair
        second.steer(name, second.nearest(name, getattr(first, name)))
        for source, target in self._each_way():

            def follow(change: Any, target: Explorer = target) -> None:
                with self._once() as first_hand:
                    if first_hand:
                        target.steer(name, target.nearest(name, change.new))

            source.observe(follow, names=name)
            self._ends.append(partial(source.unobserve, follow, names=name))


def _view(corners: Any) -> View:
    (row0, col0), (row1, col1) = corners.tolist()
    return (row0, col0), (row1, col1)
