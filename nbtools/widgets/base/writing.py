"""The code that an explorer gives: lines that lead to the same result without it, about inputs that have names.

These functions are methods of `Explorer`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import __main__
from nbtools.compute.code import call_text, check_of, name_of, told_input

if TYPE_CHECKING:
    from nbtools.widgets.base.explorer import Explorer


def written(self: Explorer) -> dict[str, str]:
    """Say how the code writes each input: by its name in the notebook, by that of the explorer, or a word."""
    names, found = vars(__main__), {}
    own = name_of(self, names)
    for name, (value, attribute) in self.inputs().items():
        way = f"{own}.{attribute}" if own and attribute else name
        found[name] = name_of(value, names, wanted=name) or way
    return found


def code(self: Explorer) -> str:
    """Python lines that leave `result` and `table` as they are here, without the widget.

    The first line says what they are about. An input is written by its name in the notebook, or else as an
    attribute of this explorer; where neither has a name, as a word that stands for it, with a check.
    """
    names, assumed, checked = self.written(), [], []
    for name, (value, _) in self.inputs().items():
        written = names[name]
        nameless = written == name and name_of(value, vars(__main__)) is None
        assumed.append(f"{written}, {told_input(value)}" + ", which has no name here" * nameless)
        checked += check_of(name, value) if nameless else []
    text = call_text(**self.call(), assumed=assumed, checks=checked)
    if self.overlays:
        known = {each.label: list(each.points) for each in self.overlays}
        text += f"\n# known positions, (row, col), by their label:\noverlays = {known!r}\n"
    return text
