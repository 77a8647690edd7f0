"""From a parameter to its control: buttons, lists, tick boxes, and which kind a parameter gets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.model.choices import Choice, Palette, Switch
from nbtools.model.numbers import Interval, Level, Number, Optional
from nbtools.model.parameter import Parameter
from nbtools.widgets.base.control import AUTO, LABEL, WIDE, Control
from nbtools.widgets.base.sliders import IntervalControl, LevelControl, NumberControl, OptionalControl

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer

_MANY, _LONG = 4, 24  # with more options or letters than these, a list that opens instead of a row of buttons


class ChoiceControl(Control):
    """Buttons for a few options, a list that opens for many."""

    trait: Choice
    counted = True

    @property
    def standing(self) -> int:
        """The number of the option."""
        return int(self.parts[0].index)

    def make(self) -> list[W.DOMWidget]:
        """Make the buttons or the list."""
        about: dict[str, Any] = {"options": self.trait.options, "value": self.value}
        if len(self.trait.options) > _MANY or len("".join(self.trait.options)) > _LONG:
            return [self._made(W.Dropdown, WIDE, **about)]
        about["tooltips"] = [self.trait.about] * len(self.trait.options)
        return [self._made(W.ToggleButtons, AUTO, {**LABEL, "button_width": "auto"}, **about)]


class PaletteControl(Control):
    """A list of colormaps that opens, each with its kind; a line of Python may add another one."""

    trait: Palette
    counted = True

    @property
    def standing(self) -> int:
        """The number of the colormap in the list."""
        return int(self.parts[0].index)

    def make(self) -> list[W.DOMWidget]:
        """Make the list."""
        self._options = [
            (f"{name} · {kind}", name) for kind, names in self.trait.groups.items() for name in names
        ]
        return [self._made(W.Dropdown, WIDE, options=self._options)]

    def value_at(self, place: Any) -> Any:
        """Say which colormap the list shows; None for another one, which has no place of its own."""
        return place if place in self.trait.options else None

    def put(self, value: Any) -> None:
        """Show a colormap."""
        if value not in dict(self.parts[0].options).values():
            self.parts[0].options = [*self._options, (getattr(value, "name", value), value)]
        self.parts[0].value = value


class SwitchControl(Control):
    """A tick box."""

    trait: Switch
    counted = True

    @property
    def standing(self) -> int:
        """1 when it is ticked, else 0."""
        return int(self.parts[0].value)

    def make(self) -> list[W.DOMWidget]:
        """Make the box."""
        return [self._made(W.Checkbox, AUTO, {}, indent=False)]


_KINDS: dict[type[Parameter], type[Control]] = {
    Number: NumberControl,
    Optional: OptionalControl,
    Interval: IntervalControl,
    Choice: ChoiceControl,
    Palette: PaletteControl,
    Switch: SwitchControl,
    Level: LevelControl,
}


def control(explorer: Explorer, name: str) -> Control:
    """Make the control of a parameter."""
    kind = next(_KINDS[base] for base in type(explorer.parameters()[name]).__mro__ if base in _KINDS)
    return kind(explorer, name)
