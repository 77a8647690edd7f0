"""What comes out of every explorer as a file: its pixels, its figure, its table, its parameters.

These functions are methods of `Explorer`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from inspect import signature
from typing import TYPE_CHECKING, Any

import nbtools
from nbtools.compute import checks
from nbtools.compute.png.files import Target, ending, write_new
from nbtools.compute.png.pictures import Colors
from nbtools.draw.theme import THEMES, Theme
from nbtools.model.lock import LOCK, locked

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer

Exports = dict[str, tuple[str, Callable[..., None]]]

_FIGURES = (".png", ".svg", ".pdf")


@locked
def png(self: Explorer, *, theme: Theme = "light") -> bytes:
    """Give the figure as it is on the screen, as the bytes of a PNG file.

    Parameters
    ----------
    theme : {"light", "dark"}
        Paper and ink around the image, whatever those of the screen are.
    """
    self._alive()
    checks.choice("theme", theme, THEMES)
    self.sharpen()
    return self.canvas.png(6, theme, **_titled(self))


def save_png(self: Explorer, path: Target, *, scale: int = 1, overwrite: bool = False, **shown: Any) -> None:
    """Write `rgba` as a PNG file, exactly, with the status and the parameters as text in it.

    Parameters
    ----------
    path : path-like or binary file
        Ends in .png.
    scale : int
        Each pixel of the data becomes so many by so many pixels of the file.
    overwrite : bool
        Whether an existing file may be replaced; FileExistsError otherwise.
    **shown
        What is shown: keywords of `rgba`, e.g. ``marks=False``.
    """
    known(self, shown, signature(self.rgba).parameters)
    times = checks.integer("scale", scale, minimum=1)
    with LOCK:
        pixels, text = self.rgba(**shown), notes(self)
    data = Colors(pixels).enlarged(times).encode(text=text)
    write_new(path, data, endings=(".png",), overwrite=overwrite)


def known(self: Explorer, given: Iterable[str], takes: Iterable[str]) -> None:
    """Raise a TypeError for a keyword that `save_png` does not have."""
    for name in given:
        if name not in takes:
            names = ", ".join(["path", "scale", "overwrite", *takes])
            raise TypeError(f"{type(self).__name__}.save_png has no {name!r}; it takes {names}")


@locked
def save_figure(self: Explorer, path: Target, *, theme: Theme = "light", overwrite: bool = False) -> None:
    """Write the figure as it is on the screen: axes, labels and marks, in the view that is shown.

    Parameters
    ----------
    path : path-like or binary file
        Ends in .png (the pixels of the screen), .svg or .pdf (lines and text that stay sharp).
    theme : {"light", "dark"}
        Paper and ink around the image, whatever those of the screen are.
    overwrite : bool
        Whether an existing file may be replaced; FileExistsError otherwise.
    """
    kind = ending(path)
    if kind in (".svg", ".pdf"):
        self._alive()
        checks.choice("theme", theme, THEMES)
        self.sharpen()
        data = self.canvas.vector(kind[1:], theme)
    else:
        data = self.png(theme=theme)
    write_new(path, data, endings=_FIGURES, overwrite=overwrite)


def notes(self: Explorer) -> dict[str, str]:
    """Say how a picture came about, for whoever finds the file."""
    return {
        **_titled(self),
        "Software": f"nbtools {nbtools.__version__}",
        "Description": self.status(),
        "Parameters": json.dumps(self.state(), sort_keys=True),
    }


def _titled(self: Explorer) -> dict[str, str]:
    return {"Title": self.title} if self.title else {}


def to_csv(self: Explorer, path: Target, *, overwrite: bool = False) -> None:
    """Write `table()` as a CSV file; FileExistsError unless ``overwrite``."""
    write_new(path, self.table().to_csv(index=False).encode(), endings=(".csv",), overwrite=overwrite)


def save_state(self: Explorer, path: Target, *, overwrite: bool = False) -> None:
    """Write the parameters as a JSON file; FileExistsError unless ``overwrite``.

    ``w.set(**parameters)`` takes them back, with ``parameters = json.loads(text)``, and so does a new explorer
    with ``**parameters``.
    """
    self._alive()
    text = json.dumps(self.state(), indent=2, sort_keys=True) + "\n"
    write_new(path, text.encode(), endings=(".json",), overwrite=overwrite)


def exports(self: Explorer) -> Exports:
    """Give what the save box offers: a file name to begin with, and the function that writes it.

    The functions take a path or an open file, and ``overwrite``.
    """
    return {
        "data pixels (PNG)": ("pixels.png", self.save_png),
        "figure (PNG)": ("figure.png", self.save_figure),
        "figure (SVG)": ("figure.svg", self.save_figure),
        "figure (PDF)": ("figure.pdf", self.save_figure),
        "table (CSV)": ("table.csv", self.to_csv),
        "parameters (JSON)": ("parameters.json", self.save_state),
    }
