"""The save box: what is saved, under which name, and where it went, with a button that downloads it."""

from __future__ import annotations

import html
import pathlib
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.compute.names import meant_by, proposed
from nbtools.widgets.base.page import Page

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer


class SaveBox:
    """Writes what an explorer exports into the working folder, and nowhere else.

    Parameters
    ----------
    explorer : Explorer
        Whose `exports` are offered.
    page : Page
        Brings the last saved file into the browser: on a machine far away there is no other way to it.
    """

    def __init__(self, explorer: Explorer, page: Page) -> None:
        self._explorer, self._page = explorer, page
        self._saved: pathlib.Path | None = None
        exports = explorer.exports()
        self._what = W.Dropdown(options=list(exports), description="save", tooltip="What is saved")
        self._name = W.Text(
            exports[self._what.value][0], description="as", tooltip="File name", continuous_update=False
        )
        self._replace = W.Checkbox(
            False, description="replace", tooltip="Write over a file that is already there", indent=False
        )
        write = W.Button(description="save", icon="save", tooltip="Write into this notebook's folder")
        write.add_class("nbtools-write")  # the page tells when this is pressed
        self._note = W.HTML()
        self._download = W.Button(icon="download", tooltip="Get the file that was saved last")
        self._what.observe(self._another, names="value")
        page.hear("save", self._asked)
        page.hear("download", self._give)
        self._download.add_class("nbtools-download")  # the page asks for the file when this is pressed
        line = W.HBox([self._what, self._name, self._replace, write])
        self._outcome = W.HBox([self._note, self._download])
        self.widget = W.VBox([line, self._outcome], layout=W.Layout(display="none"))
        self.widget.add_class("nbtools-save")
        self._tell("")

    def _asked(self, told: dict[str, Any]) -> None:
        self._what.index, self._replace.value = told["what"], told["replace"]
        self.save(told["name"])

    def save(self, name: str) -> None:
        """Write what is chosen, or the first that goes with the ending of the name, and say where."""
        self._saved = None
        with self._explorer.guarded():
            try:
                self._write(name)
            except Exception as error:
                self._tell(f"⚠ {str(error) or type(error).__name__}", wrong=True)
                raise
            self._saved = pathlib.Path(name).resolve()
            self._replace.value = False  # asked for once
            self._tell(f"saved {self._saved}")
            self._explorer.shell.say(f"saved {name}")

    def _write(self, name: str) -> None:
        exports = self._explorer.exports()
        fitting = meant_by(name, {what: file for what, (file, _) in exports.items()})
        if self._what.value not in fitting:
            self._what.value = fitting[0]
        self._name.value = name
        try:
            exports[self._what.value][1](name, overwrite=self._replace.value)
        except FileExistsError:
            raise FileExistsError(f"{name} exists; tick 'replace' to write over it") from None

    def _another(self, change: dict[str, str]) -> None:
        """Propose the name that goes with another choice; keep a stem that the user has written."""
        exports = self._explorer.exports()
        self._name.value = proposed(self._name.value, exports[change["old"]][0], exports[change["new"]][0])

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self._note.value = f'<span class="{"nbtools-error" if wrong else ""}">{html.escape(text)}</span>'
        self._outcome.layout.display = None if text else "none"
        self._download.layout.display = "none" if self._saved is None else None
        self._download.description = "" if self._saved is None else f"download {self._saved.name}"

    def _give(self, page: str) -> None:
        """Send the file that was saved last; the browser cannot say which."""
        if self._saved is None:
            return
        with self._explorer.guarded():
            try:
                content = self._saved.read_bytes()
            except OSError:
                raise FileNotFoundError(f"{self._saved} is there no longer; save it again") from None
            self._page.give(page, self._saved.name, content)
