"""Widgets whose page side is an ES module of our own.

anywidget's front end loads the module as text, in every host that shows ipywidgets; nothing has to be installed into
the host for it, and nothing comes from the network.
"""

from __future__ import annotations

import hashlib
import pathlib
import re
import sys
from functools import lru_cache
from typing import Any, ClassVar

import ipywidgets as W
import traitlets
from anywidget import AnyWidget

_VERSION = AnyWidget.class_traits()["_model_module_version"].default_value


_NEEDLESS = re.compile(
    r"/\*\*.*?\*/\s?|^ *//[^\n]*\n| +// [^\n]*|^ *\n|^ +|(?<=[;{,])\n", re.DOTALL | re.MULTILINE
)
# Texts and regular expressions, which stay as they are, or a sign with spaces around that mean nothing.
_SPACED = re.compile(
    r"""("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`|/(?![*/ =])(?:\\.|[^/\\\n])+/)| ?(=>|===|!==|&&|\|\||[={},;()]) ?"""
)
PICTURES = "once.js", "paint.js", "access.js", "page.js"


@lru_cache
def source(*files: str) -> str:
    """Give files beside this one as one module, without comments, indents, most line ends and spaces: it travels."""
    bare = _NEEDLESS.sub("", _text(*files)).replace("VERSION", _version())
    return _SPACED.sub(lambda found: found[1] or found[2], bare)


@lru_cache
def _version() -> str:
    """Tell versions of the module of the pictures apart: a page may show explorers of two kernels."""
    return hashlib.blake2b(_text(*PICTURES).encode(), digest_size=8).hexdigest()


def _text(*files: str) -> str:
    return "\n".join(pathlib.Path(__file__).with_name(name).read_text(encoding="utf-8") for name in files)


class Module(W.DOMWidget):
    """A widget that modules beside this file show.

    Unlike anywidget's own class, this one makes no new class for each widget.

    Parameters
    ----------
    *args, **kwargs
        As for `ipywidgets.DOMWidget`.
    """

    files: ClassVar[tuple[str, ...]]

    _model_name = traitlets.Unicode("AnyModel").tag(sync=True)
    _model_module = traitlets.Unicode("anywidget").tag(sync=True)
    _model_module_version = traitlets.Unicode(_VERSION).tag(sync=True)
    _view_name = traitlets.Unicode("AnyView").tag(sync=True)
    _view_module = traitlets.Unicode("anywidget").tag(sync=True)
    _view_module_version = traitlets.Unicode(_VERSION).tag(sync=True)
    _anywidget_id = traitlets.Unicode().tag(sync=True)
    _esm = traitlets.Unicode().tag(sync=True)

    @traitlets.default("_anywidget_id")
    def _default_id(self) -> str:
        return f"nbtools.{type(self).__name__}"

    @traitlets.default("_esm")
    def _default_esm(self) -> str:
        return source(*self.files)

    def open(self) -> None:
        """Tell the page of this widget (called by ipywidgets); Colab must be asked to show it."""
        if (colab := sys.modules.get("google.colab.output")) is not None:
            colab.enable_custom_widget_manager()
        super().open()

    def get_state(self, key: Any = None, drop_defaults: bool = False) -> dict[str, Any]:
        """Give all traits, defaults too: the model in the page knows none of them (called by ipywidgets)."""
        return super().get_state(key, drop_defaults=False)
