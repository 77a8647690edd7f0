"""File names that a user writes: what is meant by one, and which one is proposed."""

from __future__ import annotations

import pathlib


def meant_by(name: str, files: dict[str, str]) -> list[str]:
    """List what can be saved under a name: all that has its ending.

    Parameters
    ----------
    name : str
        The name of a file in the working folder.
    files : dict
        What can be saved -> the file name that is proposed for it.

    Raises
    ------
    ValueError
        A name with a folder in it, or with an ending that nothing has.

    Examples
    --------
    >>> meant_by("my.CSV", {"pixels": "pixels.png", "table": "table.csv"})
    ['table']
    """
    if pathlib.PurePath(name).name != name or "\\" in name:
        raise ValueError(f"the file name must have no folder in it, got {name!r}")
    ending = pathlib.PurePath(name).suffix.lower()
    fitting = [what for what, file in files.items() if file.endswith(ending or "\0")]
    if not fitting:
        endings = sorted({pathlib.PurePath(file).suffix for file in files.values()})
        raise ValueError(f"the file name must end in {' or '.join(endings)}, got {name!r}")
    return fitting


def proposed(name: str, before: str, after: str) -> str:
    """Propose a name when something else is to be saved; a stem that the user has written is kept.

    Parameters
    ----------
    name : str
        The name that is there.
    before, after : str
        The names that are proposed for what was to be saved, and for what is now.

    Examples
    --------
    >>> proposed("pixels.png", "pixels.png", "table.csv"), proposed("cells.png", "pixels.png", "table.csv")
    ('table.csv', 'cells.csv')
    """
    stem = pathlib.PurePath(name).stem
    own = name and stem != pathlib.PurePath(before).stem
    return stem + pathlib.PurePath(after).suffix if own else after
