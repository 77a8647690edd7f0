"""The call that gives the same numbers without the widget, as lines of Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import SimpleNamespace
from typing import Any

import numpy as np

from nbtools.compute.color.colormaps import hex_color, lut


def call_text(
    function: str,
    inputs: Sequence[str],
    arguments: dict[str, Any],
    *,
    gives: str = "result",
    then: Sequence[str] = (),
    imports: Sequence[str] = (),
    assumed: Sequence[str] = (),
    checks: Sequence[str] = (),
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
    assumed : sequence of str
        What is said in the first line about the inputs.
    checks : sequence of str
        Lines before the call.

    Returns
    -------
    str

    Examples
    --------
    >>> given = ["before, uint8 (4, 5)", "after, uint8 (4, 5)"]
    >>> table = ["table = result.regions"]
    >>> print(call_text("difference", ["before", "after"], {"atol": 2.0}, then=table, assumed=given), end="")
    # What was explored: before, uint8 (4, 5); after, uint8 (4, 5)
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
    first = [f"# What was explored: {'; '.join(assumed)}"] if assumed else []
    return "\n".join([*first, "import nbtools as nb", *imports, "", *checks, *call, *then]) + "\n"


def name_of(value: Any, names: Mapping[str, Any], wanted: str = "") -> str | None:
    """Find how an object is written in a notebook; None where it has no name.

    It is the wanted name if that is one of the object, else another one, or a part of something that has a name.

    Examples
    --------
    >>> image = [3]
    >>> name_of(image, {"_1": image, "other": [3], "a": image, "b": image}, wanted="b")
    'b'
    >>> name_of(image, {"images": {"cat": image}})
    "images['cat']"
    """
    known = {name: other for name, other in list(names.items()) if not name.startswith("_")}
    own = [name for name, other in known.items() if other is value]
    if own:
        return wanted if wanted in own else own[0]
    parts = ((name + way, part) for name, other in known.items() for way, part in _parts(other))
    return next((text for text, part in parts if part is value), None)


def _parts(holder: Any) -> Iterator[tuple[str, Any]]:
    """List what a dict with texts as keys, or an object of some class, is made of."""
    if type(holder) is dict:
        yield from ((f"[{key!r}]", part) for key, part in list(holder.items()) if type(key) is str)
    elif is_dataclass(holder) and not isinstance(holder, type):
        yield from ((f".{part.name}", getattr(holder, part.name, None)) for part in fields(holder))
    elif isinstance(holder, SimpleNamespace):
        yield from ((f".{name}", part) for name, part in vars(holder).items())


def told_input(value: Any) -> str:
    """Say what an input is, in a few words.

    Examples
    --------
    >>> told_input(np.zeros((3, 4))), told_input([1, 2])
    ('float64 (3, 4)', 'list of 2')
    """
    kind = "" if type(value) is np.ndarray else f"{type(value).__name__} "
    if hasattr(value, "shape"):
        return f"{kind}{getattr(value, 'dtype', '')} {tuple(value.shape)}"
    return f"{kind}of {len(value)}" if hasattr(value, "__len__") else kind.strip()


def check_of(name: str, value: Any) -> list[str]:
    """Write a line that refuses another input of this name, where that has another shape, type or length."""
    if hasattr(value, "shape"):
        same = [f"tuple({name}.shape) == {tuple(value.shape)}"]
        same += [f"{name}.dtype == {str(value.dtype)!r}"] * isinstance(
            getattr(value, "dtype", None), np.dtype
        )
    elif hasattr(value, "__len__"):
        same = [f"len({name}) == {len(value)}"]
    else:
        return []
    return [f'assert {" and ".join(same)}, "{name} is not what was explored"']


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
