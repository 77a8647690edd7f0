"""What only the page can do: let the keyboard pass by the pictures, and tell their texts to screen readers."""

from __future__ import annotations

import pathlib

import anywidget
import traitlets


class Page(anywidget.AnyWidget):
    """An unseen widget that looks after the explorer it stands in.

    Attributes
    ----------
    alts : list of str
        The texts of the pictures, in the order in which they stand in the page.
    """

    _esm = pathlib.Path(__file__).with_name("page.js").read_text(encoding="utf-8")

    alts = traitlets.List(traitlets.Unicode()).tag(sync=True)
