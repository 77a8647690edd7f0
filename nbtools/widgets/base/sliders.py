"""Sliders, each with fields that take any allowed number: the only module that makes them."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import ipywidgets as W
import numpy as np

from nbtools.widgets.base.control import WIDE, Control
from nbtools.widgets.base.parameters import Interval, Level, Number, Steps

_TWELFTHS, _ALMOST = 12, 0.015  # steps of a doubling, among them 1.5 and 3; what is taken for a whole number
_SLIDER = {"flex": "1 1 160px", "width": "auto"}  # with its label; where fields leave less, they stand below
_DIGITS = 5  # for which a field has room at least
_WIDTH = "calc({:g}ch + 21px)"  # of a field with room for so many digits


class SliderControl(Control):
    """A slider in the browser, which rounds to its own steps, and fields that are wide enough for their numbers."""

    _room: float = _DIGITS

    def fit(self) -> None:
        """Move the slider's ends, and give the fields room for all numbers between them."""
        self._move_ends()
        self._room = max(_DIGITS, *(_width(place) for place in self._typical()))

    def _move_ends(self) -> None:
        """Move the slider's ends."""
        raise NotImplementedError

    def _typical(self) -> list[float]:
        """Give numbers that are as long as any on the slider."""
        low, high, step = self.explorer.range_of(self.name)
        return [self._on_grid(place) for place in (low, low + step, high - step, high)]

    def _write(self, field: W.DOMWidget, value: float) -> None:
        """Write a number into a field that has room for it; of very many digits it shows fewer than there are."""
        room = max(self._room, _width(float(f"{value:.3g}")))
        field.layout.width = _WIDTH.format(room)
        rounded = (float(f"{value:.{digits}g}") for digits in range(17, 2, -1))
        field.value = value if _width(value) <= room else next(n for n in rounded if _width(n) <= room)

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
            slider(**self._about(readout=False, layout=_SLIDER)),
            _field(f"{self.trait.title}: type a number", integer=self.trait.integer),
        ]

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        slider, field = self.parts
        if self._on_grid(value) != self._on_grid(slider.value):
            slider.value = self._on_grid(value)
        self._write(field, value)

    def read(self, part: W.DOMWidget) -> float:
        """Read the number."""
        if part is not self.parts[0]:
            return part.value
        now, place = getattr(self.explorer, self.name), self._on_grid(part.value)
        return now if place == self._on_grid(now) else place

    def _move_ends(self) -> None:
        _set_range(self.parts[0], self.explorer.range_of(self.name), self._on_grid)


class LogControl(NumberControl):
    """A slider that multiplies, and a field."""

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        low, high, _ = self.explorer.range_of(self.name)
        slider = W.FloatLogSlider(
            low, base=2, min=math.log2(low), max=math.log2(high), step=1 / _TWELFTHS,
            **self._about(readout=False, layout=_SLIDER),
        )  # fmt: skip
        return [slider, _field(f"{self.trait.title}: type a number")]

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        slider, field = self.parts
        if self._on_grid(value) != self._on_grid(slider.value):
            slider.value = self._step_of(value)
        self._write(field, value)

    def _move_ends(self) -> None:
        low, high, _ = self.explorer.range_of(self.name)
        ends = math.log2(low), math.log2(high), 1 / _TWELFTHS
        now = self._step_of(getattr(self.explorer, self.name))
        _set_range(self.parts[0], ends, lambda _: now)

    def _typical(self) -> list[float]:
        low, high, _ = self.explorer.range_of(self.name)
        steps = math.ceil(math.log2(high / low) * _TWELFTHS)
        return [self._on_grid(low * 2.0 ** (k / _TWELFTHS)) for k in range(steps + 1)]

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
            0, min=0, max=len(self.trait.values) - 1, **self._about(readout=False, layout=_SLIDER)
        )
        return [slider, _field(f"{self.trait.title}: type a number")]

    def put(self, value: float) -> None:
        """Show the number in the field, and its place on the slider."""
        slider, field = self.parts
        slider.value = self.trait.values.index(value)
        self._write(field, value)

    def read(self, part: W.DOMWidget) -> float:
        """Read the number."""
        if part is not self.parts[0]:
            return part.value
        return self.trait.values[part.value]

    def _move_ends(self) -> None:
        pass  # the numbers do not depend on the data

    def _typical(self) -> list[float]:
        return list(self.trait.values)


class IntervalControl(SliderControl):
    """A slider with two handles and two fields; a tick box before them when the parameter may be off."""

    trait: Interval

    def make(self) -> list[W.DOMWidget]:
        """Make slider and fields, with or without a tick box."""
        about = self._about(readout=False, layout=_SLIDER)
        ends = [_field(f"{self.trait.title}: {end} end") for end in ("lower", "upper")]
        if not self.trait.optional:
            return [W.FloatRangeSlider(**about), *ends]
        about |= {"description": "", "tooltip": self.trait.title, "layout": {**_SLIDER, "flex": "1 1 40px"}}
        box = W.Checkbox(
            description=self.trait.label,
            tooltip=self.trait.help,
            indent=False,
            layout=W.Layout(width="124px"),
        )
        return [W.FloatRangeSlider(**about), *ends, box]

    def arrange(self) -> list[W.DOMWidget]:
        """Put the tick box first; the fields stay together."""
        slider, lower, upper, *box = self.parts
        return [*box, slider, W.HBox([lower, upper], layout=W.Layout(flex="0 0 auto", overflow="visible"))]

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
            self._write(field, self._brief(number))

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

    def _move_ends(self) -> None:
        ends = self.explorer.range_of(self.name)
        now = getattr(self.explorer, self.name) or self.trait.start or ends[:2]
        _set_range(self.parts[0], ends, lambda _: self._places(self.explorer.nearest(self.name, now)))

    def _typical(self) -> list[float]:
        return [self._brief(place) for place in super()._typical()]

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


class LevelControl(Control):
    """A tick box for what is found automatically, and a field for a number instead."""

    trait: Level

    def make(self) -> list[W.DOMWidget]:
        """Make the box and the field."""
        name = f"{self.trait.title}: automatic"
        box = W.Checkbox(description=name, tooltip=self.trait.help, indent=False, layout=W.Layout(**WIDE))
        field = _field(f"{self.trait.title}: type a number")
        field.layout.width = _WIDTH.format(2 * _DIGITS)
        return [box, field]

    def put(self, value: float | None) -> None:
        """Show the number, or that it is automatic."""
        box, field = self.parts
        box.value = field.disabled = value is None
        field.value = field.value if value is None else value

    def read(self, part: W.DOMWidget) -> float | None:
        """Read the number, or None."""
        box, field = self.parts
        return None if box.value else float(field.value)


def _field(tooltip: str, *, integer: bool = False) -> W.DOMWidget:
    """Make a field for a number, which is taken when Enter is pressed or the field is left."""
    kind = W.IntText if integer else W.FloatText
    return kind(tooltip=tooltip, continuous_update=False, layout=W.Layout(flex="0 0 auto"))


def _width(value: float) -> float:
    """Measure a number as the browser writes it, in digits; a point is half as wide."""
    plain = value == 0 or 1e-6 <= abs(value) < 1e21
    text = np.format_float_positional(value, trim="-") if plain else repr(value).replace("e-0", "e-")
    return len(text) - 0.5 * text.count(".")


def _set_range(slider: W.DOMWidget, ends: tuple[float, float, float], inside: Callable[[Any], Any]) -> None:
    """Widen, move the value, then narrow: in any other order ipywidgets refuses or changes the value."""
    low, high, step = ends
    with slider.hold_sync():  # the browser would round to each range between
        slider.min, slider.max = min(slider.min, low), max(slider.max, high)
        slider.value = inside(slider.value)
        slider.min, slider.max, slider.step = low, high, step
