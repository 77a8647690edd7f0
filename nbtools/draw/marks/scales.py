"""Ticks of a scale of colours: round values where a norm puts them, as many as there is room for."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING

import numpy as np

from nbtools.compute.ranges import AXIS

if TYPE_CHECKING:
    from matplotlib.colors import Normalize
    from matplotlib.ticker import Locator

_ROUND = (1, 2, 5)


def located(locator: Locator, low: float, high: float) -> list[float]:
    """Give the ticks of a locator, whose arithmetic ends before that of numbers: there it is asked for scaled ones.

    Examples
    --------
    >>> from matplotlib.ticker import MaxNLocator
    >>> located(MaxNLocator(2), -1.7e308, 1.7e308)
    [-inf, ...]
    """
    largest = max(abs(low), abs(high))
    scale = 1e-50 if largest > AXIS[0] else 1e50 if high - low < AXIS[1] else 1.0
    found = np.asarray(locator.tick_values(low * scale, high * scale), np.float64)
    with np.errstate(over="ignore"):  # beyond the largest number
        rising: list[float] = np.unique(found / scale).tolist()
    return rising


def ticks(norm: Normalize, room: float) -> tuple[list[float], list[str]]:
    """Choose ticks between the limits of a norm.

    Parameters
    ----------
    norm : matplotlib.colors.Normalize
        A norm that rises, has an inverse, and whose limits are set.
    room : float
        Part of the length of the axis, 0 to 1, that a tick has at least to itself.

    Returns
    -------
    places : list of float
        From 0 to 1, rising.
    labels : list of str
        The values.

    Examples
    --------
    >>> from matplotlib.colors import LogNorm, Normalize
    >>> ticks(Normalize(-1, 3), 0.2)
    ([0.0, 0.25, 0.5, 0.75, 1.0], ['−1', '0', '1', '2', '3'])
    >>> ticks(LogNorm(1, 1000), 0.2)[1]
    ['1', '10', '100', '1000']
    """
    low, high = float(norm.vmin), float(norm.vmax)  # type: ignore[arg-type]  # they are set
    found: dict[float, float] = {}
    for values in (_decades(low, high), _even(low, high, room)) if _bent(norm) else (_even(low, high, room),):
        places = np.ma.filled(norm(values), np.nan).tolist() if values else []
        for value, place in zip(values, places, strict=True):
            if -1e-9 <= place <= 1 + 1e-9 and all(abs(place - other) >= room for other in found.values()):
                found[value] = place
        if len(found) > 2:
            break
    values = sorted(found)
    return [found[value] for value in values], labels(values)


def labels(values: list[float]) -> list[str]:
    """Write rising numbers, each with as many digits as tell it apart from its neighbours.

    Examples
    --------
    >>> labels([0.1, 10.0, 1e6]), labels([1000.25, 1000.5])
    (['0.1', '10', '1e6'], ['1000.25', '1000.5'])
    """
    steps = [b - a for a, b in itertools.pairwise(values)]
    near = [min(pair) for pair in itertools.pairwise([math.inf, *steps, math.inf])]
    return [_short(value, step) for value, step in zip(values, near, strict=False)]  # no value: no step


def _short(value: float, step: float) -> str:
    digits = 6
    if value and math.isfinite(step):
        digits = math.floor(math.log10(abs(value))) - math.floor(math.log10(step)) + 2
    digits = min(max(digits, 2), 15)
    text = f"{value:.{digits}g}"
    if 1e-4 <= abs(value) < 1e6:
        text = f"{float(text):.15g}"
    mantissa, _, power = text.partition("e")
    return (f"{mantissa}e{int(power)}" if power else mantissa).replace("-", "\N{MINUS SIGN}")


def _bent(norm: Normalize) -> bool:
    """Whether decades are what one wants to read: on a logarithmic scale and the like."""
    return type(norm).__name__ in ("LogNorm", "SymLogNorm", "AsinhNorm")


def _decades(low: float, high: float) -> list[float]:
    """Give zero, powers of ten, then twice and five times those, of both signs, the largest first."""
    largest = max(abs(low), abs(high))
    powers = (
        range(math.floor(math.log10(largest)), math.floor(math.log10(largest)) - 13, -1) if largest else ()
    )
    values = [0.0]
    values += [sign * k * 10.0**power for k in (1,) for power in powers for sign in (1, -1)]
    values += [sign * k * 10.0**power for k in _ROUND[1:] for power in powers for sign in (1, -1)]
    return [value for value in values if low <= value <= high]


def _even(low: float, high: float, room: float) -> list[float]:
    """Give values in equal steps."""
    from matplotlib.ticker import MaxNLocator

    if not 1e-290 < high - low < 1e306:  # beyond, its arithmetic ends
        return []
    found = MaxNLocator(max(2, int(1 / room)), steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    inside = [float(value) for value in found if low <= value <= high]
    return [0.0 if abs(value) < 1e-12 * max(abs(low), abs(high)) else value for value in inside]
