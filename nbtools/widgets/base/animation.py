"""A parameter that sweeps through values, as an animated picture."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from nbtools.compute import checks
from nbtools.compute.png.animation import write_animation
from nbtools.compute.png.pictures import enlarged
from nbtools.widgets.base.canvas import LOCK
from nbtools.widgets.base.output import Output, Path


class Animated(Output):
    """An explorer whose parameters can be swept."""

    _kept: dict[str, tuple[list[Any], Any]]
    _unheard: str | None = None  # the parameter of whose passing values nobody is told

    def save_animation(
        self,
        path: Path,
        *,
        parameter: str,
        values: Iterable[Any],
        duration: float = 0.1,
        scale: int = 1,
        loop: int = 0,
        progress: bool = True,
        overwrite: bool = False,
        **shown: Any,
    ) -> None:
        """Write `rgba` at each value of a parameter as an animated picture, one pixel for each pixel of the data.

        The explorer itself shows nothing of it: picture, parameters, undo and observers stay as they are.

        Parameters
        ----------
        path : path-like
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
        self._known({parameter: None})
        trait, times = self.parameters()[parameter], checks.integer("scale", scale, minimum=1)
        checked = [trait._validate(self, value) for value in values]
        if not checked:
            raise ValueError(f"values must have at least one value of {parameter}, got none")
        with self._sweep(parameter):
            frames = self._frames(parameter, checked, times, shown, progress)
            write_animation(path, frames, len(checked), duration=duration, loop=loop, overwrite=overwrite)

    def _frames(
        self, parameter: str, values: Iterable[Any], times: int, shown: dict[str, Any], progress: bool
    ) -> Iterator[np.ndarray]:
        if progress:
            from tqdm.auto import tqdm

            values = tqdm(values, unit="frame")
        for value in values:
            setattr(self, parameter, value)
            yield enlarged(self.rgba(**shown), times)

    @contextlib.contextmanager
    def _sweep(self, parameter: str) -> Iterator[None]:
        """Let a parameter take other values that nobody hears of, then have everything as it was."""
        with LOCK:
            value, kept = getattr(self, parameter), dict(self._kept)
            self._unheard = parameter
            try:
                yield
            finally:
                setattr(self, parameter, value)
                self._unheard = None
                self._kept.clear()
                self._kept.update(kept)

    def notify_change(self, change: Any) -> None:
        """Tell observers of a change (called by traitlets)."""
        if change["name"] != self._unheard:
            super().notify_change(change)
