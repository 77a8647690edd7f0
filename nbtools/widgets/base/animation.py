"""A parameter that sweeps through values, as an animated picture."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute import checks
from nbtools.compute.png.animation import write_animation
from nbtools.compute.png.files import Target
from nbtools.compute.png.pictures import enlarged
from nbtools.model.lock import LOCK
from nbtools.model.naming import own_name
from nbtools.model.steps import kept

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer


def save_animation(
    self: Explorer,
    path: Target,
    *,
    parameter: str,
    values: Iterable[Any],
    duration: float = 0.1,
    scale: int = 1,
    loop: int = 0,
    figure: bool | None = None,
    progress: bool = True,
    overwrite: bool = False,
    **shown: Any,
) -> None:
    """Write a picture for each value of a parameter as an animated file.

    The explorer itself shows nothing of it: picture, parameters, undo and observers stay as they are.

    Parameters
    ----------
    path : path-like or binary file
        Ends in .png (animated PNG, always exact) or .gif (exact where a frame has at most 256 colours; a
        UserWarning tells of pixels that got another one).
    parameter : str
        Name of the parameter.
    values : iterable
        Its values; all are checked before the first frame is made.
    duration : float
        Seconds for each frame.
    scale : int
        Each pixel of the data becomes so many by so many pixels.
    loop : int
        How many times it plays; 0: for ever.
    figure : bool, optional
        Whether the frames are the figure as it is on the screen, else `rgba`, one pixel for each pixel of the data;
        if not given, the figure only where something of your own is drawn into it.
    progress : bool
        Whether to show a progress bar.
    overwrite : bool
        Whether an existing file may be replaced; FileExistsError otherwise.
    **shown
        What is shown: keywords of `rgba`, e.g. ``marks=False``.

    Raises
    ------
    TypeError
        If there is no such parameter.
    ValueError
        If a value is not allowed, there is none, or the frames differ in shape.
    """
    self._alive()
    parameter = own_name(type(self), parameter)
    trait, times = self.parameters()[parameter], checks.integer("scale", scale, minimum=1)
    checked: Iterable[Any] = [trait._validate(self, value) for value in values]
    count = len(checked)  # type: ignore[arg-type]
    if not count:
        raise ValueError(f"values must have at least one value of {parameter}, got none")
    if progress:
        from tqdm.auto import tqdm

        checked = tqdm(checked, unit="frame")
    whole = bool(self.canvas.foreign()) if figure is None else figure
    with _sweep(self, parameter, whole):
        frames = (enlarged(frame, times) for frame in _frames(self, parameter, checked, shown, whole))
        write_animation(path, frames, count, duration=duration, loop=loop, overwrite=overwrite)


def _frames(
    self: Explorer, parameter: str, values: Iterable[Any], shown: dict[str, Any], whole: bool
) -> Iterator[np.ndarray]:
    for value in values:
        setattr(self, parameter, value)
        if whole:
            _draw(self)
        yield self.canvas.pixels() if whole else self.rgba(**shown)


def _draw(self: Explorer) -> None:
    with self._quiet():  # drawing may fit a range, which must not draw again
        self.draw()
        self.arrange()
        self.picture.sharpen()


@contextlib.contextmanager
def _sweep(self: Explorer, parameter: str, whole: bool) -> Iterator[None]:
    """Let a parameter take other values that nobody hears of, then have everything as it was."""
    with LOCK, self.canvas.held():
        value = getattr(self, parameter)
        self._unheard = self.parameters()[parameter].home
        try:
            with kept(self):
                yield
        finally:
            setattr(self, parameter, value)
            self._unheard = None
            if whole:
                _draw(self)
