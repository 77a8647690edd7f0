"""The anatomy that all explorers share: title and buttons, picture, controls, status line, tabs."""

from __future__ import annotations

import contextlib
import html
import pathlib
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.compute.markup import html_table, status
from nbtools.compute.sliders import Doubling
from nbtools.model.numbers import number_for_page, number_or_none
from nbtools.widgets.base import shared
from nbtools.widgets.base.code import Code
from nbtools.widgets.base.control import AUTO, Control
from nbtools.widgets.base.controls import control
from nbtools.widgets.base.page import Page
from nbtools.widgets.base.save_box import SaveBox
from nbtools.widgets.base.sliders import SliderControl
from nbtools.widgets.base.table import Table
from nbtools.widgets.base.working import Working

if TYPE_CHECKING:
    from nbtools.widgets.base.canvas import Canvas
    from nbtools.widgets.base.explorer import Explorer
    from nbtools.widgets.base.stage import Stage

_TOOLS = (
    ("pan", "arrows", "Pan: a drag moves the image, whatever it starts on"),
    ("zoom", "search-plus", "Zoom: drag a rectangle"),
)
_MOUSE = (
    "Drag the picture to move it. Ctrl (on a Mac ⌘) + wheel zooms about the cursor; after a click on the picture the "
    "wheel alone does, until then it scrolls the page. "
)
_CLOSE = "<button class='nbtools-close' title='Close the help (Escape)'>×</button>"
_STYLE = pathlib.Path(__file__).with_name("style.css").read_text(encoding="utf-8")


class Shell:
    """Lays out an explorer and speaks to its user.

    An explorer's `build` calls `group`, `tab` and `table`; the one path calls `fill`, `say`, `complain` and `follow`.
    """

    def __init__(self, explorer: Explorer, title: str) -> None:
        self._explorer = explorer
        self._controls: dict[str, Control] = {}
        self._groups: list[W.Widget] = []
        self._folded: dict[str, W.VBox] = {}
        self.message = ""  # what the status line says, as plain text, and
        self._note = ""  # what of it stays until the next drawing
        self._status = W.HTML().add_class("nbtools-status")
        self._title = W.HTML(layout=W.Layout(flex="1 1 auto"))
        self.head(title)
        self._help = W.HTML(layout=W.Layout(display="none"), tabbable=True)
        self._help.add_class("nbtools-help").add_class("nbtools-aside")
        self._code = Code()
        self._switches: dict[str, W.ToggleButton] = {}
        self._fillings: list[tuple[str, Callable[[], None], bool]] = []
        self._panel = W.VBox()
        self.page = Page()
        self.save_box = SaveBox(explorer, self.page)
        self._head = W.HBox().add_class("nbtools-head")
        self.working = Working(explorer, self._head)

    # --- filling ------------------------------------------------------------------------------------------------

    def group(self, title: str, *rows: str | tuple[str, ...] | W.Widget, folded: bool = False) -> None:
        """Add a group of controls: names of parameters, several for one line, or widgets as they are."""
        made = tuple(self._row(row) for row in rows)
        if folded and title in self._folded:
            self._folded[title].children += made
            return
        box = W.VBox(made, layout=shared.layout())
        if folded:
            self._folded[title] = box
        else:
            look: Any = {"layout": shared.layout(), "style": shared.style(W.HTML)}
            self._groups += [W.HTML(html.escape(title), **look, _dom_classes=("nbtools-heading",)), box]

    def _row(self, row: str | tuple[str, ...] | W.Widget) -> W.Widget:
        if isinstance(row, tuple):
            line = shared.layout(overflow="visible", grid_gap="14px")
            return W.HBox([self._row(name) for name in row], layout=line)
        if not isinstance(row, str):
            return row
        self._controls[row] = control(self._explorer, row)
        return self._controls[row].widget

    def tab(
        self,
        title: str,
        content: W.DOMWidget,
        fill: Callable[[], None] | None = None,
        *,
        live: bool = False,
        opened: bool = False,
    ) -> None:
        """Add a tab below the picture; it is closed until it is wanted, unless it is `opened` from the beginning.

        While it is open, `fill` is called: at rest, or with `live` at each step of a drag.
        """
        switch = W.ToggleButton(opened, description=title, tooltip=f"Show or hide: {title}")
        switch.observe(lambda change: self._switched(title, content, change.new), names="value")
        content.layout.display = None if opened else "none"
        self._switches[title] = switch
        self._panel.children = (*self._panel.children, content)
        if fill is not None:
            self._fillings.append((title, fill, live))

    def table(
        self,
        title: str,
        rows: Callable[[], Any],
        *,
        selects: str | None = None,
        live: bool = False,
        about: dict[str, str] | None = None,
    ) -> None:
        """Add a tab with a table; a click on a row of it sets the parameter `selects` to its number.

        `about` says what columns mean.
        """
        explorer, table = self._explorer, Table(about=about or {})
        table.observe(lambda _: explorer.refresh(), names="sort")
        if selects is not None:
            table.observe(
                lambda change: explorer.steer(selects, number_or_none(change.new)), names="selected"
            )

        def fill() -> None:
            if selects is not None:
                table.selected = number_for_page(getattr(explorer, selects))
            table.show(rows())

        self.tab(title, table, fill, live=live)

    def fill(self, *, live: bool) -> None:
        """Fill the tabs that are open; what nobody looks at is not computed."""
        for title, fill, at_each_step in self._fillings:
            if at_each_step is live and self.is_open(title):
                fill()

    def _switched(self, title: str, content: W.DOMWidget, on: bool) -> None:
        # Hidden, not taken out of the page: a canvas that is taken out stays there as a dead picture.
        content.layout.display = None if on else "none"
        if on:
            for other, switch in self._switches.items():
                switch.value = other == title
            self._explorer.refresh()

    def assemble(self, stage: Stage) -> None:
        """Put everything in its place."""
        explorer, picture = self._explorer, stage.canvas
        self.tab("code", self._code)
        tools = [
            button("", "home", "Home: see the whole image", stage.home),
            *(self._tool(picture, mode, icon, about) for mode, icon, about in _TOOLS),
        ]
        tools[-1].layout = W.Layout(**AUTO, margin="2px 12px 2px 2px")
        buttons = [
            button("", "refresh", "Reset: the parameters this explorer started with", explorer.reset),
            button("", "undo", "Undo the last change", explorer.undo),
            button("", "repeat", "Redo", explorer.redo),
            button("", "save", "Save", lambda: _toggle(self.save_box.widget)),
            button("", "code", "Code: lines that give the same numbers", lambda: self.toggle("code")),
            button("", "question", "Help", lambda: _toggle(self._help)).add_class("nbtools-ask"),
        ]
        self._help.value = self._help_text()
        controls = W.VBox(self._groups)
        if self._folded:
            boxes, titles = tuple(self._folded.values()), tuple(self._folded)
            controls.children += (W.Accordion(boxes, titles=titles, selected_index=None),)
        middle = W.HBox([picture, controls.add_class("nbtools-controls"), self._help])
        middle.add_class("nbtools-middle")
        self._head.children = self._title, *tools, *buttons
        style = W.HTML(f"<style>{_STYLE}</style>", layout=W.Layout(display="none"))
        switches = W.HBox(list(self._switches.values())).add_class("nbtools-tabs")
        self.pictures = pictures = self._pictures(middle, self._panel)
        for other in pictures[1:]:
            other.follow(picture)
        self.page.alt, self.page.mark = f"{type(explorer).__name__}: ", picture.key
        sliders = {name: item.parts[0] for name, item in self._sliders.items()}
        for name, slider in sliders.items():
            slider.add_class(f"nbtools-{name}")
        self.page.sliders = {name: slider.model_id for name, slider in sliders.items()}
        self.page.choices = {
            name: item.parts[0].model_id for name, item in self._controls.items() if item.counted
        }
        self.page.shortcuts = list(explorer.shortcuts)
        self.page.hear("key", explorer.press)
        self.page.hear("slide", self._slid)
        above = style, self.page, self._head, self.save_box.widget
        explorer.add_class("nbtools-explorer")
        explorer.children = *above, middle, self._status, switches, self._panel

    @property
    def _sliders(self) -> dict[str, SliderControl]:
        return {name: item for name, item in self._controls.items() if isinstance(item, SliderControl)}

    def _slid(self, told: dict[str, Any]) -> None:
        """Make sure that a place of a slider is known, which a link that was cut may have lost."""
        name, moved, *rest = (told[key] for key in ("name", "moved", "passed", "ago", "shown"))
        lost = self._sliders[name].hear(*rest)
        self.page.send({"slid": {"name": name, "moved": moved, "lost": lost}})

    def _tool(self, picture: Canvas, mode: str, icon: str, about: str) -> W.ToggleButton:
        """Make the button of a mouse mode; one mode is on at most."""
        style = shared.style(W.ToggleButton)
        button = W.ToggleButton(False, icon=icon, tooltip=about, layout=shared.layout(**AUTO), style=style)
        button.observe(lambda change: picture.set_mode(mode, change.new), names="value")
        picture.on_mode.add(lambda now: setattr(button, "value", now == mode))
        return button

    def _pictures(self, *widgets: W.Widget) -> list[Canvas]:
        """Collect all pictures in the order in which they stand in the page."""
        found = [[w] if hasattr(w, "alt") else self._pictures(*getattr(w, "children", ())) for w in widgets]
        return [picture for pictures in found for picture in pictures]

    @contextlib.contextmanager
    def frames_last(self) -> Iterator[None]:
        """Send frames at the end: so the words are those of the frame when the page sees it."""
        with contextlib.ExitStack() as held:
            for picture in reversed(self.pictures):  # the main one first, as they are let go
                held.enter_context(picture.held())
            yield

    # --- speaking -----------------------------------------------------------------------------------------------

    def head(self, title: str) -> None:
        """Write the title line."""
        self._title.value = f"<b>{html.escape(title)}</b>"

    def say(self, text: str) -> None:
        """Write the status line."""
        self.message = self._note + text
        self._status.value = status(self.message)

    def note(self, text: str) -> None:
        """Write something before what the status line says, until the next drawing."""
        said = self.message.removeprefix(self._note)
        self._note = text
        self.say(said)

    def complain(self, text: str) -> None:
        """Write an error into the status line."""
        self.message, self._status.value = text, status(text, wrong=True)

    def follow(self, moved: str | None = None) -> None:
        """Let the controls show the parameters, the one that was `moved` in any case, and the code tab its lines."""
        for name, item in self._controls.items():
            item.show(again=name == moved)
        if self.is_open("code"):
            self._code.text = self._explorer.code()

    def places(self, names: Iterable[str]) -> dict[str, Any]:
        """Say where the controls of some parameters stand: a slider, or the number of what is chosen.

        What has no control is the number of what is selected, see `number_for_page`.
        """
        return {
            name: self._controls[name].standing
            if name in self._controls
            else number_for_page(getattr(self._explorer, name))
            for name in names
        }

    def told(self, names: Iterable[str]) -> set[str]:
        """Say which of some parameters have a value that the place of their control stands for."""
        return {name for name in names if self._tells(name)}

    def _tells(self, name: str) -> bool:
        item = self._controls.get(name)
        return item is None or item.value_at(item.parts[0].value) == getattr(self._explorer, name)

    @property
    def known(self) -> list[str]:
        """The parameters of whose controls the page knows where they stand."""
        return [
            name for name, item in self._controls.items() if item.counted or isinstance(item, SliderControl)
        ]

    def has(self, name: str) -> bool:
        """Whether a parameter has a control."""
        return name in self._controls

    def meaning(self, name: str) -> dict[str, Any]:
        """Say what the places of a control stand for: its ends and step, and the values there if they are others."""
        item = self._controls.get(name)
        if not isinstance(item, SliderControl):
            return {"range": None, "log": False, "through": None}
        log = isinstance(item.range, Doubling)
        return {"range": item.range.ends, "log": log, "through": item.range.typical if log else None}

    def fit(self, name: str) -> None:
        """Let a control take over the range of its parameter."""
        if name in self._controls:
            self._controls[name].show(fit=True)

    def reveal(self, name: str, on: bool) -> None:
        """Show the control of a parameter, or hide it while it has no meaning."""
        self._controls[name].widget.layout.display = None if on else "none"

    def toggle(self, title: str) -> None:
        """Open a tab, or close it."""
        self._switches[title].value = not self._switches[title].value

    def is_open(self, title: str) -> bool:
        """Whether a tab is open; what nobody looks at is not computed."""
        return bool(self._switches[title].value)

    def _help_text(self) -> str:
        parameters = self._explorer.parameters().items()
        rows = [(trait.title, trait.help, f"w.{name}") for name, trait in parameters]
        return f"{_CLOSE}<p>{html.escape(_MOUSE + self._explorer.mouse_help)}</p>{html_table(rows)}"


def button(text: str, icon: str, tooltip: str, action: Callable[[], Any]) -> W.Button:
    """Make a button that is as wide as its words."""
    style = shared.style(W.Button)
    button = W.Button(description=text, icon=icon, tooltip=tooltip, layout=shared.layout(**AUTO), style=style)
    button.on_click(lambda _: action())
    return button


def _toggle(widget: W.DOMWidget) -> None:
    widget.layout.display = "none" if widget.layout.display is None else None
