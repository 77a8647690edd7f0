"""The parameters of an explorer as a whole: set, ranges, state, undo."""

from __future__ import annotations

import contextlib
from functools import cache
from typing import Any, Self

import traitlets

from nbtools.widgets.base.history import History
from nbtools.widgets.base.parameters import Interval, Number, Parameter


class Settings(traitlets.HasTraits):
    """What can be done with declared parameters; `Explorer` says what a change leads to."""

    _ranges: dict[str, tuple[float, float, float]]
    _first: dict[str, Any]
    _history: History

    def _hold(self) -> contextlib.AbstractContextManager[None]:
        """Make one change of many."""
        raise NotImplementedError

    def _refit(self, name: str) -> None:
        """Let what shows a parameter follow its new range."""
        raise NotImplementedError

    @classmethod
    def parameters(cls) -> dict[str, Parameter]:
        """Give the declared parameters by name, in the order in which they are written."""
        return _declared(cls)

    @property
    def params(self) -> dict[str, Any]:
        """All parameters with their values."""
        return {name: getattr(self, name) for name in self.parameters()}

    def state(self) -> dict[str, Any]:
        """Give the parameters as a dict that json can write; ``set(**state)`` takes it back."""
        return {name: _jsonable(value) for name, value in self.params.items()}

    def set(self, **parameters: Any) -> Self:
        """Set several parameters at once: all or, when one is refused, none; one redraw.

        Raises
        ------
        TypeError
            A name that is no parameter.
        ValueError
            A value that is not allowed; the message says what is.
        """
        self._known(parameters)
        traits = self.parameters()
        checked = {name: traits[name]._validate(self, value) for name, value in parameters.items()}
        with self._hold():
            for name, value in checked.items():
                setattr(self, name, value)
        return self

    def reset(self) -> Self:
        """Go back to the parameters this explorer started with."""
        return self.set(**{name: self.nearest(name, value) for name, value in self._first.items()})

    def undo(self) -> bool:
        """Take back the last settled change (a whole drag is one); False when there is none."""
        return self._travel(-1)

    def redo(self) -> bool:
        """Do again what `undo` took back; False when there is nothing."""
        return self._travel(+1)

    def _travel(self, by: int) -> bool:
        state = self._history.step(by)
        if state is not None:
            self.set(**{name: self.nearest(name, value) for name, value in state.items()})
        return state is not None

    def range_of(self, name: str) -> tuple[float, float, float]:
        """(low, high, step) of a number parameter: as fitted to the data, else as declared."""
        trait: Any = self.parameters()[name]
        return self._ranges.get(name, (trait.low, trait.high, trait.step))

    def fit_range(self, name: str, low: float, high: float, step: float | None = None) -> None:
        """Fit the range of a parameter to the data; controls follow, a value outside moves to the nearest bound."""
        self._ranges[name] = (low, high, step or self.range_of(name)[2])
        self._refit(name)

    def nearest(self, name: str, value: Any) -> Any:
        """Give the allowed value that is nearest to one that may be out of bounds."""
        trait = self.parameters()[name]
        if value is None or not isinstance(trait, Number | Interval):
            return value
        low, high = trait.bounds(self)
        if isinstance(trait, Number):
            return min(max(value, low), high)
        pair = min(max(value[0], low), high), min(max(value[1], low), high)
        return pair if pair[0] < pair[1] else (low, high)

    def _known(self, parameters: dict[str, Any]) -> None:
        for name in parameters:
            if name not in self.parameters():
                allowed = ", ".join(self.parameters())
                raise TypeError(f"{type(self).__name__} has no parameter {name!r}; it has {allowed}")

    def _settings(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name, trait in self.parameters().items() if trait.undoable}


@cache
def _declared(cls: type) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for base in cls.__mro__:  # its own before those that it inherits
        for name, trait in vars(base).items():
            if isinstance(trait, Parameter):
                found.setdefault(name, trait)
    return found


def _jsonable(value: Any) -> Any:
    return [_jsonable(item) for item in value] if isinstance(value, tuple) else value
