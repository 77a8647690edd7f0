"""A parameter: a trait that knows its unit, label and help, and refuses what is not allowed.

A parameter is declared once, in an explorer's class body; the control, its range, the check, the label, the help
text and the line of `code()` derive from it.
"""

from __future__ import annotations

import copy
from functools import cache
from typing import Any, ClassVar, Self

import traitlets

from nbtools.compute import checks
from nbtools.compute.defaults import for_all
from nbtools.model.lock import LOCK

BY_DATA = "by the data"


class Parameter(traitlets.TraitType[Any, Any]):
    """What all parameters share.

    Parameters
    ----------
    default : object
        The start value; an explorer may fit it to the data.
    label : str
        What the control is called; its name if not given.
    help : str
        One sentence for the tooltip and the help panel.
    unit : str
        "px", "%", or "" for a plain number or the image's own unit.
    undoable : bool
        False for what is no setting but a place one looks at (zoom, selection): undo leaves it alone.
    also : tuple of str, optional
        Other names that are understood, besides the words of the label; those of its name in
        `nbtools.compute.spelling.OTHER_NAMES` if not given.
    """

    name: str
    _kind: ClassVar[str] = "object"

    @property
    def kind(self) -> str:
        """What a value is, for the documentation."""
        return self._kind

    @property
    def allowed(self) -> str:
        """Which values are allowed, for the documentation."""
        return self.kind

    def __init__(
        self,
        default: Any,
        *,
        help: str,
        label: str = "",
        unit: str = "",
        undoable: bool = True,
        also: tuple[str, ...] | None = None,
    ) -> None:
        super().__init__(default, help=help)
        self._label, self.unit, self.undoable, self.also = label, unit, undoable, also

    def default(self, obj: Any = None) -> Any:
        """Give the start value: the one that is set for all, see `nbtools.set_defaults`, or its own."""
        return for_all().get(self.name, super().default(obj))

    def starting(self, default: Any) -> Self:
        """Give the same parameter with another start value, for a subclass."""
        other = copy.copy(self)
        other.default_value = default
        return other

    def set(self, obj: Any, value: Any) -> None:
        """Take a value with all that follows from it, before another thread comes between (called by traitlets)."""
        with LOCK.lent():
            super().set(obj, value)

    @property
    def label(self) -> str:
        """What the control is called."""
        return self._label or self.name.replace("_", " ")

    @property
    def title(self) -> str:
        """Label with unit, as it stands beside the control."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    @property
    def about(self) -> str:
        """The help, with the name for a line of Python where the label has another one."""
        same = self.label == self.name.replace("_", " ")
        return self.help if same else f"{self.help} In Python: {self.name}."

    @property
    def home(self) -> str:
        """The name of the parameter that keeps the value: its own, but for a `Part`."""
        return str(self.name)

    def nearest(self, obj: Any, value: Any) -> Any:
        """Give the allowed value that is nearest to one that may be out of bounds."""
        return value

    def plain(self, value: Any) -> Any:
        """Give a value as json can write it; `validate` takes it back."""
        return [self.plain(item) for item in value] if isinstance(value, tuple) else value

    def refuse(self, value: Any, allowed: str) -> ValueError:
        """Make the error that names the parameter, what is allowed and what was found."""
        return ValueError(f"{self.name} must be {allowed}, got {checks.short(value)}")

    def _validate(self, obj: Any, value: Any) -> Any:
        """Check a value (called by traitlets); what is refused is a ValueError, of whatever type it is."""
        try:
            return super()._validate(obj, value)
        except TypeError as error:
            raise ValueError(str(error)) from None


def declared(cls: Any) -> dict[str, Parameter]:
    """Give the parameters that a class declares or inherits, by name, its own before those that it inherits."""
    return _declared(cls)


@cache
def _declared(cls: type) -> dict[str, Parameter]:
    found: dict[str, Parameter] = {}
    for base in cls.__mro__:
        for name, trait in vars(base).items():
            if isinstance(trait, Parameter):
                found.setdefault(name, trait)
    return found
