"""What all explorers and functions start with, in one place."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field, fields, replace
from typing import TYPE_CHECKING, Any, Literal, Self

from nbtools.compute.color.colormaps import colormap
from nbtools.compute.spelling import understanding

if TYPE_CHECKING:
    from matplotlib.colors import Colormap

CMAP = "viridis"


class _As(enum.Enum):
    """What stands for a default that is left as it is, so that None can bring our own one back."""

    IT_IS = "as it is"


@dataclass(frozen=True)
class Defaults:
    """What explorers and functions start with. Made by `set_defaults`; in a ``with``, those before come back.

    Attributes
    ----------
    cmap : str or matplotlib.colors.Colormap
        The colormap of pictures of numbers.
    """

    cmap: str | Colormap = CMAP
    _before: Defaults | None = field(default=None, repr=False, compare=False)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        global _now
        _now = self._before or Defaults()


_now = Defaults()


@understanding
def set_defaults(*, cmap: str | Colormap | Literal[_As.IT_IS] | None = _As.IT_IS) -> Defaults:
    """Set what all explorers and functions start with from now on, instead of giving it each time.

    Explorers that are there already stay as they are, an argument always wins, and matplotlib's rcParams have no say.
    No number depends on it.

    Parameters
    ----------
    cmap : str or matplotlib.colors.Colormap, or None
        The colormap of pictures of numbers; None for our own, "viridis".

    Returns
    -------
    Defaults
        Those that hold now, which may be used in a ``with``. Without an argument they are only looked at.

    Raises
    ------
    ValueError
        If matplotlib knows no such colormap.

    Examples
    --------
    >>> import nbtools as nb
    >>> nb.set_defaults(cmap="gray")
    Defaults(cmap='gray')
    >>> nb.to_rgba([[0, 1]])[0].tolist()
    [[0, 0, 0, 255], [255, 255, 255, 255]]
    >>> nb.set_defaults(cmap=None)
    Defaults(cmap='viridis')
    """
    global _now
    given: dict[str, Any] = {"cmap": cmap}
    news = {name: value for name, value in given.items() if value is not _As.IT_IS}
    own = Defaults()
    for name, value in news.items():
        news[name] = getattr(own, name) if value is None else value
    colormap(news.get("cmap", CMAP))
    _now = replace(_now, **news, _before=replace(_now, _before=None))
    return _now


def for_all() -> dict[str, Any]:
    """Give what is set, by the names of parameters."""
    own = Defaults()
    found = {item.name: getattr(_now, item.name) for item in fields(own) if item.init and item.name[0] != "_"}
    return {name: value for name, value in found.items() if value is not getattr(own, name)}


def is_default(cmap: Any) -> bool:
    """Whether a colormap is one that nobody needs to ask for."""
    return cmap is None or any(isinstance(cmap, type(own)) and cmap == own for own in (CMAP, _now.cmap))
