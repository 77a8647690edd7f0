"""The call that gives the same numbers without the widget, as lines of Python."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nbtools.compute.color.colormaps import hex_color, lut


def call_text(
    function: str,
    inputs: Sequence[str],
    arguments: dict[str, Any],
    *,
    gives: str = "result",
    then: Sequence[str] = (),
    imports: Sequence[str] = (),
) -> str:
    """Write a call of a function of nbtools.

    Parameters
    ----------
    function : str
        Its name.
    inputs : sequence of str
        What it is called with first, as it is written: names of variables.
    arguments : dict
        Its keyword arguments. A `Verbatim` is written as it is, all else as Python would write it.
    gives : str
        The name that the result gets.
    then : sequence of str
        Lines after the call.
    imports : sequence of str
        Lines beside the import of nbtools.

    Returns
    -------
    str

    Examples
    --------
    >>> print(call_text("difference", ["before", "after"], {"atol": 2.0}, then=["table = result.regions"]), end="")
    import nbtools as nb
    <BLANKLINE>
    result = nb.difference(
        before,
        after,
        atol=2.0,
    )
    table = result.regions
    """
    lines = [*inputs, *(f"{name}={value!r}" for name, value in arguments.items())]
    call = [f"{gives} = nb.{function}(", *(f"    {line}," for line in lines), ")"]
    return "\n".join(["import nbtools as nb", *imports, "", *call, *then]) + "\n"


class Verbatim(str):
    """Python that is written as it stands: a variable, or an expression."""

    def __repr__(self) -> str:
        return str(self)


def colormap_text(cmap: Any) -> Verbatim:
    """Write a colormap as Python: its name, or its colours, with ``colors`` for ``matplotlib.colors``.

    Examples
    --------
    >>> colormap_text("gray")
    'gray'
    """
    if isinstance(cmap, str):
        return Verbatim(repr(cmap))
    *colors, under, over, bad = (hex_color(color) for color in lut(cmap))
    extremes = f"under={under!r}, over={over!r}, bad={bad!r}"
    return Verbatim(f"colors.ListedColormap({colors!r}).with_extremes({extremes})")


def imports_for(*texts: str) -> list[str]:
    """Give the import that makes ``colors`` known, where a text needs it."""
    return ["from matplotlib import colors"] * any("colors." in text for text in texts)
