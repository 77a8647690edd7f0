"""Where a slider stands for a number, and which number its places stand for.

Each kind of slider has `ends`, the first and the last place and the step between two, and `typical`, numbers that are
as long as any on it. What the browser tells may be a little beside a place.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from nbtools.compute.ranges import brief, tidy

_NEAR = 1e-6  # of a step: so near to the end of a slider is at its end
_TWELFTHS, _ALMOST = 12, 0.015  # steps of a doubling, among them 1.5 and 3; what is taken for a whole number


@dataclass(frozen=True)
class Even:
    """Equal steps; the places are the numbers themselves.

    Examples
    --------
    >>> slider = Even(0, 10, 0.5)
    >>> [slider.place(value) for value in (8.999999999999998, 7.3, -3)]
    [9.0, 7.5, 0.0]
    >>> slider.typical
    [0.0, 0.5, 9.5, 10.0]
    >>> Even(0, 1.3, 0.5).numbers
    [0.0, 0.5, 1.0, 1.3]
    """

    low: float
    high: float
    step: float

    @property
    def ends(self) -> tuple[float, float, float]:
        """The ends and the step."""
        return self.low, self.high, self.step

    def place(self, value: float) -> float:
        """Give the place that is nearest to a number."""
        steps = math.floor((min(max(value, self.low), self.high) - self.low) / self.step + 0.5)
        return tidy(min(self.low + steps * self.step, self.high), self.step)

    def value(self, place: float) -> float:
        """Give the number that a place stands for."""
        return self.place(place)

    @property
    def numbers(self) -> list[float]:
        """The numbers of all places."""
        count = math.ceil((self.high - self.low) / self.step - _NEAR) + 1
        return [self.place(self.low + k * self.step) for k in range(count)]

    @property
    def typical(self) -> list[float]:
        """The numbers at both ends, where digits change most."""
        ends = self.low, self.low + self.step, self.high - self.step, self.high
        return [self.place(number) for number in ends]


@dataclass(frozen=True)
class OrNone:
    """Equal steps, and before the first number a place for None.

    Examples
    --------
    >>> slider = OrNone(Even(1, 12, 1))
    >>> slider.ends, slider.place(None), slider.value(0), slider.value(3)
    ((0, 12, 1), 0, None, 3.0)
    """

    one: Even

    @property
    def ends(self) -> tuple[float, float, float]:
        """The ends and the step."""
        return self.one.low - self.one.step, self.one.high, self.one.step

    def place(self, value: float | None) -> float:
        """Give the place that is nearest to a number, or that of None."""
        return self.ends[0] if value is None else self.one.place(value)

    def value(self, place: float) -> float | None:
        """Give the number that a place stands for, or None."""
        return None if place < self.one.low - self.one.step / 2 else self.one.value(place)

    @property
    def typical(self) -> list[float]:
        """The numbers at both ends."""
        return self.one.typical


@dataclass(frozen=True)
class Doubling:
    """Steps that multiply by a twelfth of a doubling; a number is whole where it is almost.

    The ends are exponents of 2.

    Examples
    --------
    >>> slider = Doubling(1, 8)
    >>> slider.ends
    (0.0, 3.0, 0.08333333333333333)
    >>> slider.place(4.1), slider.place(99)
    (4.0, 8.0)
    >>> slider.value(2.996614153753363), slider.value(4.3)
    (3.0, 4.24)
    """

    low: float
    high: float

    @property
    def ends(self) -> tuple[float, float, float]:
        """The ends and the step."""
        return math.log2(self.low), math.log2(self.high), 1 / _TWELFTHS

    def place(self, value: float) -> float:
        """Give the place that is nearest to a number."""
        first, last, _ = self.ends
        steps = round((min(max(math.log2(value), first), last) - first) * _TWELFTHS)
        return float(2.0 ** min(first + steps / _TWELFTHS, last))

    def value(self, place: float) -> float:
        """Give the number that a place stands for."""
        exact = self.place(place)
        whole = round(exact)
        near = abs(exact - whole) < _ALMOST * exact
        return min(max(float(whole) if near else float(f"{exact:.3g}"), self.low), self.high)

    @property
    def typical(self) -> list[float]:
        """The numbers of all places."""
        first, last, step = self.ends
        count = math.ceil((last - first) / step) + 1
        return [self.value(2.0 ** min(first + k * step, last)) for k in range(count)]


@dataclass(frozen=True)
class Listed:
    """A few numbers, whose places are counted from 0.

    Examples
    --------
    >>> slider = Listed((0.5, 1, 4))
    >>> slider.ends, slider.place(4), slider.value(1)
    ((0, 2, 1), 2, 1)
    """

    values: tuple[float, ...]

    @property
    def ends(self) -> tuple[int, int, int]:
        """The ends and the step."""
        return 0, len(self.values) - 1, 1

    def place(self, value: float) -> int:
        """Say which of the numbers it is."""
        return self.values.index(value)

    def value(self, place: int) -> float:
        """Give the number at a place."""
        return self.values[place]

    @property
    def typical(self) -> list[float]:
        """All numbers."""
        return list(self.values)


@dataclass(frozen=True)
class Pairs:
    """Two numbers on one slider, which its fields show to a twentieth of a step.

    Examples
    --------
    >>> slider = Pairs(Even(0, 10, 0.5))
    >>> slider.place((0.1, 7.3))
    (0.0, 7.5)
    """

    one: Even

    @property
    def ends(self) -> tuple[float, float, float]:
        """The ends and the step."""
        return self.one.ends

    def place(self, pair: tuple[float, float]) -> tuple[float, float]:
        """Give the places that are nearest to two numbers."""
        return self.one.place(pair[0]), self.one.place(pair[1])

    def value(self, places: tuple[float, float]) -> tuple[float, float]:
        """Give the numbers that two places stand for."""
        return self.place(places)

    @property
    def typical(self) -> list[float]:
        """The numbers at both ends, as they are shown."""
        return [brief(number, self.one.step) for number in self.one.typical]
