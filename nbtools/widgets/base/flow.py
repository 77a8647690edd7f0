"""How many frames may be under way to a page: one where it is near, as many as the link carries where it is far."""

from __future__ import annotations

import time
from collections import deque

_NEAR = 0.06  # s: a page that answers sooner gets one frame after the other, so that each is the latest
_SURE = 3  # frames after which that is known: the first ones wait while the page is built
_LOST = 5.0  # s after which a frame that the page has not told of is given up: a link may have been cut
_MOST = 8  # frames under way
_QUEUED = 1.3  # times the quickest way there and back: then frames wait for each other on the link
_SOME = 40  # frames among which the quickest is looked for


class Flow:
    """The frames between a kernel and a page, and room for another one.

    The page answers each frame that it has shown. As long as the answers come as quickly as ever, one more may be
    under way; when they take longer, frames queue on the link and there are too many (as TCP Vegas does it: Brakmo
    and Peterson 1995, doi:10.1109/49.464716).
    """

    def __init__(self) -> None:
        self._under_way: deque[float] = deque()
        self._took: deque[float] = deque(maxlen=_SOME)
        self._link: deque[float] = deque(maxlen=_SOME)  # without what the page itself took
        self._window = 1.0

    def open(self, now: float | None = None) -> bool:
        """Tell whether another frame may be sent."""
        late = (time.monotonic() if now is None else now) - _LOST
        while self._under_way and self._under_way[0] < late:
            self._under_way.popleft()
        return len(self._under_way) < int(self._window)

    @property
    def far(self) -> bool:
        """Whether the page is so far away that each frame counts."""
        return len(self._link) >= _SURE and min(self._link) >= _NEAR

    def sent(self, now: float | None = None) -> None:
        """Note that a frame goes, at some seconds of a steady clock."""
        self._under_way.append(time.monotonic() if now is None else now)

    def shown(self, now: float | None = None, spent: float = 0.0) -> None:
        """Note that the page has shown the frame that was sent first, and how long that took it, s."""
        if not self._under_way:
            return
        took = (time.monotonic() if now is None else now) - self._under_way.popleft()
        self._took.append(took)
        self._link.append(took - spent)
        if not self.far:
            self._window = 1.0
        elif took <= _QUEUED * min(self._took):
            self._window = min(self._window + 0.5, _MOST)
        else:
            self._window = max(self._window * 0.7, 1.0)
