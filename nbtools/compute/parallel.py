"""Large arrays on several processors: numpy lets other threads run while it works on a block."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_MOST = 4  # more threads wait for the memory


def in_parallel(work: Callable[[slice], None], size: int, *, least: int) -> None:
    """Do some work on all parts of an array, at the same time where that pays.

    Parameters
    ----------
    work : callable
        Called with one slice after the other, by several threads; they must not write to the same place.
    size : int
        Number of elements, which the slices cover together.
    least : int
        Fewest elements for which a thread pays.

    Examples
    --------
    >>> squares = [0] * 5
    >>> def square(part):
    ...     squares[part] = [i * i for i in range(5)[part]]
    >>> in_parallel(square, 5, least=2)
    >>> squares
    [0, 1, 4, 9, 16]
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    workers = max(1, min(_MOST, processors, size // least))
    ends = [size * k // workers for k in range(workers + 1)]
    parts = [slice(*pair) for pair in itertools.pairwise(ends)]
    if workers == 1:
        work(parts[0])
        return
    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, parts))  # which raises what one of them raised
