"""Large arrays on several processors: numpy lets other threads run while it works on a part."""

from __future__ import annotations

import itertools
import math
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

_PART = 1 << 20  # elements of a part: less, and threads wait for each other more than they work
_MOST = 4  # more threads wait for the memory


def by_parts(
    work: Callable[[slice], Result], shape: tuple[int, ...], *, together: bool = True
) -> list[Result]:
    """Do some work on an array, part by part along its first axis, at the same time where that pays.

    Parameters
    ----------
    work : callable
        Called with one slice after the other, by several threads if the array is large. It must not write where
        another part is written, and must be slow in numpy, not in Python.
    shape : tuple of int
        Shape of the array; the slices cover its first axis.
    together : bool
        Whether several threads may do the work.

    Returns
    -------
    list
        What `work` returned for each part.

    Examples
    --------
    >>> import numpy as np
    >>> values = np.arange(12.0).reshape(3, 4)
    >>> by_parts(lambda rows: float(values[rows].max()), values.shape)
    [11.0]
    """
    length = shape[0]
    count = max(1, min(length, math.prod(shape) // _PART))
    ends = [length * k // count for k in range(count + 1)]
    parts = [slice(*pair) for pair in itertools.pairwise(ends)]
    helpers = min(count, _MOST, processors()) - 1
    if not together or helpers == 0:
        return [work(part) for part in parts]
    return _shared(work, parts, helpers)


def _shared(work: Callable[[slice], Result], parts: list[slice], helpers: int) -> list[Result]:
    left = deque(enumerate(parts))
    found: dict[int, Result] = {}

    def go_on() -> None:
        while left:
            try:
                k, part = left.popleft()
            except IndexError:  # another thread was faster
                return
            try:
                found[k] = work(part)
            except BaseException:
                left.clear()  # no thread begins anything more
                raise

    # This thread works, too: it is awake, and a new one takes milliseconds to get a processor
    with ThreadPoolExecutor(helpers) as pool:
        others = [pool.submit(go_on) for _ in range(helpers)]
        go_on()
        for other in others:
            other.result()
    return [found[k] for k in range(len(parts))]


def processors() -> int:
    """Count the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
