"""What all controls share: a row of widgets that shows one parameter and hands on what the user sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.model.lock import locked
from nbtools.widgets.base import shared

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer

LABEL = {"description_width": "120px"}
WIDE = {"flex": "1 1 auto", "width": "auto"}
AUTO = {"width": "auto"}


class Control:
    """A row of widgets for one parameter; it holds no state of its own."""

    classes: tuple[str, ...] = ()  # of its row, besides those that each row has
    counted = False  # whether it stands at one of some options, which the page knows by their numbers

    def __init__(self, explorer: Explorer, name: str) -> None:
        self.explorer, self.name = explorer, name
        self.trait: Any = explorer.parameters()[name]
        self._showing = False
        self._shown: tuple[Any, ...] = ()
        self.parts = self.make()
        self.widget = W.HBox(
            self.arrange(), _dom_classes=("nbtools-control", f"nbtools-of-{name}", *self.classes)
        )
        self.show(fit=True)
        for part in self.parts:
            part.observe(self._moved, names="value")

    @property
    def value(self) -> Any:
        """The value of the parameter."""
        return getattr(self.explorer, self.name)

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

    @property
    def standing(self) -> Any:
        """Where it stands, as the page knows it."""
        return self.parts[0].value

    def value_at(self, place: Any) -> Any:
        """Say which value the first part of the row stands for when it shows this one."""
        return place

    def fit(self) -> None:
        """Take over the range of the parameter."""

    @locked
    def show(self, *, fit: bool = False, again: bool = False) -> None:
        """Show the value of the parameter, and with `fit` its range; `again` also when it has not changed."""
        value = self.value
        if not fit and not again and (value,) == self._shown:
            return
        self._showing, self._shown = True, (value,)
        try:
            if fit:
                self.fit()
            self.put(value)
        finally:
            self._showing = False

    @locked
    def _moved(self, change: Any) -> None:
        if self._showing:
            return
        value = self.read(change.owner)
        if value != self.value:
            self.explorer.steer(self.name, value)

    def _made(
        self,
        kind: type[W.Widget],
        layout: dict[str, str],
        style: dict[str, str] = LABEL,
        **about: Any,
    ) -> W.DOMWidget:
        """Make a widget with the name and the help of the parameter, if `about` has no others."""
        about = {"description": self.trait.title, "tooltip": self.trait.about, **about}
        return kind(**about, layout=shared.layout(**layout), style=shared.style(kind, **style))
