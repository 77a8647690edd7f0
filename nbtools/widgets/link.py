"""Two explorers that move together: the same view, the same place under the cursor, the same limits."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Self

import numpy as np

from nbtools.draw.image.view import By, View, extent, scaled, scaled_place, widened
from nbtools.model import naming
from nbtools.model.lock import LOCK
from nbtools.widgets.base.explorer import Explorer
from nbtools.widgets.base.pointer import Place

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
    what = tuple(naming.others(type(first)).get(name, name) for name in what)
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
        self._each_way = (first, second), (second, first)
        self._busy = False
        self._ends: list[Callable[[], None]] = []
        kinds = {"view": self._link_view, "cursor": self._link_cursor, "limits": self._link_limits}
        with LOCK:
            for name in dict.fromkeys(what):
                kinds.get(name, partial(self._link_parameter, name))()
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

    def _once(self, follow: Callable[..., None], *what: Any) -> None:
        """Let an explorer follow the other one, unless this itself does so right now."""
        with LOCK:
            if self._busy:
                return
            self._busy = True
            try:
                follow(*what)
            finally:
                self._busy = False

    # --- the view and the cursor --------------------------------------------------------------------------------

    def _scale(self, source: Explorer, target: Explorer) -> By:
        """Give how many rows and columns of one are one row and column of the other."""
        if self._by == "pixel":
            return 1.0, 1.0
        (rows, cols), (rows_here, cols_here) = target.picture.shape, source.picture.shape
        return rows / rows_here, cols / cols_here

    def _carried(self, source: Explorer, target: Explorer) -> View:
        return scaled(source.picture.seen, self._scale(source, target))

    def _link_view(self) -> None:
        self._align(*self._pair)
        for source, target in self._each_way:
            self._ends.append(source.picture.on_view(partial(self._once, self._follow_view, source, target)))

    @property
    def _sizes(self) -> list[tuple[float, float]]:
        return [widget.picture.size for widget in self._pair]

    def _align(self, source: Explorer, target: Explorer) -> None:
        """Let one show what the other one does, and note how much more that is in a panel of another shape."""
        target.picture.view = self._carried(source, target)
        wanted = self._carried(source, target)  # anew: a sheet may have another size in this view
        rows, cols = np.divide(extent(target.picture.seen), extent(wanted)).tolist()
        self._shares = {target: (rows, cols), source: (1 / rows, 1 / cols)}
        self._measured = self._sizes

    def _follow_view(self, source: Explorer, target: Explorer) -> None:
        with target.guarded():
            if self._measured != self._sizes:
                self._align(source, target)
                return
            wanted = widened(self._carried(source, target), self._shares[target])
            if np.abs(np.subtract(wanted, target.picture.seen)).max() > _SAME:
                target.picture.view = wanted

    def _link_cursor(self) -> None:
        for source, target in self._each_way:
            self._ends.append(source.picture.pointer.hear(partial(self._follow_cursor, source, target)))
            self._ends.append(partial(target.picture.pointer.show, None))

    def _follow_cursor(self, source: Explorer, target: Explorer, place: Place, _panel: Any) -> None:
        there = None if place is None else scaled_place(place, self._scale(source, target))
        target.picture.pointer.show(there, target.picture.panels)
        target.picture.say(there)

    # --- limits and parameters ----------------------------------------------------------------------------------

    def _link_limits(self) -> None:
        first, second = self._pair
        self._shown = {widget: widget.color_limits for widget in self._pair}
        second.steer("limits", self._shown[first])
        for source, target in self._each_way:
            self._ends.append(source.on("drawn", partial(self._follow_limits, source, target)))

    def _follow_limits(self, source: Explorer, target: Explorer) -> None:
        before, self._shown[source] = self._shown[source], source.color_limits
        if self._shown[source] != before:
            self._once(target.steer, "limits", target.nearest("limits", self._shown[source]))

    def _link_parameter(self, name: str) -> None:
        first, second = self._pair
        second.steer(name, second.nearest(name, getattr(first, name)))
        for source, target in self._each_way:
            follow = partial(self._follow_parameter, target)
            source.observe(follow, names=name)
            self._ends.append(partial(source.unobserve, follow, names=name))

    def _follow_parameter(self, target: Explorer, change: Any) -> None:
        self._once(target.steer, change.name, target.nearest(change.name, change.new))
