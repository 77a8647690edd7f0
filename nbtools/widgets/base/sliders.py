"""Sliders, each with fields that take any allowed number: the only module that makes them."""

from __future__ import annotations

import math
from typing import Any

import ipywidgets as W

from nbtools.compute.ranges import brief, letters, log_ends, log_place, on_grid, on_log_grid, shortened
from nbtools.model.numbers import Interval, Level, Number, Steps
from nbtools.widgets.base.control import WIDE, Control

_SLIDER = {"flex": "1 1 160px", "width": "auto"}  # with its label; where fields leave less, they stand below
_DIGITS = 5  # for which a field has room at least
_WIDTH = "calc({:g}ch + 21px)"  # of a field with room for so many digits


class SliderControl(Control):
    """A slider in the browser, which rounds to its own steps, and fields that are wide enough for their numbers."""

    _room: float = _DIGITS

    def ends(self) -> tuple[float, float, float]:
        """Give the ends of the slider and its step."""
        return self.explorer.range_of(self.name)

    def place(self, value: Any) -> Any:
        """Say where the slider stands for a value."""
        return on_grid(value, *self.ends())

    def value_at(self, place: Any) -> Any:
        """Say which value a place of the slider stands for; the browser may be a little beside it."""
        return self.place(place)

    def slide(self, value: Any) -> None:
        """Move the slider to the place of a value; where it stands there it is left alone."""
        if self.value_at(self.place(value)) != self.value_at(self.parts[0].value):
            self.parts[0].value = self.place(value)

    def kept(self) -> Any:
        """Give the value that the slider shows when its ends have moved."""
        return getattr(self.explorer, self.name)

    def fit(self) -> None:
        """Widen, move the value, then narrow: in any other order ipywidgets refuses or changes the value."""
        slider, (low, high, step) = self.parts[0], self.ends()
        with slider.hold_sync():  # the browser would round to each range between
            slider.min, slider.max = min(slider.min, low), max(slider.max, high)
            slider.value = self.place(self.kept())
            slider.min, slider.max, slider.step = low, high, step
        self._room = max(_DIGITS, *map(letters, self.typical()))

    def typical(self) -> list[float]:
        """Give numbers that are as long as any on the slider."""
        low, high, step = self.explorer.range_of(self.name)
        return [on_grid(number, low, high, step) for number in (low, low + step, high - step, high)]

    def written(self, value: float) -> float:
        """Give a number as a field shows it: of very many digits fewer than there are."""
        return shortened(value, self._room)

    def write(self, field: W.DOMWidget, value: float) -> None:
        """Write a number into a field, which gets room for it."""
        field.value = self.written(value)
        field.layout.width = _WIDTH.format(max(self._room, letters(field.value)))


class NumberControl(SliderControl):
    """A slider and, beside it, a field that takes any allowed number."""

    trait: Number

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        field = _field(f"{self.trait.title}: type a number", integer=self.trait.integer)
        return [self.slider(**self._about(readout=False, layout=_SLIDER)), field]

    def slider(self, **about: Any) -> W.DOMWidget:
        """Make the slider."""
        return W.IntSlider(**about) if self.trait.integer else W.FloatSlider(**about)

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        self.slide(value)
        self.write(self.parts[1], value)

    def read(self, part: W.DOMWidget) -> float:
        """Read the number; one between two places is kept while the slider stands at the nearest."""
        if part is not self.parts[0]:
            return part.value
        now, found = getattr(self.explorer, self.name), self.value_at(part.value)
        return now if found == self.value_at(self.place(now)) else found


class LogControl(NumberControl):
    """A slider that multiplies, and a field."""

    def slider(self, **about: Any) -> W.DOMWidget:
        """Make the slider."""
        return W.FloatLogSlider(base=2, **about)

    def ends(self) -> tuple[float, float, float]:
        """Give the exponents of 2 at the ends of the slider, and its step."""
        return log_ends(*self._bounds())

    def place(self, value: float) -> float:
        """Say where the slider stands for a number."""
        return log_place(value, *self._bounds())

    def value_at(self, place: float) -> float:
        """Say which number a place of the slider stands for: a whole one where that is almost one."""
        return on_log_grid(place, *self._bounds())

    def typical(self) -> list[float]:
        """Give the numbers of all steps."""
        low, high, step = self.ends()
        return [
            self.value_at(2.0 ** min(low + k * step, high)) for k in range(math.ceil((high - low) / step) + 1)
        ]

    def _bounds(self) -> tuple[float, float]:
        low, high, _ = self.explorer.range_of(self.name)
        return low, high


class StepsControl(NumberControl):
    """A slider over a few numbers, and a field."""

    trait: Steps

    def slider(self, **about: Any) -> W.DOMWidget:
        """Make the slider."""
        return W.IntSlider(**about)

    def ends(self) -> tuple[float, float, float]:
        """Give the places of the first and of the last number."""
        return 0, len(self.trait.values) - 1, 1

    def place(self, value: float) -> int:
        """Say which of the numbers it is."""
        return self.trait.values.index(value)

    def value_at(self, place: int) -> float:
        """Give the number at a place."""
        return self.trait.values[place]

    def typical(self) -> list[float]:
        """Give all numbers."""
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

    def place(self, value: tuple[float, float]) -> tuple[float, float]:
        """Say where the two handles stand for a pair."""
        return super().place(value[0]), super().place(value[1])

    def kept(self) -> tuple[float, float]:
        """Give the pair, or where it begins when it is switched on."""
        pair = super().kept() or self.trait.start or self.ends()[:2]
        return self.explorer.nearest(self.name, pair)

    def put(self, value: tuple[float, float] | None) -> None:
        """Show the pair; off disables what shows it and leaves it where it was."""
        slider, *ends = self.parts[:3]
        for part in self.parts[:3]:
            part.disabled = value is None
        for box in self.parts[3:]:
            box.value = value is not None
        shown = value or self.place(slider.value)
        self.slide(shown)
        for field, number in zip(ends, shown, strict=True):
            self.write(field, number)

    def read(self, part: W.DOMWidget) -> tuple[float, float] | None:
        """Read the pair, or None when the box is not ticked; an end that was not moved keeps all its digits."""
        slider, lower, upper, *box = self.parts
        if part in box and not part.value:
            return None
        now, moved = getattr(self.explorer, self.name), part is slider
        told = self.place(slider.value) if moved else (lower.value, upper.value)
        if now is None:
            return None if moved else told
        shown = self.place(now) if moved else tuple(map(self.written, now))
        first, second = (kept if new == old else new for new, old, kept in zip(told, shown, now, strict=True))
        return first, second

    def written(self, value: float) -> float:
        """Give an end as its field shows it: to a twentieth of a step."""
        return super().written(brief(value, self.ends()[2]))

    def typical(self) -> list[float]:
        """Give ends that are as long as any on the slider, as they are written."""
        return [brief(number, self.ends()[2]) for number in super().typical()]


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
