"""What the benchmarks share: fair timing, and one way to print a row of the table."""

import gc
import statistics
import time


def interleaved(*functions, repeat=7, budget=20.0):
    """Return the median seconds of each function, called in turns.

    A machine that slows down for a moment then slows all of them down. The first call of each is not counted.

    Parameters
    ----------
    *functions : callable
        Called without arguments.
    repeat : int
        Number of rounds.
    budget : float
        No new round begins after so many seconds.
    """
    times = [[] for _ in functions]
    end = time.perf_counter() + budget
    for turn in range(repeat + 1):
        for function, kept in zip(functions, times, strict=True):
            gc.collect()
            start = time.perf_counter()
            function()
            kept.append(time.perf_counter() - start)
        if turn and time.perf_counter() > end:
            break
    return [statistics.median(kept[1:]) for kept in times]


def seconds(value):
    """Return a time as text with a fitting unit.

    >>> seconds(0.0123), seconds(4.5), seconds(1.2e-5)
    ('12.3 ms', '4.50 s', '12.0 µs')
    """
    scale, unit = next(u for u in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")) if value >= u[0] or u[1] == "µs")
    number = value / scale
    return f"{number:.0f} {unit}" if number >= 100 else f"{number:#.3g} {unit}"


def print_row(what, ours, other, other_name, goal):
    """Print one Markdown row: what is done, our time, the other's, how many times faster we are, the goal.

    Parameters
    ----------
    what, other_name, goal : str
    ours, other : float
        Seconds.
    """
    faster = f"{other / ours:#.3g} ×"
    print(f"| {what} | {seconds(ours)} | {other_name}: {seconds(other)} | {faster} | {goal} |", flush=True)
