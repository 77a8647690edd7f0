"""Parameters that are points, and parts of these with controls of their own."""

from __future__ import annotations

from typing import Any

import traitlets

from nbtools.compute import checks
from nbtools.model.lock import LOCK
from nbtools.model.numbers import Number
from nbtools.model.parameter import Parameter, declared


class Points(Parameter):
    """A tuple of points, each a tuple of a fixed number of coordinates, e.g. ``(frame, row, col)``.

    Where a coordinate is a `Part` of these points, its bounds hold for all of them.

    Parameters
    ----------
    axes : tuple of str
        Names of the coordinates.
    least : int
        So many points there are at least.
    """

    def __init__(self, axes: tuple[str, ...], *, least: int = 0, **about: Any) -> None:
        super().__init__((), **about)
        self.axes, self.least = axes, least

    @property
    def kind(self) -> str:
        """What a value is."""
        return f"sequence of ({', '.join(self.axes)})"

    def validate(self, obj: Any, value: Any) -> tuple[tuple[float, ...], ...]:
        """Refuse what is no sequence of points with finite coordinates within their bounds."""
        try:
            points = tuple(tuple(checks.number(self.name, item) for item in point) for point in value)
        except (TypeError, ValueError):
            points = ((),)
        if any(len(point) != len(self.axes) for point in points) or len(points) < self.least:
            some = f"a sequence of at least {self.least}" if self.least else "a sequence of"
            raise self.refuse(value, f"{some} ({', '.join(self.axes)})")
        for point in points:
            for part, number in zip(self._parts(obj), point, strict=True):
                if part is not None:
                    part.validate(obj, number)
        return points

    def nearest(self, obj: Any, points: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
        """Give the points with each coordinate at the nearest place within its bounds."""
        return tuple(
            tuple(
                number if part is None else part.nearest(obj, number)
                for part, number in zip(self._parts(obj), point, strict=True)
            )
            for point in points
        )

    def _parts(self, obj: Any) -> list[Part | None]:
        """Give for each coordinate the parameter that is a part of these points, if there is one."""
        traits = [declared(type(obj)).get(axis) for axis in self.axes]
        return [trait if isinstance(trait, Part) and trait.home == self.name else None for trait in traits]


class Part(Number):
    """A coordinate of one of some points, with a control of its own; its value is kept in the points alone.

    Parameters
    ----------
    points : str
        Name of the `Points`, which have a coordinate of this name.
    chosen : str
        Name of the parameter that says which one of them it is; where there are fewer, it is the last one.
    low, high
        As for `Number`.
    """

    def __init__(self, points: str, chosen: str, low: float = 0, high: float = 1, **about: Any) -> None:
        super().__init__(None, low, high, undoable=False, **about)
        self._points, self._chosen = points, chosen

    @property
    def home(self) -> str:
        """The name of the parameter that keeps the value."""
        return self._points

    def instance_init(self, obj: Any) -> None:
        """Hear of changes of the points (called by traitlets)."""
        super().instance_init(obj)
        obj.observe(self._tell, names=[self._points, self._chosen])

    def get(self, obj: Any, cls: Any = None) -> Any:
        """Read the coordinate (called by traitlets)."""
        return self._of(obj, getattr(obj, self._points), getattr(obj, self._chosen))

    def set(self, obj: Any, value: Any) -> None:
        """Put a value into the point (called by traitlets); other coordinates move to within their bounds."""
        number = self._validate(obj, value)
        with LOCK.lent():
            points = getattr(obj, self._points)
            which, axis = min(getattr(obj, self._chosen), len(points) - 1), self._axis(obj)
            point = (*points[which][:axis], number, *points[which][axis + 1 :])
            points = (*points[:which], point, *points[which + 1 :])
            setattr(obj, self._points, self._whole(obj).nearest(obj, points))

    def _whole(self, obj: Any) -> Any:
        return declared(type(obj))[self._points]

    def _axis(self, obj: Any) -> int:
        return int(self._whole(obj).axes.index(self.name))

    def _of(self, obj: Any, points: tuple[tuple[float, ...], ...], chosen: int) -> float | None:
        return points[min(chosen, len(points) - 1)][self._axis(obj)] if points else None

    def _tell(self, change: Any) -> None:
        """Tell observers when the coordinate has changed with the points, or another point is chosen."""
        obj = change.owner
        before = {name: getattr(obj, name) for name in (self._points, self._chosen)} | {
            change.name: change.old
        }
        old, new = self._of(obj, *before.values()), self.get(obj)
        if old != new:
            obj.notify_change(traitlets.Bunch(change, name=self.name, old=old, new=new))
