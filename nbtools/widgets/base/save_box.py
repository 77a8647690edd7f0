"""The save box: what is saved, under which name, and whether into the notebook's folder or into the browser."""

from __future__ import annotations

import contextlib
import html
import io
import pathlib
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import ipywidgets as W

from nbtools.compute.names import meant_by, proposed
from nbtools.widgets.base.page import Page

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer


class SaveBox:
    """Writes what an explorer exports into the working folder, and nowhere else, or sends it to the browser.

    What is sent is made in memory: it needs no folder, and several who look at one notebook do not meet in one.

    Parameters
    ----------
    explorer : Explorer
        Whose `exports` are offered.
    page : Page
        Brings files into the browser: on a machine far away there is no other way to them.
    """

    def __init__(self, explorer: Explorer, page: Page) -> None:
        self._explorer, self._page = explorer, page
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
        self._download = W.Button(
            description="download", icon="download", tooltip="Get the file in the browser; needs no folder"
        )
        self._what.observe(self._another, names="value")
        self._download.add_class("nbtools-download")
        page.hear("save", self._asked)
        page.hear("download", self._wanted)
        line = W.HBox([self._what, self._name, self._replace, write, self._download])
        self.widget = W.VBox([line, self._note], layout=W.Layout(display="none"))
        self.widget.add_class("nbtools-save")
        self._tell("")

    def _asked(self, told: dict[str, Any]) -> None:
        self._what.index, self._replace.value = told["what"], told["replace"]
        self.save(told["name"])

    def _wanted(self, told: dict[str, Any]) -> None:
        self._what.index = told["what"]
        self.download(told["name"], told["page"])

    def save(self, name: str) -> None:
        """Write what is chosen, or the first that goes with the ending of the name, and say where."""
        with self._complaining():
            try:
                self._writer(name)(name, overwrite=self._replace.value)
            except FileExistsError:
                raise FileExistsError(f"{name} exists; tick 'replace' to write over it") from None
            except PermissionError as error:
                raise PermissionError(f"{error}; 'download' needs no folder") from None
            self._replace.value = False  # asked for once
            self._tell(f"saved {pathlib.Path(name).resolve()}")
            self._explorer.shell.say(f"saved {name}")

    def download(self, name: str, page: str) -> None:
        """Make in memory what `save` writes, and send it to the page that has asked for it."""
        with self._complaining():
            file = io.BytesIO()
            file.name = name
            self._writer(name)(file)
            self._page.give(page, name, file.getvalue())
            self._tell(f"downloaded {name}")
            self._explorer.shell.say(f"downloaded {name}")

    @contextlib.contextmanager
    def _complaining(self) -> Iterator[None]:
        with self._explorer.guarded():
            try:
                yield
            except Exception as error:
                self._tell(f"⚠ {str(error) or type(error).__name__}", wrong=True)
                raise

    def _writer(self, name: str) -> Callable[..., None]:
        """Give the function that writes what is chosen, or the first that goes with the ending of the name."""
        exports = self._explorer.exports()
        fitting = meant_by(name, {what: file for what, (file, _) in exports.items()})
        if self._what.value not in fitting:
            self._what.value = fitting[0]
        self._name.value = name
        return exports[self._what.value][1]

    def _another(self, change: dict[str, str]) -> None:
        """Propose the name that goes with another choice; keep a stem that the user has written."""
        exports = self._explorer.exports()
        self._name.value = proposed(self._name.value, exports[change["old"]][0], exports[change["new"]][0])

    def _tell(self, text: str, *, wrong: bool = False) -> None:
        self._note.value = f'<span class="{"nbtools-error" if wrong else ""}">{html.escape(text)}</span>'
        self._note.layout.display = None if text else "none"
