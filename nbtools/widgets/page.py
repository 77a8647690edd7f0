"""What only the page can do: pass keys by the pictures, tell their texts to screen readers, spare needless work."""

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
    canvases : list of str
        The model ids of the pictures.
    """

    _esm = pathlib.Path(__file__).with_name("page.js").read_text(encoding="utf-8")

    alts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    canvases = traitlets.List(traitlets.Unicode()).tag(sync=True)
