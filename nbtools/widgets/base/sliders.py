"""Sliders, each with fields that take any allowed number: the only module that makes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as W

from nbtools.widgets.base.control import WIDE, Control
from nbtools.widgets.base.parameters import Interval, Number, Steps

_TWELFTHS, _ALMOST = 12, 0.015  # steps of a doubling, among them 1.5 and 3; what is taken for a whole number


class SliderControl(Control):
    """A slider in the browser, which rounds to its own steps."""

    def _on_grid(self, value: float) -> float:
        """Round to the slider's steps: the browser sends 8.999999999999998 for 9, and 7.5 for 7.3."""
        low, high, step = self.explorer.range_of(self.name)
        place = low + math.floor((min(max(value, low), high) - low) / step + 0.5) * step
        return float(f"{min(place, high):.12g}")


class NumberControl(SliderControl):
    """A slider and, beside it, a field that takes any allowed number."""

    trait: Number

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        slider = W.IntSlider if self.trait.integer else W.FloatSlider
        return [
            slider(**self._about(readout=False, layout=WIDE)),
            _field(f"{self.trait.title}: type a number", integer=self.trait.integer, width="62px"),
        ]

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        slider, field = self.parts
        if self._on_grid(value) != self._on_grid(slider.value):
            slider.value = self._on_grid(value)
        field.value = value

    def read(self, part: W.DOMWidget) -> float:
        """Read the number."""
        if part is not self.parts[0]:
            return part.value
        now, place = getattr(self.explorer, self.name), self._on_grid(part.value)
        return now if place == self._on_grid(now) else place

    def fit(self) -> None:
        """Move the slider's ends."""
        _set_range(self.parts[0], self.explorer.range_of(self.name), self._on_grid)


class LogControl(NumberControl):
    """A slider that multiplies, and a field."""

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        low, high, _ = self.explorer.range_of(self.name)
        slider = W.FloatLogSlider(
            low, base=2, min=math.log2(low), max=math.log2(high), step=1 / _TWELFTHS,
            **self._about(readout=False, layout=WIDE),
        )  # fmt: skip
        return [slider, _field(f"{self.trait.title}: type a number", width="62px")]

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        slider, field = self.parts
        if self._on_grid(value) != self._on_grid(slider.value):
            slider.value = self._step_of(value)
        field.value = value

    def fit(self) -> None:
        """Move the slider's ends."""
        low, high, _ = self.explorer.range_of(self.name)
        ends = math.log2(low), math.log2(high), 1 / _TWELFTHS
        now = self._step_of(getattr(self.explorer, self.name))
        _set_range(self.parts[0], ends, lambda _: now)

    def _step_of(self, value: float) -> float:
        low, high = (math.log2(end) for end in self.explorer.range_of(self.name)[:2])
        steps = round((min(max(math.log2(value), low), high) - low) * _TWELFTHS)
        return 2.0 ** min(low + steps / _TWELFTHS, high)

    def _on_grid(self, value: float) -> float:
        low, high, _ = self.explorer.range_of(self.name)
        value = self._step_of(value)
        whole = round(value)
        near = abs(value - whole) < _ALMOST * value
        return min(max(float(whole) if near else float(f"{value:.3g}"), low), high)


class StepsControl(NumberControl):
    """A slider over a few numbers, and a field."""

    trait: Steps

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        slider = W.IntSlider(
            0, min=0, max=len(self.trait.values) - 1, **self._about(readout=False, layout=WIDE)
        )
        return [slider, _field(f"{self.trait.title}: type a number", width="62px")]

    def put(self, value: float) -> None:
        """Show the number in the field, and its place on the slider."""
        slider, field = self.parts
        slider.value = self.trait.values.index(value)
        field.value = value

    def read(self, part: W.DOMWidget) -> float:
        """Read the number."""
        if part is not self.parts[0]:
            return part.value
        return self.trait.values[part.value]

    def fit(self) -> None:
        """Do nothing: the numbers do not depend on the data."""


class IntervalControl(SliderControl):
    """A slider with two handles and two fields; a tick box before them when the parameter may be off."""

    trait: Interval

    def make(self) -> list[W.DOMWidget]:
        """Make slider and fields, with or without a tick box."""
        about = self._about(readout=False, layout=WIDE)
        ends = [_field(f"{self.trait.title}: {end} end", width="58px") for end in ("lower", "upper")]
        if not self.trait.optional:
            return [W.FloatRangeSlider(**about), *ends]
        about |= {"description": "", "tooltip": self.trait.title}
        box = W.Checkbox(
            description=self.trait.label,
            tooltip=self.trait.help,
            indent=False,
            layout=W.Layout(width="124px"),
        )
        return [W.FloatRangeSlider(**about), *ends, box]

    def arrange(self) -> list[W.DOMWidget]:
        """Put the tick box first."""
        return [*self.parts[3:], *self.parts[:3]]

    def put(self, value: tuple[float, float] | None) -> None:
        """Show the pair; off disables what shows it and leaves it where it was."""
        slider, *ends = self.parts[:3]
        for part in self.parts[:3]:
            part.disabled = value is None
        for box in self.parts[3:]:
            box.value = value is not None
        place = self._places(value or slider.value)
        if place != self._places(slider.value):
            slider.value = place
        for field, number in zip(ends, value or place, strict=True):
            field.value = self._brief(number)

    def read(self, part: W.DOMWidget) -> tuple[float, float] | None:
        """Read the pair, or None when the box is not ticked; an end that was not moved keeps all its digits."""
        slider, lower, upper, *box = self.parts
        if part in box and not part.value:
            return None
        now, place = getattr(self.explorer, self.name), self._places(slider.value)
        if part is slider and (now is None or place == self._places(now)):
            return now
        found, shown = (
            (place, self._places) if part is slider else ((lower.value, upper.value), self._briefly)
        )
        if now is None:
            return found
        first, second = (
            kept if told == was else told for told, was, kept in zip(found, shown(now), now, strict=True)
        )
        return first, second

    def fit(self) -> None:
        """Move the slider's ends."""
        ends = self.explorer.range_of(self.name)
        now = getattr(self.explorer, self.name) or self.trait.start or ends[:2]
        _set_range(self.parts[0], ends, lambda _: self._places(self.explorer.nearest(self.name, now)))

    def _places(self, pair: tuple[float, float]) -> tuple[float, float]:
        return self._on_grid(pair[0]), self._on_grid(pair[1])

    def _briefly(self, pair: tuple[float, float]) -> tuple[float, float]:
        return self._brief(pair[0]), self._brief(pair[1])

    def _brief(self, value: float) -> float:
        """Round to what fits into a field: a twentieth of a step, or three digits of small numbers."""
        fine = self.explorer.range_of(self.name)[2] / 20
        rounded = (
            float(f"{math.floor(value / fine + 0.5) * fine:.12g}") if abs(value) < 1e12 * fine else value
        )
        return rounded if abs(rounded - value) <= 0.005 * abs(value) else float(f"{value:.3g}")


def _field(tooltip: str, *, width: str, integer: bool = False) -> W.DOMWidget:
    """Make a field for a number, which is taken when Enter is pressed or the field is left."""
    kind = W.IntText if integer else W.FloatText
    return kind(tooltip=tooltip, continuous_update=False, layout=W.Layout(flex="0 0 auto", width=width))


def _set_range(slider: W.DOMWidget, ends: tuple[float, float, float], inside: Callable[[Any], Any]) -> None:
    """Widen, move the value, then narrow: in any other order ipywidgets refuses or changes the value."""
    low, high, step = ends
    with slider.hold_sync():  # the browser would round to each range between
        slider.min, slider.max = min(slider.min, low), max(slider.max, high)
        slider.value = inside(slider.value)
        slider.min, slider.max, slider.step = low, high, step
