"""Parameters that are words, switches or colours."""

from __future__ import annotations

from typing import Any

from nbtools.compute import checks
from nbtools.compute.color.colormaps import colormap, hex_color, lut
from nbtools.model.parameter import Parameter


class Choice(Parameter):
    """One of a few words."""

    def __init__(self, default: str, options: tuple[str, ...], **about: Any) -> None:
        super().__init__(default, **about)
        self.options = options

    @property
    def kind(self) -> str:
        """What a value is."""
        return "{" + ", ".join(map(repr, self.options)) + "}"

    @property
    def allowed(self) -> str:
        """The words."""
        return ", ".join(self.options)

    def validate(self, obj: Any, value: Any) -> str:
        """Refuse any other word."""
        return checks.choice(self.name, value, self.options)


class Palette(Parameter):
    """A colormap: the name of any that matplotlib knows, or a Colormap.

    Parameters
    ----------
    groups : dict
        kind -> names of the colormaps that are offered.
    """

    def __init__(self, default: str, groups: dict[str, tuple[str, ...]], **about: Any) -> None:
        super().__init__(default, **about)
        self.groups = groups

    @property
    def options(self) -> tuple[str, ...]:
        """The names of the colormaps that are offered, in their order."""
        return tuple(name for names in self.groups.values() for name in names)

    _kind = "str or Colormap"

    def validate(self, obj: Any, value: Any) -> Any:
        """Refuse what is no colormap; one that matplotlib knows is kept by its name."""
        from matplotlib import colormaps

        try:
            found = colormap(self._from_colors(value))
        except ValueError:
            raise self.refuse(value, "the name of a colormap that matplotlib knows") from None
        if isinstance(value, str):
            return str(value)
        return found.name if found.name in colormaps and colormaps[found.name] == found else found

    def plain(self, value: Any) -> Any:
        """Give a name, or of other colormaps the colours: its own, and those for too low, too high and bad values."""
        return value if isinstance(value, str) else [hex_color(color) for color in lut(value)]

    def _from_colors(self, value: Any) -> Any:
        """Make a colormap of what `plain` gives; all else is left as it is."""
        from matplotlib.colors import ListedColormap, is_color_like

        if not isinstance(value, list | tuple) or len(value) < 4 or not all(map(is_color_like, value)):
            return value
        under, over, bad = value[-3:]
        return ListedColormap(value[:-3]).with_extremes(under=under, over=over, bad=bad)


class Switch(Parameter):
    """On or off."""

    _kind = "bool"

    def validate(self, obj: Any, value: Any) -> bool:
        """Refuse anything but True and False."""
        if value is not True and value is not False:
            raise self.refuse(value, "True or False")
        return bool(value)


class Texts(Parameter):
    """A tuple of texts, each another one."""

    def __init__(self, **about: Any) -> None:
        super().__init__((), **about)

    _kind = "sequence of str"

    def validate(self, obj: Any, value: Any) -> tuple[str, ...]:
        """Refuse what is no sequence of different texts."""
        given = isinstance(value, list | tuple) and all(isinstance(text, str) for text in value)
        if not given or len(set(value)) < len(value):
            raise self.refuse(value, "a sequence of different texts")
        return tuple(value)
