"""Sliders, each with fields that take any allowed number: the only module that makes them."""

from __future__ import annotations

import time
from typing import Any

import ipywidgets as W

from nbtools.compute.ranges import brief, letters, shortened
from nbtools.model.lock import locked
from nbtools.model.numbers import Interval, Level, Number, Optional, Steps
from nbtools.widgets.base import shared
from nbtools.widgets.base.control import WIDE, Control

_SLIDER = {"flex": "1 1 160px", "width": "auto"}  # with its label; where fields leave less, they stand below
_BARE: dict[str, Any] = {"readout": False, "continuous_update": False}  # the page says what a hand does to it
_DIGITS = 5  # for which a field has room at least
_WIDTH = "calc({:g}ch + 21px)"  # of a field with room for so many digits


class SliderControl(Control):
    """A slider in the browser, which rounds to its own steps, and fields that are wide enough for their numbers."""

    _room: float = _DIGITS
    _put_at = 0.0  # when the kernel itself has moved the slider at last, s

    def fit(self) -> None:
        """Widen, move the value, then narrow: in any other order ipywidgets refuses or changes the value."""
        slider, range_ = self.parts[0], self.range
        low, high, step = range_.ends
        with slider.hold_sync():  # the browser would round to each range between
            slider.min, slider.max = min(slider.min, low), max(slider.max, high)
            slider.value = range_.place(self.kept())
            slider.min, slider.max, slider.step = low, high, step
        self._room = max(_DIGITS, *map(letters, range_.typical))

    @property
    def range(self) -> Any:
        """What the slider can show."""
        return self.trait.slider(self.explorer)

    def value_at(self, place: Any) -> Any:
        """Say which value a place of the slider stands for."""
        return self.range.value(place)

    def kept(self) -> Any:
        """Give the value that the slider shows when its ends have moved."""
        return self.value

    def slide(self, value: Any) -> None:
        """Move the slider to the place of a value; where it stands there it is left alone."""
        place = self.range.place(value)
        if not self.stands_at(place):
            self.parts[0].value, self._put_at = place, time.monotonic()

    def stands_at(self, place: Any) -> bool:
        """Whether the slider is at a place; the browser may tell one a little beside it."""
        return bool(self.range.value(place) == self.range.value(self.parts[0].value))

    @locked
    def hear(self, passed: list[Any], ago: float, shown: Any) -> bool:
        """Go where a hand has left the slider some seconds ago, if that was lost on the way; say whether it was.

        It was if the slider stands where the hand has `passed` before, and nothing else has put it there since. A
        page that does not show where the slider stands is told so.
        """
        slider, (*before, place) = self.parts[0], map(_pair, passed)
        known = self.stands_at(place) or self._put_at > time.monotonic() - ago
        lost = not known and any(map(self.stands_at, before))
        if lost:
            slider.set_state({"value": place})  # as a message of ipywidgets would have done
        if slider.value != _pair(shown):
            slider.send_state("value")
        return lost

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
        field = self.field()
        if self.trait.log:
            return [self._made(W.FloatLogSlider, _SLIDER, base=2, **_BARE), field]
        whole = self.trait.integer or isinstance(self.trait, Steps)
        return [self._made(W.IntSlider if whole else W.FloatSlider, _SLIDER, **_BARE), field]

    def field(self) -> W.DOMWidget:
        """Make the field."""
        kind = W.IntText if self.trait.integer else W.FloatText
        return _field(f"{self.trait.title}: type a number", kind)

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        self.slide(value)
        self.write(self.parts[1], value)

    def read(self, part: W.DOMWidget) -> float:
        """Read the number; one between two places is kept while the slider stands at the nearest."""
        if part is not self.parts[0]:
            return part.value
        return self.value if self.stands_at(self.range.place(self.value)) else self.range.value(part.value)


class OptionalControl(NumberControl):
    """A slider whose first place stands for None, and a field, which is empty then."""

    trait: Optional

    def field(self) -> W.DOMWidget:
        """Make the field."""
        about = f"{self.trait.title}: type a number, or nothing for {self.trait.word}"
        return _field(about, W.Text, placeholder=self.trait.word)

    def written(self, value: float | None) -> Any:
        """Give a number as the field shows it."""
        return "" if value is None else str(value)

    def read(self, part: W.DOMWidget) -> Any:
        """Read the number, or None; what is neither is left to the parameter, which refuses it."""
        if part is self.parts[0]:
            return super().read(part)
        text = part.value.strip()
        return int(text) if text.removeprefix("-").isdecimal() else text or None

    def write(self, field: W.DOMWidget, value: float | None) -> None:
        """Write a number into the field, which has room for its word, too."""
        field.value = self.written(value)
        field.layout.width = _WIDTH.format(max(self._room, len(self.trait.word), len(field.value)))


class IntervalControl(SliderControl):
    """A slider with two handles and two fields; a tick box before them when the parameter may be off."""

    trait: Interval
    classes = ("nbtools-interval",)

    def make(self) -> list[W.DOMWidget]:
        """Make slider and fields, with or without a tick box."""
        ends = [_field(f"{self.trait.title}: {end} end") for end in ("lower", "upper")]
        if not self.trait.optional:
            return [self._made(W.FloatRangeSlider, _SLIDER, **_BARE), *ends]
        about = {"description": "", "tooltip": self.trait.title, **_BARE}
        slider = self._made(W.FloatRangeSlider, _SLIDER, **about)
        box = self._made(W.Checkbox, {"width": "124px"}, {}, description=self.trait.label, indent=False)
        return [slider, *ends, box]

    def arrange(self) -> list[W.DOMWidget]:
        """Put the tick box first; the fields stay together."""
        slider, lower, upper, *box = self.parts
        return [
            *box,
            slider,
            W.HBox([lower, upper], layout=shared.layout(flex="0 0 auto", overflow="visible")),
        ]

    def kept(self) -> tuple[float, float]:
        """Give the pair, or where it begins when it is switched on."""
        return self.trait.begin(self.explorer, self.value)

    def put(self, value: tuple[float, float] | None) -> None:
        """Show the pair; off disables what shows it and leaves it where it was."""
        slider, *ends = self.parts[:3]
        for part in self.parts[:3]:
            part.disabled = value is None
        for box in self.parts[3:]:
            box.value = value is not None
        shown = value or self.range.place(slider.value)
        self.slide(shown)
        for field, number in zip(ends, shown, strict=True):
            self.write(field, number)

    def read(self, part: W.DOMWidget) -> tuple[float, float] | None:
        """Read the pair, or None when the box is not ticked; an end that was not moved keeps all its digits."""
        slider, lower, upper, *box = self.parts
        if part in box and not part.value:
            return None
        now, moved = self.value, part is slider
        told = self.range.place(slider.value) if moved else (lower.value, upper.value)
        if now is None:
            return None if moved else told
        shown = self.range.place(now) if moved else tuple(map(self.written, now))
        first, second = (kept if new == old else new for new, old, kept in zip(told, shown, now, strict=True))
        return first, second

    def written(self, value: float) -> float:
        """Give an end as its field shows it: to a twentieth of a step."""
        return super().written(brief(value, self.range.ends[2]))


class LevelControl(Control):
    """A tick box for what is found automatically, and a field for a number instead."""

    trait: Level

    def make(self) -> list[W.DOMWidget]:
        """Make the box and the field."""
        name = f"{self.trait.title}: automatic"
        box = self._made(W.Checkbox, WIDE, {}, description=name, indent=False)
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


def _pair(place: Any) -> Any:
    """Give what a page says of a slider as the slider has it."""
    return tuple(place) if isinstance(place, list) else place


def _field(tooltip: str, kind: type[W.Widget] = W.FloatText, **about: Any) -> W.DOMWidget:
    """Make a field for a number, which is taken when Enter is pressed or the field is left."""
    layout = W.Layout(flex="0 0 auto", width=_WIDTH.format(_DIGITS))
    return kind(tooltip=tooltip, continuous_update=False, layout=layout, style=shared.style(kind), **about)
