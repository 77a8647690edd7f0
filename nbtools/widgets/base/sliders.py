"""Sliders, each with fields that take any allowed number: the only module that makes them."""

from __future__ import annotations

from typing import Any

import ipywidgets as W

from nbtools.compute.ranges import brief, log_ends, log_place, on_grid, on_log_grid
from nbtools.widgets.base.control import WIDE, Control
from nbtools.widgets.base.parameters import Interval, Number, Steps


class SliderControl(Control):
    """A slider in the browser, which rounds to its own steps, and fields that do not."""

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


class NumberControl(SliderControl):
    """A slider and, beside it, a field that takes any allowed number."""

    trait: Number

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        field = _field(f"{self.trait.title}: type a number", integer=self.trait.integer, width="62px")
        return [self.slider(**self._about(readout=False, layout=WIDE)), field]

    def slider(self, **about: Any) -> W.DOMWidget:
        """Make the slider."""
        return W.IntSlider(**about) if self.trait.integer else W.FloatSlider(**about)

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        self.slide(value)
        self.parts[1].value = value

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
        for field, number in zip(ends, self._brief(shown), strict=True):
            field.value = number

    def read(self, part: W.DOMWidget) -> tuple[float, float] | None:
        """Read the pair, or None when the box is not ticked; an end that was not moved keeps all its digits."""
        slider, lower, upper, *box = self.parts
        if part in box and not part.value:
            return None
        now, moved = getattr(self.explorer, self.name), part is slider
        told = self.place(slider.value) if moved else (lower.value, upper.value)
        if now is None:
            return None if moved else told
        shown = self.place(now) if moved else self._brief(now)
        first, second = (kept if new == old else new for new, old, kept in zip(told, shown, now, strict=True))
        return first, second

    def _brief(self, pair: tuple[float, float]) -> tuple[float, float]:
        """Round both numbers to what fits into the fields."""
        _, _, step = self.ends()
        return brief(pair[0], step), brief(pair[1], step)


def _field(tooltip: str, *, width: str, integer: bool = False) -> W.DOMWidget:
    """Make a field for a number, which is taken when Enter is pressed or the field is left."""
    kind = W.IntText if integer else W.FloatText
    return kind(tooltip=tooltip, continuous_update=False, layout=W.Layout(flex="0 0 auto", width=width))
