"""Writing files so that nothing is lost: all or nothing, and never over a file that is already there."""

from __future__ import annotations

import contextlib
import os
import pathlib
import tempfile
from collections.abc import Iterator
from typing import BinaryIO


def write_new(
    path: str | os.PathLike[str], data: bytes, *, endings: tuple[str, ...], overwrite: bool = False
) -> pathlib.Path:
    """Write a file as a whole, or leave everything as it was.

    The bytes are written beside the target and then moved there in one step.

    Parameters
    ----------
    path : path-like
        Where to; its folder must exist.
    data : bytes
        The whole content.
    endings : tuple of str
        The file name endings that are allowed, e.g. ``(".csv",)``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    ValueError
        An empty name, a NUL in it, or another ending.
    FileExistsError
        The file exists and `overwrite` is false.
    FileNotFoundError
        The folder does not exist.
    IsADirectoryError
        The name is that of a folder.
    PermissionError
        Nothing can be written in the folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_new(folder + "/a.csv", b"row,col", endings=(".csv",)).read_bytes()
    b'row,col'
    """
    with new_file(path, endings=endings, overwrite=overwrite) as file:
        file.write(data)
    return pathlib.Path(path)


@contextlib.contextmanager
def new_file(
    path: str | os.PathLike[str], *, endings: tuple[str, ...], overwrite: bool = False
) -> Iterator[BinaryIO]:
    """Open a file to be written in parts; it appears when all is done, and never when an error comes between.

    Parameters
    ----------
    path, endings, overwrite
        As for `write_new`, which says what raises.

    Yields
    ------
    file
        Open for writing bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with new_file(folder + "/a.csv", endings=(".csv",)) as file:
    ...         _ = file.write(b"row,col")
    ...     os.listdir(folder)
    ['a.csv']
    """
    target = _checked(path, endings, overwrite)
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    except PermissionError:
        raise PermissionError(f"the folder {target.parent.resolve()} is not writable") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(beside, 0o666 & ~_umask())
        os.replace(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _checked(path: str | os.PathLike[str], endings: tuple[str, ...], overwrite: bool) -> pathlib.Path:
    text = os.fspath(path)
    if not text.strip() or "\0" in text:
        raise ValueError(f"path must be a file name, got {text!r}")
    target = pathlib.Path(text)
    if target.suffix.lower() not in endings:
        raise ValueError(f"path must end in {' or '.join(endings)}, got {target.name!r}")
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder")
    if target.exists() and not overwrite:
        raise FileExistsError(f"{target} exists; pass overwrite=True to replace it")
    if not target.parent.is_dir():
        raise FileNotFoundError(f"the folder {target.parent} does not exist")
    return target


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
