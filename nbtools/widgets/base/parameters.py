"""Parameters: traits that know their bounds, unit, label and help.

A parameter is declared once, in an explorer's class body; the control, its range, the check, the label, the help
text and the line of `code()` derive from it.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any, ClassVar, Self

import numpy as np
import traitlets

from nbtools.compute import checks
from nbtools.compute.color.colormaps import colormap, hex_color, lut
from nbtools.widgets.base.lock import LOCK


class Parameter(traitlets.TraitType[Any, Any]):
    """What all parameters share.

    Parameters
    ----------
    default : object
        The start value; an explorer may fit it to the data.
    label : str
        What the control is called; its name if not given.
    help : str
        One sentence for the tooltip and the help panel.
    unit : str
        "px", "%", or "" for a plain number or the image's own unit.
    undoable : bool
        False for what is no setting but a place one looks at (zoom, selection): undo leaves it alone.
    """

    name: str
    _kind: ClassVar[str] = "object"

    @property
    def kind(self) -> str:
        """What a value is, for the documentation."""
        return self._kind

    def __init__(
        self, default: Any, *, help: str, label: str = "", unit: str = "", undoable: bool = True
    ) -> None:
        super().__init__(default, help=help)
        self._label, self.unit, self.undoable = label, unit, undoable

    def starting(self, default: Any) -> Self:
        """Give the same parameter with another start value, for a subclass."""
        other = copy.copy(self)
        other.default_value = default
        return other

    def set(self, obj: Any, value: Any) -> None:
        """Take a value with all that follows from it, before another thread comes between (called by traitlets)."""
        with LOCK.lent():
            super().set(obj, value)

    @property
    def label(self) -> str:
        """What the control is called."""
        return self._label or self.name.replace("_", " ")

    @property
    def title(self) -> str:
        """Label with unit, as it stands beside the control."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def home(self) -> str:
        """The name of the parameter that keeps the value: its own, but for a `Part`."""
        return str(self.name)

    def plain(self, value: Any) -> Any:
        """Give a value as json can write it; `validate` takes it back."""
        return [self.plain(item) for item in value] if isinstance(value, tuple) else value

    def refuse(self, value: Any, allowed: str) -> ValueError:
        """Make the error that names the parameter, what is allowed and what was found."""
        return ValueError(f"{self.name} must be {allowed}, got {checks.short(value)}")

    def _validate(self, obj: Any, value: Any) -> Any:
        """Check a value (called by traitlets); what is refused is a ValueError, of whatever type it is."""
        try:
            return super()._validate(obj, value)
        except TypeError as error:
            raise ValueError(str(error)) from None


class Bounded(Parameter):
    """What parameters with a slider share.

    Parameters
    ----------
    low, high : float
        The ends of the slider, both allowed. Those that the data decides are left out: `Explorer.fit` sets them.
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

    def bounds(self, obj: Any) -> tuple[float, float]:
        """Give the lowest and highest allowed value."""
        return self.hard or obj.range_of(self.name)[:2]


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

    def validate(self, obj: Any, value: Any) -> float | int:
        """Refuse what is no number, no whole number where one is needed, or out of bounds."""
        low, high = self.bounds(obj)
        if not self.integer:
            return float(checks.number(self.name, value, low=low, high=high, unit=self.unit))
        if isinstance(value, float | np.floating) and value.is_integer():
            value = int(value)
        return checks.integer(self.name, value, minimum=low, maximum=high, unit=self.unit)


class Index(Number):
    """The number of what is selected; -1: nothing is. It is no setting, so undo leaves it alone."""

    def __init__(self, **about: Any) -> None:
        super().__init__(-1, -1, 10**9, integer=True, undoable=False, **about)


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

    def validate(self, obj: Any, value: Any) -> tuple[float, float] | None:
        """Refuse what is no rising pair of numbers within the bounds."""
        if value is None and self.optional:
            return None
        low, high = self.bounds(obj)
        return checks.interval(self.name, value, low=low, high=high, unit=self.unit)


class Choice(Parameter):
    """One of a few words."""

    def __init__(self, default: str, options: tuple[str, ...], **about: Any) -> None:
        super().__init__(default, **about)
        self.options = options

    @property
    def kind(self) -> str:
        """What a value is."""
        return "{" + ", ".join(map(repr, self.options)) + "}"

    def validate(self, obj: Any, value: Any) -> str:
        """Refuse any other word."""
        return checks.choice(self.name, value, self.options)


class Palette(Parameter):
    """A colormap: the name of any that matplotlib knows, or a Colormap.

    Parameters
    ----------
    groups : dict
        kind -> names of the colormaps that are offered.
    """

    def __init__(self, default: str, groups: dict[str, tuple[str, ...]], **about: Any) -> None:
        super().__init__(default, **about)
        self.groups = groups

    _kind = "str or Colormap"

    def validate(self, obj: Any, value: Any) -> Any:
        """Refuse what is no colormap; one that matplotlib knows is kept by its name."""
        from matplotlib import colormaps

        try:
            found = colormap(self._from_colors(value))
        except ValueError:
            raise self.refuse(value, "the name of a colormap that matplotlib knows") from None
        if isinstance(value, str):
            return str(value)
        return found.name if found.name in colormaps and colormaps[found.name] == found else found

    def plain(self, value: Any) -> Any:
        """Give a name, or of other colormaps the colours: its own, and those for too low, too high and bad values."""
        return value if isinstance(value, str) else [hex_color(color) for color in lut(value)]

    def _from_colors(self, value: Any) -> Any:
        """Make a colormap of what `plain` gives; all else is left as it is."""
        from matplotlib.colors import ListedColormap, is_color_like

        if not isinstance(value, list | tuple) or len(value) < 4 or not all(map(is_color_like, value)):
            return value
        under, over, bad = value[-3:]
        return ListedColormap(value[:-3]).with_extremes(under=under, over=over, bad=bad)


class Switch(Parameter):
    """On or off."""

    _kind = "bool"

    def validate(self, obj: Any, value: Any) -> bool:
        """Refuse anything but True and False."""
        if value is not True and value is not False:
            raise self.refuse(value, "True or False")
        return bool(value)


class Level(Parameter):
    """A number, or None for what is found automatically."""

    _kind = "float, or None"

    def validate(self, obj: Any, value: Any) -> float | None:
        """Refuse what is neither a finite number nor None."""
        return None if value is None else float(checks.number(self.name, value))


class Texts(Parameter):
    """A tuple of texts, each another one."""

    def __init__(self, **about: Any) -> None:
        super().__init__((), **about)

    _kind = "sequence of str"

    def validate(self, obj: Any, value: Any) -> tuple[str, ...]:
        """Refuse what is no sequence of different texts."""
        given = isinstance(value, list | tuple) and all(isinstance(text, str) for text in value)
        if not given or len(set(value)) < len(value):
            raise self.refuse(value, "a sequence of different texts")
        return tuple(value)


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

    def inside(self, obj: Any, points: tuple[tuple[float, ...], ...]) -> tuple[tuple[float, ...], ...]:
        """Give the points with each coordinate at the nearest place within its bounds."""
        return tuple(
            tuple(
                number if part is None else obj.nearest(part.name, number)
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
            setattr(obj, self._points, obj.nearest(self._points, points))

    def _axis(self, obj: Any) -> int:
        return obj.parameters()[self._points].axes.index(self.name)

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


def declared(cls: Any) -> dict[str, Parameter]:
    """Give the parameters that a class declares or inherits, by name, its own before those that it inherits."""
    return _declared(cls)


@cache
def _declared(cls: type) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for base in cls.__mro__:
        for name, trait in vars(base).items():
            if isinstance(trait, Parameter):
                found.setdefault(name, trait)
    return found
