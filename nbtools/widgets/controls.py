"""From a parameter to its control: the only module that makes sliders.

A control shows the value of its parameter and hands what the user sets to `Explorer.steer`, which refuses what is not
allowed. It holds no state of its own.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.widgets.parameters import Choice, Interval, Number, Palette, Parameter, Switch

if TYPE_CHECKING:
    from nbtools.widgets.explorer import Explorer

_LABEL = {"description_width": "120px"}
_WIDE = {"flex": "1 1 auto", "width": "auto"}
_ECHO = 5.0  # seconds within which a slider may repeat what it was told
_TWELFTHS, _ALMOST = 12, 0.015  # steps of a doubling, among them 1.5 and 3; what is taken for a whole number
_MANY, _LONG = 4, 24  # with more options or letters than these, a list that opens instead of a row of buttons


class Control:
    """What all controls share: a row of widgets for one parameter."""

    def __init__(self, explorer: Explorer, name: str) -> None:
        self.explorer, self.name = explorer, name
        self.trait: Any = explorer.parameters()[name]
        self._showing = False
        self._shown: tuple[Any, ...] = ()
        self._sent: list[tuple[Any, float]] = []
        self.parts = self.make()
        self.widget = W.HBox(self.arrange())
        self.widget.add_class("nbtools-control")
        self.show(fit=True)
        for part in self.parts:
            part.observe(self._moved, names="value")

    def make(self) -> list[W.DOMWidget]:
        """Make the widgets of the row."""
        raise NotImplementedError

    def arrange(self) -> list[W.DOMWidget]:
        """Give the widgets in the order in which they stand in the row."""
        return self.parts

    def put(self, value: Any) -> None:
        """Show a value."""
        self.parts[0].value = value

    def read(self, part: W.DOMWidget) -> Any:
        """Read the value of the part that was moved."""
        return part.value

    def fit(self) -> None:
        """Take over the range of the parameter."""

    def show(self, *, fit: bool = False, again: bool = False) -> None:
        """Show the value of the parameter, and with `fit` its range; `again` also when it has not changed."""
        value = getattr(self.explorer, self.name)
        if not fit and not again and (value,) == self._shown:
            return
        self._showing, self._shown = True, (value,)
        try:
            if fit:
                self.fit()
            self.put(value)
        finally:
            self._showing = False

    def _moved(self, change: Any) -> None:
        if self._showing:
            return
        value = self.read(change.owner)
        if value != getattr(self.explorer, self.name):
            self.explorer.steer(self.name, value)

    def _about(self, **more: Any) -> dict[str, Any]:
        return {"description": self.trait.title, "tooltip": self.trait.help, "style": _LABEL, **more}

    def _put_slider(self, slider: W.DOMWidget, place: Any, now: Any) -> None:
        if place != now:
            slider.value = place
            self._sent.append((place, time.monotonic()))

    def _is_echo(self, place: Any, now: Any) -> bool:
        """Whether a slider in the browser only repeats what it was told: it does so when it rounds otherwise than we.

        A late echo would undo a newer change, so all that was sent lately is kept until the user moves the slider.
        """
        if place == now:
            return True
        late = time.monotonic() - _ECHO
        self._sent = [(sent, at) for sent, at in self._sent if at > late]
        for k, (sent, _) in enumerate(self._sent):
            if sent == place:
                del self._sent[: k + 1]
                return True
        self._sent.clear()
        return False

    def _on_grid(self, value: float) -> float:
        """Round to the slider's steps: the browser sends 8.999999999999998 for 9, and 7.5 for 7.3."""
        low, high, step = self.explorer.range_of(self.name)
        place = low + math.floor((min(max(value, low), high) - low) / step + 0.5) * step
        return float(f"{min(place, high):.12g}")


class NumberControl(Control):
    """A slider and, beside it, a field that takes any allowed number."""

    trait: Number

    def make(self) -> list[W.DOMWidget]:
        """Make slider and field."""
        slider = W.IntSlider if self.trait.integer else W.FloatSlider
        return [
            slider(**self._about(readout=False, layout=_WIDE)),
            _field(f"{self.trait.title}: type a number", integer=self.trait.integer, width="62px"),
        ]

    def put(self, value: float) -> None:
        """Show the number in the field, and the nearest place on the slider."""
        slider, field = self.parts
        self._put_slider(slider, self._on_grid(value), self._on_grid(slider.value))
        field.value = value

    def read(self, part: W.DOMWidget) -> float:
        """Read the number."""
        if part is not self.parts[0]:
            return part.value
        now, place = getattr(self.explorer, self.name), self._on_grid(part.value)
        return now if self._is_echo(place, self._on_grid(now)) else place

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
            **self._about(readout=False, layout=_WIDE),
        )  # fmt: skip
        return [slider, _field(f"{self.trait.title}: type a number", width="62px")]

    def fit(self) -> None:
        """Move the slider's ends."""
        low, high, _ = self.explorer.range_of(self.name)
        ends = math.log2(low), math.log2(high), 1 / _TWELFTHS
        now = self._on_grid(getattr(self.explorer, self.name))
        _set_range(self.parts[0], ends, lambda _: now)

    def _on_grid(self, value: float) -> float:
        low, high, _ = self.explorer.range_of(self.name)
        value = 2 ** (round(math.log2(min(max(value, low), high)) * _TWELFTHS) / _TWELFTHS)
        whole = round(value)
        near = abs(value - whole) < _ALMOST * value
        return min(max(float(whole) if near else float(f"{value:.3g}"), low), high)


class IntervalControl(Control):
    """A slider with two handles and two fields; a tick box before them when the parameter may be off."""

    trait: Interval

    def make(self) -> list[W.DOMWidget]:
        """Make slider and fields, with or without a tick box."""
        about = self._about(readout=False, layout=_WIDE)
        ends = [_field(f"{self.trait.title}: {end} end", width="52px") for end in ("lower", "upper")]
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
        self._put_slider(slider, place, self._places(slider.value))
        for field, number in zip(ends, value or place, strict=True):
            field.value = number

    def read(self, part: W.DOMWidget) -> tuple[float, float] | None:
        """Read the pair, or None when the box is not ticked."""
        slider, lower, upper, *box = self.parts
        if part in box and not part.value:
            return None
        now, place = getattr(self.explorer, self.name), self._places(slider.value)
        if part is slider:
            return now if now is None or self._is_echo(place, self._places(now)) else place
        return lower.value, upper.value

    def fit(self) -> None:
        """Move the slider's ends."""
        ends = self.explorer.range_of(self.name)
        now = getattr(self.explorer, self.name) or self.trait.start or ends[:2]
        _set_range(self.parts[0], ends, lambda _: self._places(self.explorer.nearest(self.name, now)))

    def _places(self, pair: tuple[float, float]) -> tuple[float, float]:
        return self._on_grid(pair[0]), self._on_grid(pair[1])


class ChoiceControl(Control):
    """Buttons for a few options, a list that opens for many."""

    trait: Choice

    def make(self) -> list[W.DOMWidget]:
        """Make the buttons or the list."""
        about = self._about(options=self.trait.options, value=getattr(self.explorer, self.name))
        if len(self.trait.options) > _MANY or len("".join(self.trait.options)) > _LONG:
            return [W.Dropdown(**about, layout=W.Layout(flex="1 1 auto", width="auto"))]
        about |= {
            "style": {**_LABEL, "button_width": "auto"},
            "tooltips": [self.trait.help] * len(self.trait.options),
        }
        return [W.ToggleButtons(**about, layout=W.Layout(width="auto"))]


class PaletteControl(Control):
    """A list of colormaps that opens, each with its kind; a line of Python may add another one."""

    trait: Palette

    def make(self) -> list[W.DOMWidget]:
        """Make the list."""
        self._options = [
            (f"{name} · {kind}", name) for kind, names in self.trait.groups.items() for name in names
        ]
        about = self._about(options=self._options)
        return [W.Dropdown(**about, layout=W.Layout(flex="1 1 auto", width="auto"))]

    def put(self, value: str) -> None:
        """Show a colormap."""
        if value not in dict(self.parts[0].options).values():
            self.parts[0].options = [*self._options, (value, value)]
        self.parts[0].value = value


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
    Palette: PaletteControl,
    Switch: SwitchControl,
}


def control(explorer: Explorer, name: str) -> Control:
    """Make the control of a parameter."""
    trait = explorer.parameters()[name]
    kind = LogControl if isinstance(trait, Number) and trait.log else _KINDS[type(trait)]
    return kind(explorer, name)


def _field(tooltip: str, *, width: str, integer: bool = False) -> W.DOMWidget:
    """Make a field for a number, which is taken when Enter is pressed or the field is left."""
    kind = W.IntText if integer else W.FloatText
    return kind(tooltip=tooltip, continuous_update=False, layout=W.Layout(flex="0 0 auto", width=width))


def _set_range(slider: W.DOMWidget, ends: tuple[float, float, float], inside: Callable[[Any], Any]) -> None:
    """Widen, move the value, then narrow: in any other order ipywidgets refuses or changes the value."""
    low, high, step = ends
    slider.min, slider.max = min(slider.min, low), max(slider.max, high)
    slider.value = inside(slider.value)
    slider.min, slider.max, slider.step = low, high, step
