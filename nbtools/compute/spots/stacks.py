"""Find and measure the spots of a stack, frame by frame."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute.frames import Stack, as_stack
from nbtools.compute.spelling import understanding
from nbtools.compute.spots.noise import as_errors, error_of
from nbtools.compute.spots.spots import measure_spots

if TYPE_CHECKING:
    import pandas as pd


def iter_stack(
    stack: Any, *, mask: Any = None, channel_axis: int | None = None, error: Any = None, **options: Any
) -> Iterator[tuple[int, pd.DataFrame]]:
    """Find and measure the spots of a stack, one frame at a time.

    Parameters
    ----------
    stack : array-like, shape (frames, rows, cols)
        See `nbtools.compute.frames.as_stack`. A frame is read when its turn comes, and then forgotten.
    mask : array-like of bool, shape (rows, cols) or (frames, rows, cols), optional
        True where a pixel is to be left out.
    channel_axis : int, optional
        For colour frames: the axis of the whole stack with the colours.
    error : array-like, shape (rows, cols) or (frames, rows, cols), or float, optional
        Standard deviation of the pixels, see `measure_disks`.
    **options
        All keywords of `measure_spots` but `frame`, `mask`, `error`; the same for each frame.

    Yields
    ------
    frame : int
        Number of the frame.
    table : DataFrame
        As from `measure_spots`. A frame that cannot be read or measured gives one row with the flag
        "failed: " and the reason, n_pix and n_bad 0, err_from empty, and NaN elsewhere.

    Raises
    ------
    TypeError, ValueError
        At once, when the stack or an option is wrong: that is no matter of a frame.

    Examples
    --------
    >>> stack = np.zeros((2, 20, 20))
    >>> stack[0, 5, 5] = stack[1, 6, 5] = stack[1, 15, 15] = 7
    >>> for frame, table in iter_stack(stack, radius=2):
    ...     print(frame, len(table))
    0 1
    1 2
    """
    frames = as_stack(stack, mask=mask, channel_axis=channel_axis)
    if wrong := {"frame", "image"} & options.keys():
        raise TypeError(f"iter_stack sets {wrong.pop()!r} itself")
    errors = as_errors(error, frames)
    measure_spots(np.zeros((1, 1)), error=0 if isinstance(errors, Stack) else errors, **options)
    return _tables(frames, errors, options)


def _tables(frames: Stack, errors: Any, options: dict[str, Any]) -> Iterator[tuple[int, pd.DataFrame]]:
    for number in range(len(frames)):
        try:
            here = error_of(errors, number)
            table = measure_spots(frames[number], frame=number, error=here, **options)
        except Exception as error:  # whatever a file or a lazy array raises: the other frames are kept
            table = _failed(number, error, options.get("method", "center"))
        yield number, table


def _failed(number: int, error: Exception, method: str) -> pd.DataFrame:
    nowhere = [(np.nan, np.nan)]
    table = measure_spots(np.zeros((1, 1)), frame=number, method=method, add=[(0, 0)])
    numbers = table.columns.difference(["frame", "n_pix", "n_bad", "flag", "err_from"])
    table[["row", "col"]] = nowhere
    table[numbers] = np.nan
    table[["n_pix", "n_bad"]] = 0
    table["flag"] = f"failed: {error or type(error).__name__}"
    return table


def told_stack(table: pd.DataFrame, n_frames: int) -> str:
    """Say in plain words what was found in the frames of a stack, of which `table` has the spots.

    Examples
    --------
    >>> stack = np.zeros((3, 20, 20))
    >>> stack[0, 5, 5] = 7
    >>> told_stack(measure_stack(stack, progress=False, radius=2), 3)
    '1 spots in 3 frames, 0 frames failed'
    """
    failed = int(table["flag"].str.startswith("failed").sum())
    return f"{len(table) - failed} spots in {n_frames - failed} frames, {failed} frames failed"


@understanding
def measure_stack(stack: Any, *, progress: bool = True, **options: Any) -> pd.DataFrame:
    """Find and measure the spots of all frames of a stack.

    Parameters
    ----------
    stack : array-like, shape (frames, rows, cols)
        See `nbtools.compute.frames.as_stack`. Memory is needed for one frame at a time, and the result.
    progress : bool
        Whether to show a progress bar.
    **options
        All keywords of `iter_stack`.

    Returns
    -------
    DataFrame
        The tables of all frames, one below the other; see `measure_spots` and, for frames that fail,
        `iter_stack`.

    Raises
    ------
    TypeError, ValueError
        When the stack or an option is wrong.

    Examples
    --------
    >>> stack = np.zeros((2, 20, 20))
    >>> stack[0, 5, 5] = stack[1, 6, 5] = stack[1, 15, 15] = 7
    >>> measure_stack(stack, progress=False, radius=2)[["frame", "row", "col", "disk_sum"]]
       frame   row   col  disk_sum
    0      0   5.0   5.0       7.0
    1      1   6.0   5.0       7.0
    2      1  15.0  15.0       7.0
    """
    import pandas as pd

    mask, channel_axis = options.pop("mask", None), options.pop("channel_axis", None)
    frames = as_stack(stack, mask=mask, channel_axis=channel_axis)
    tables = iter_stack(frames, **options)
    if progress:
        from tqdm.auto import tqdm

        tables = tqdm(tables, total=len(frames), unit="frame")
    return pd.concat([table for _, table in tables], ignore_index=True)
