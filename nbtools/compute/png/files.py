"""Writing files so that nothing is lost: all or nothing, and never over a file that is already there."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import pathlib
import stat
import tempfile
from collections.abc import Iterator
from typing import BinaryIO

Target = str | os.PathLike[str] | BinaryIO
"""Where a file is written to: a path, or a file open for writing bytes, whose ``name`` tells its kind."""

_NOT_WRITABLE = errno.EACCES, errno.EPERM, errno.EROFS


def write_new(
    path: Target, data: bytes, *, endings: tuple[str, ...], overwrite: bool = False
) -> pathlib.Path:
    """Write a file as a whole, or leave everything as it was.

    The bytes are written beside the target and then moved there in one step.

    Parameters
    ----------
    path : path-like or binary file
        Where to; its folder must exist. Or a file that is open already, whose ``name`` tells its kind.
    data : bytes
        The whole content.
    endings : tuple of str
        The file name endings that are allowed, e.g. ``(".csv",)``.
    overwrite : bool
        Whether an existing file may be replaced.

    Returns
    -------
    pathlib.Path
        The file, or the name of the open one.

    Raises
    ------
    ValueError
        An empty name, a NUL in it, or another ending; an open file that takes no bytes.
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
    return pathlib.Path(file_name(path))


def file_name(path: Target) -> str:
    """Give the name of a path or of an open file.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> file.name = "a.csv"
    >>> file_name(file)
    'a.csv'
    """
    name = getattr(path, "name", None) if _is_open(path) else os.fspath(path)  # type: ignore[arg-type]  # no file
    if not isinstance(name, str):
        raise ValueError(f"path must be a path, or an open file whose name tells its kind, got {path!r}")
    return name


def ending(path: Target) -> str:
    """Give what tells the kind of a file, in small letters.

    Examples
    --------
    >>> ending("Figure.PNG")
    '.png'
    """
    return pathlib.PurePath(file_name(path)).suffix.lower()


def _is_open(path: object) -> bool:
    return hasattr(path, "write") and not isinstance(path, os.PathLike)


@contextlib.contextmanager
def new_file(path: Target, *, endings: tuple[str, ...], overwrite: bool = False) -> Iterator[BinaryIO]:
    """Open a file to be written in parts; it appears when all is done, and never when an error comes between.

    What is open already gets all parts at once.

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
    if _is_open(path):
        _takes_bytes(path, endings)
        parts = io.BytesIO()
        yield parts
        path.write(parts.getvalue())  # type: ignore[union-attr]  # it is open
        return
    target = _checked(path, endings, overwrite)
    try:
        handle, beside = tempfile.mkstemp(dir=target.parent, prefix=".nbtools.")
    except OSError as error:
        if error.errno not in _NOT_WRITABLE:
            raise
        raise PermissionError(f"the folder {target.parent.resolve()} is not writable") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.chmod(beside, _mode(target))
        if overwrite:
            os.replace(beside, target)
        else:
            _put_new(beside, target)
    except BaseException:
        os.unlink(beside)
        raise


def _takes_bytes(file: Target, endings: tuple[str, ...]) -> None:
    _named(file, endings)
    writable = getattr(file, "writable", lambda: True)
    if isinstance(file, io.TextIOBase) or not writable():
        raise ValueError(f"path must be open for writing bytes, as open({file_name(file)!r}, 'wb') is")


def _named(path: Target, endings: tuple[str, ...]) -> pathlib.Path:
    text = file_name(path)
    if not text.strip() or "\0" in text:
        raise ValueError(f"path must be a file name, got {text!r}")
    target = pathlib.Path(text)
    if target.suffix.lower() not in endings:
        raise ValueError(f"path must end in {' or '.join(endings)}, got {target.name!r}")
    return target


def _checked(path: Target, endings: tuple[str, ...], overwrite: bool) -> pathlib.Path:
    target = _named(path, endings)
    if target.is_dir():
        raise IsADirectoryError(f"{target} is a folder")
    if target.exists() and not overwrite:
        raise _exists(target)
    if not target.parent.is_dir():
        raise FileNotFoundError(f"the folder {target.parent} does not exist")
    return target


def _exists(target: pathlib.Path) -> FileExistsError:
    return FileExistsError(f"{target} exists; pass overwrite=True to replace it")


def _put_new(beside: str, target: pathlib.Path) -> None:
    """Give a file its name, unless another one has got that meanwhile."""
    try:
        os.link(beside, target)
    except FileExistsError:
        raise _exists(target) from None
    except (OSError, AttributeError, NotImplementedError):  # no hard links here
        if target.exists():
            raise _exists(target) from None
        os.replace(beside, target)
    else:
        os.unlink(beside)


def _mode(target: pathlib.Path) -> int:
    """Give who may read and write a file: those who may now, or as for any new one."""
    try:
        return stat.S_IMODE(target.stat().st_mode)
    except OSError:
        return 0o666 & ~_umask()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
