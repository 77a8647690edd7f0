"""Undo and redo: a list of settled states and a place in it."""

from __future__ import annotations

import time
from typing import Any

State = dict[str, Any]


class History:
    """The states an explorer went through.

    Parameters
    ----------
    state : dict
        The first state.
    pause : float
        Changes of one and the same control that follow each other within so many seconds are one step back, as all
        those are that it makes while the mouse is held down.
    """

    def __init__(self, state: State, pause: float = 0.8) -> None:
        self._states, self._place, self._pause = [state], 0, pause
        self._last: tuple[str | None, float] = (None, 0.0)
        self._pressed = False

    def press(self, down: bool) -> None:
        """Note that the mouse is pressed down, where a new step begins, or let go."""
        self._pressed = down
        # what was done last may be told after the mouse was let go
        self._last = (None, 0.0) if down else (self._last[0], time.monotonic())

    def record(self, state: State, control: str | None = None) -> None:
        """Add a state; `control` names the control that was moved, None a change made by a line of Python."""
        if state == self._states[self._place]:
            return
        now = time.monotonic()
        name, before = self._last
        near = self._pressed or now - before < self._pause
        dragging = control is not None and control == name and near and self._place > 0
        del self._states[self._place + 1 - dragging :]
        self._states.append(state)
        self._place = len(self._states) - 1
        self._last = (control, now)

    def replace(self, state: State) -> None:
        """Let the state be another one: what changed is no step back."""
        self._states[self._place] = state

    def step(self, by: int) -> State | None:
        """Go back (-1) or forth (+1); None at the end of the list."""
        if not 0 <= self._place + by < len(self._states):
            return None
        self._place += by
        self._last = (None, 0.0)
        return self._states[self._place]
