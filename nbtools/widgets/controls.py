"""From a parameter to its control: the only module that makes sliders.

A control shows the value of its parameter and hands what the user sets to `Explorer.steer`, which refuses what is not
allowed. It holds no state of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.widgets.parameters import Choice, Interval, Number, Parameter, Switch

if TYPE_CHECKING:
    from nbtools.widgets.explorer import Explorer

_LABEL = {"description_width": "120px"}
_MANY = 4  # with more options than these, a list that opens instead of a row of buttons


class Control:
    """What all controls share: a row of widgets for one parameter."""

    def __init__(self, explorer: Explorer, name: str) -> None:
        self.explorer, self.name = explorer, name
        self.trait: Any = explorer.parameters()[name]
        self._showing = False
        self.parts = self.make()
        self.widget = W.HBox(self.parts)
        self.widget.add_class("nbtools-control")
        self.show(fit=True)
        for part in self.parts:
            part.observe(self._moved, names="value")

    def make(self) -> list[W.DOMWidget]:
        """Make the widgets of the row."""
        raise NotImplementedError

    def put(self, value: Any) -> None:
        """Show a value."""
        self.parts[0].value = value

    def read(self, part: W.DOMWidget) -> Any:
        """Read the value of the part that was moved."""
        return part.value

    def fit(self) -> None:
        """Take over the range of the parameter."""

    def show(self, *, fit: bool = False) -> None:
        """Show the value of the parameter, and with `fit` its range, without an echo."""
        self._showing = True
        try:
            if fit:
                self.fit()
            self.put(getattr(self.explorer, self.name))
        finally:
            self._showing = False

    def _moved(self, change: Any) -> None:
        if not self._showing:
            self.explorer.steer(self.name, self.read(change.owner))

    def _about(self, **more: Any) -> dict[str, Any]:
        return {"description": self.trait.title, "tooltip": self.trait.help, "style": _LABEL, **more}


class NumberControl(Control):
    """A slider and, beside it, a field that takes any allowed number."""

    trait: Number

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        slider = W.IntSlider if self.trait.integer else W.FloatSlider
        field = W.IntText if self.trait.integer else W.FloatText
        return [
            slider(**self._about(readout=False, layout=W.Layout(flex="1 1 auto", width="auto"))),
            field(
                tooltip=f"{self.trait.title}: type a number",
                continuous_update=False,
                layout=W.Layout(flex="0 0 auto", width="62px"),
            ),
        ]

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        slider, field = self.parts
        slider.value = self._on_grid(value)
        field.value = value

    def read(self, part: W.DOMWidget) -> float:
        """Read the number; the slider's echo of a value between two of its steps is no change."""
        now = getattr(self.explorer, self.name)
        if part is not self.parts[0]:
            return part.value
        place = self._on_grid(part.value)
        return now if place == self._on_grid(now) else place

    def _on_grid(self, value: float) -> float:
        """Round to the slider's steps: the browser sends 8.999999999999998 for 9, and 7.5 for 7.3."""
        low, high, step = self.explorer.range_of(self.name)
        place = low + math.floor((min(max(value, low), high) - low) / step + 0.5) * step
        place = min(place, high)
        return round(place) if self.trait.integer else float(f"{place:.12g}")

    def fit(self) -> None:
        """Move the slider's ends."""
        _set_range(self.parts[0], self.explorer.range_of(self.name), self._on_grid)


class IntervalControl(Control):
    """A slider with two handles; a tick box before it when the parameter may be off."""

    trait: Interval

    def make(self) -> list[W.DOMWidget]:
        """Make the slider, with or without its tick box."""
        about = self._about(readout_format=".1f", layout=W.Layout(flex="1 1 auto", width="auto"))
        if not self.trait.optional:
            return [W.FloatRangeSlider(**about)]
        box = W.Checkbox(
            description=self.trait.title, tooltip=self.trait.help, indent=False, layout=W.Layout(width="144px")
        )
        about |= {"description": "", "tooltip": f"{self.trait.title}: inner and outer radius"}
        return [box, W.FloatRangeSlider(**about)]

    def put(self, value: tuple[float, float] | None) -> None:
        """Show the pair; off disables the slider and leaves it where it was."""
        *box, slider = self.parts
        if box:
            box[0].value = value is not None
            slider.disabled = value is None
        if value is not None:
            slider.value = value

    def read(self, part: W.DOMWidget) -> tuple[float, float] | None:
        """Read the pair, or None when the box is not ticked."""
        return None if part.value is False else self.parts[-1].value

    def fit(self) -> None:
        """Move the slider's ends."""
        ends = self.explorer.range_of(self.name)
        now = getattr(self.explorer, self.name) or self.trait.start or ends[:2]
        _set_range(self.parts[-1], ends, lambda _: self.explorer.nearest(self.name, now))


class ChoiceControl(Control):
    """Buttons for a few options, a list that opens for many."""

    trait: Choice

    def make(self) -> list[W.DOMWidget]:
        """Make the buttons or the list."""
        about = self._about(options=self.trait.options, value=getattr(self.explorer, self.name))
        if len(self.trait.options) > _MANY:
            return [W.Dropdown(**about, layout=W.Layout(flex="1 1 auto", width="auto"))]
        about |= {"style": {**_LABEL, "button_width": "auto"}, "tooltips": [self.trait.help] * len(self.trait.options)}
        return [W.ToggleButtons(**about, layout=W.Layout(width="auto"))]


class SwitchControl(Control):
    """A tick box."""

    trait: Switch

    def make(self) -> list[W.DOMWidget]:
        """Make the box."""
        about = {"description": self.trait.title, "tooltip": self.trait.help}
        return [W.Checkbox(**about, indent=False, layout=W.Layout(width="auto"))]


_KINDS: dict[type[Parameter], type[Control]] = {
    Number: NumberControl,
    Interval: IntervalControl,
    Choice: ChoiceControl,
    Switch: SwitchControl,
}


def control(explorer: Explorer, name: str) -> Control:
    """Make the control of a parameter."""
    return _KINDS[type(explorer.parameters()[name])](explorer, name)


def _set_range(slider: W.DOMWidget, ends: tuple[float, float, float], inside: Callable[[Any], Any]) -> None:
    """Widen, move the value, then narrow: in any other order ipywidgets refuses or changes the value."""
    low, high, step = ends
    slider.min, slider.max = min(slider.min, low), max(slider.max, high)
    slider.value = inside(slider.value)
    slider.min, slider.max, slider.step = low, high, step
