"""What the mouse holds of two lines on a scale, and where it moves them."""

from __future__ import annotations

from dataclasses import dataclass

_APART = 0.004  # of the scale: the lines never meet


@dataclass(frozen=True, slots=True)
class Grip:
    """One of two lines, or both; all places are from 0 to 1. Made by `at`.

    Attributes
    ----------
    start : float
        Where the mouse was.
    low, high : float
        Where the lines were.
    lower, upper : bool
        Whether the first and the second line are held.
    """

    start: float
    low: float
    high: float
    lower: bool
    upper: bool

    @classmethod
    def at(cls, place: float, low: float, high: float, near: float) -> Grip:
        """Take hold of the line that is near; of both from between them, of the nearest from outside.

        Examples
        --------
        >>> grip = Grip.at(0.5, 0.2, 0.7, near=0.05)
        >>> grip.lower, grip.upper
        (True, True)
        """
        both = low + near < place < high - near
        lower = abs(place - low) <= abs(place - high)
        return cls(place, low, high, both or lower, both or not lower)

    def pulled(self, place: float) -> tuple[float | None, float | None]:
        """Give the new places of the lines; None for one that stays.

        Examples
        --------
        >>> Grip.at(0.7, 0.2, 0.7, near=0.05).pulled(0.9)
        (None, 0.9)
        """
        low = high = None
        if self.lower and self.upper:
            by = min(max(place - self.start, -self.low), 1 - self.high)
            return (self.low + by, self.high + by) if by else (None, None)
        if self.lower:
            low = min(place, self.high - _APART)
        else:
            high = max(place, self.low + _APART)
        return low, high
