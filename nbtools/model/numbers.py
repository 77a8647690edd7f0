"""Parameters that are numbers, most of them within bounds, which may be fitted to the data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbtools.compute import checks
from nbtools.compute.sliders import Doubling, Even, Listed, OrNone, Pairs
from nbtools.model.parameter import BY_DATA, Parameter

_ENDLESS = 1e300  # bounds beyond it are those of floats


class Bounded(Parameter):
    """What parameters with a slider share.

    Parameters
    ----------
    low, high : float
        The ends of the slider, both allowed. They are left out where `fit` gives ends that the data decides.
    hard : (float, float), optional
        The bounds for a line of Python and the number field, where these may go beyond the slider.
    step : float
        The step of the slider; the number field takes any value within the bounds.
    """

    def __init__(
        self,
        default: Any,
        low: float = 0,
        high: float = 1,
        *,
        step: float = 1,
        hard: tuple[float, float] | None = None,
        **about: Any,
    ) -> None:
        super().__init__(default, **about)
        self.low, self.high, self.step, self.hard = low, high, step, hard

    @property
    def allowed(self) -> str:
        """The bounds: of a line of Python, or where the data decide about them, just that."""
        if self.hard is None and (self.low, self.high) in ((0, 1), (0, 0)):
            return BY_DATA
        low, high = self.hard or (self.low, self.high)
        ends = [f">= {low:g}"] * (low > -_ENDLESS) + [f"<= {high:g}"] * (high < _ENDLESS)
        return f"{low:g} to {high:g}" if len(ends) == 2 else "".join(ends) or "any number"

    def range_of(self, obj: Any) -> tuple[float, float, float]:
        """(low, high, step) of the slider: as fitted to the data, else as declared."""
        return _fitted(obj).get(self.name, (self.low, self.high, self.step))

    def fit(self, obj: Any, low: float, high: float, step: float | None = None) -> None:
        """Fit the range to the data of an object."""
        _fitted(obj)[self.name] = low, high, step or self.range_of(obj)[2]

    def slider(self, obj: Any) -> Even | Doubling | Listed | Pairs | OrNone:
        """Give what the slider can show."""
        return Even(*self.range_of(obj))

    def bounds(self, obj: Any) -> tuple[float, float]:
        """Give the lowest and highest allowed value."""
        return self.hard or self.range_of(obj)[:2]


class Number(Bounded):
    """A number within bounds.

    Parameters
    ----------
    integer : bool
        Whether only whole numbers are allowed.
    log : bool
        Whether the slider multiplies: a step is then a twelfth of a doubling, and a whole number where that is almost
        one.
    """

    def __init__(
        self,
        default: float | None,
        low: float = 0,
        high: float = 1,
        *,
        integer: bool = False,
        log: bool = False,
        **about: Any,
    ) -> None:
        super().__init__(default, low, high, **about)
        self.integer, self.log = integer, log

    @property
    def kind(self) -> str:
        """What a value is."""
        return ("int" if self.integer else "float") + f" ({self.unit})" * bool(self.unit)

    def validate(self, obj: Any, value: Any) -> Any:
        """Refuse what is no number, no whole number where one is needed, or out of bounds."""
        low, high = self.bounds(obj)
        if not self.integer:
            return float(checks.number(self.name, value, low=low, high=high, unit=self.unit))
        if isinstance(value, float | np.floating) and value.is_integer():
            value = int(value)
        return checks.integer(self.name, value, minimum=low, maximum=high, unit=self.unit)

    def slider(self, obj: Any) -> Even | Doubling | Listed | Pairs | OrNone:
        """Give what the slider can show: with `log` it multiplies."""
        low, high, step = self.range_of(obj)
        return Doubling(low, high) if self.log else Even(low, high, step)

    def nearest(self, obj: Any, value: Any) -> Any:
        """Give the nearest number within the bounds; of nothing, nothing."""
        low, high = self.bounds(obj)
        return None if value is None else min(max(value, low), high)


class Optional(Number):
    """A whole number, or None, for which a person writes a word, or nothing.

    Parameters
    ----------
    word : str
        What None is called.
    before : int
        The number that stood for None in states that were saved before; it still does.
    """

    def __init__(
        self, low: float = 0, high: float = 1, *, word: str = "none", before: int = -1, **about: Any
    ) -> None:
        super().__init__(None, low, high, integer=True, **about)
        self.word, self.before = word, before

    @property
    def kind(self) -> str:
        """What a value is."""
        return f"{super().kind}, or None"

    def validate(self, obj: Any, value: Any) -> int | None:
        """Refuse what is neither None, its word, nor a whole number within the bounds."""
        if value is None or (isinstance(value, str) and value in ("", self.word)):
            return None
        if isinstance(value, int | np.integer) and not isinstance(value, bool) and value == self.before:
            return None
        return int(super().validate(obj, value))

    def slider(self, obj: Any) -> OrNone:
        """Give what the slider can show."""
        return OrNone(Even(*self.range_of(obj)))


class Index(Optional):
    """The number of what is selected; None: nothing is. It is no setting, so undo leaves it alone."""

    allowed = BY_DATA

    def __init__(self, **about: Any) -> None:
        super().__init__(0, 10**9, undoable=False, **about)


class Steps(Number):
    """One of a few numbers.

    Parameters
    ----------
    values : tuple of float
        The numbers, rising: the steps of the slider.
    """

    def __init__(self, default: float, values: tuple[float, ...], **about: Any) -> None:
        super().__init__(default, values[0], values[-1], **about)
        self.values = values

    @property
    def allowed(self) -> str:
        """The numbers."""
        return ", ".join(f"{value:g}" for value in self.values)

    def slider(self, obj: Any) -> Listed:
        """Give the numbers."""
        return Listed(self.values)

    def validate(self, obj: Any, value: Any) -> float:
        """Refuse any other number."""
        number = float(checks.number(self.name, value))
        if number not in self.values:
            raise self.refuse(value, "one of " + ", ".join(f"{step:g}" for step in self.values))
        return number


class Interval(Bounded):
    """A pair of numbers, low < high, within bounds.

    Parameters
    ----------
    optional : bool
        Whether it may be None (off).
    start : (float, float), optional
        Where it begins when it is switched on.
    """

    def __init__(
        self,
        default: tuple[float, float] | None,
        low: float = 0,
        high: float = 1,
        *,
        optional: bool = False,
        start: tuple[float, float] | None = None,
        **about: Any,
    ) -> None:
        super().__init__(default, low, high, **about)
        self.optional, self.start = optional, start or default

    @property
    def kind(self) -> str:
        """What a value is."""
        return "pair of float, or None" if self.optional else "pair of float"

    @property
    def allowed(self) -> str:
        """The bounds."""
        return (
            f"{super().allowed.removesuffix('any number')}; low < high".lstrip("; ")
            + ", or None" * self.optional
        )

    def validate(self, obj: Any, value: Any) -> tuple[float, float] | None:
        """Refuse what is no rising pair of numbers within the bounds."""
        if value is None and self.optional:
            return None
        low, high = self.bounds(obj)
        return checks.interval(self.name, value, low=low, high=high, unit=self.unit)

    def slider(self, obj: Any) -> Pairs:
        """Give what the slider can show."""
        return Pairs(Even(*self.range_of(obj)))

    def begin(self, obj: Any, value: tuple[float, float] | None) -> tuple[float, float]:
        """Give a pair, or where it begins when it is switched on, within the bounds."""
        pair = value or self.start or self.range_of(obj)[:2]
        return self.nearest(obj, pair) or pair

    def nearest(self, obj: Any, value: tuple[float, float] | None) -> tuple[float, float] | None:
        """Give the pair with both ends within the bounds; where nothing is left between them, the bounds."""
        if value is None:
            return None
        low, high = self.bounds(obj)
        first, second = (min(max(end, low), high) for end in value)
        return (first, second) if first < second else (low, high)


class Level(Parameter):
    """A number, or None for what is found automatically or not known.

    Parameters
    ----------
    low : float
        The lowest number that is allowed.
    """

    def __init__(self, default: float | None, *, low: float = -math.inf, **about: Any) -> None:
        super().__init__(default, **about)
        self.low = low

    _kind = "float, or None"

    def validate(self, obj: Any, value: Any) -> float | None:
        """Refuse what is neither a finite number that is high enough, nor None."""
        return None if value is None else float(checks.number(self.name, value, low=self.low, unit=self.unit))


class Ratio(Level):
    """A number above zero, or None."""

    def validate(self, obj: Any, value: Any) -> float | None:
        """Refuse what is neither a finite number above zero, nor None."""
        return None if value is None else checks.positive(self.name, value, self.unit)


def _fitted(obj: Any) -> dict[str, tuple[float, float, float]]:
    """Give the ranges that were fitted to the data of an object, by the names of the parameters."""
    found: dict[str, tuple[float, float, float]] = vars(obj).setdefault("_ranges", {})
    return found


def number_for_page(number: int | None) -> int:
    """Give a number for pages and pictures, where none is selected -1."""
    return -1 if number is None else number


def number_or_none(number: int) -> int | None:
    """Give the number that a page tells, or None."""
    return None if number < 0 else number
