"""Lines of Python in the browser, with a button that copies them."""

from __future__ import annotations

import traitlets

from nbtools.widgets.base.module import Module


class Code(Module):
    """Some lines of code.

    Attributes
    ----------
    text : str
        The lines.
    """

    files = ("code.js",)

    text = traitlets.Unicode().tag(sync=True)
