"""Images of different sizes, packed in rows at one scale: whole pixels, no overlap, the order kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks

ALIGNS = ("baseline", "center", "top")
SCALES = (1 / 8, 1 / 4, 1 / 2, *map(float, range(1, 17)), 20.0, 24.0, 32.0)  # that explorers offer

Size = tuple[int, int]
Lines = tuple[tuple[int, ...], ...]

_LARGEST = 4096  # scale, and blocks that become one pixel


@dataclass(frozen=True, slots=True, eq=False)
class Packing:
    """Where images lie on a sheet. Made by `pack`.

    Attributes
    ----------
    shape : (int, int)
        Rows and columns of the sheet in its pixels.
    boxes : ndarray of int, shape (n, 4)
        Place of each image, in the order in which the images were given: row, col, height, width. The frame of an
        image lies just outside of it.
    titles : ndarray of int, shape (n, 4)
        The room for each title, as wide as it may be: just below the image, or above it where images stand on top.
    lines : tuple of tuple of int
        Numbers of the images in each row.
    gap, align, grid
        As given to `pack`.
    """

    shape: Size
    boxes: NDArray[np.intp]
    titles: NDArray[np.intp]
    lines: Lines
    gap: int
    align: str
    grid: bool

    @property
    def order(self) -> list[int]:
        """Numbers of the images, row by row."""
        return [number for line in self.lines for number in line]


def scaled(shape: Size, scale: float) -> Size:
    """Give the size of an image in pixels of the sheet.

    Parameters
    ----------
    shape : (int, int)
        Rows and columns of the image.
    scale : float
        Pixels of the sheet for one of the image: a whole number, or one half, a quarter, an eighth ... Then a pixel
        of the sheet is the mean of a block, and the last block may be smaller.

    Returns
    -------
    (int, int)

    Examples
    --------
    >>> scaled((10, 7), 3), scaled((10, 7), 1 / 4)
    ((30, 21), (3, 2))
    """
    times, block = ratio(scale)
    return -(-shape[0] // block) * times, -(-shape[1] // block) * times


def ratio(scale: float) -> Size:
    """Split a scale into how often a pixel is repeated, and how many become one.

    Raises
    ------
    TypeError, ValueError
        If it is neither a whole number nor one half, a quarter, an eighth ...

    Examples
    --------
    >>> ratio(3), ratio(0.25)
    ((3, 1), (1, 4))
    >>> ratio(1.5)
    Traceback (most recent call last):
    ...
    ValueError: scale must be a whole number of pixels, or 1/2, 1/4, 1/8 ..., got 1.5
    """
    found = checks.positive("scale", scale, "")
    if found >= 1 and found.is_integer() and found <= _LARGEST:
        return int(found), 1
    block = 1 / found
    if 1 < block <= _LARGEST and block.is_integer() and int(block).bit_count() == 1:
        return 1, int(block)
    few = "" if 1 / _LARGEST <= found <= _LARGEST else f" up to {_LARGEST}"
    raise ValueError(
        f"scale must be a whole number of pixels{few}, or 1/2, 1/4, 1/8 ..., got {checks.short(scale)}"
    )


def on_screen(scale: float, pixels: float) -> float:
    """Give the scale in real pixels of a screen that has so many of them, perhaps 1.5, for one of the page.

    It is again a whole number or a half, a quarter ..., so that all pixels of the data keep one size there.

    Examples
    --------
    >>> [on_screen(scale, 1.5) for scale in (1, 2, 3, 0.25)], on_screen(0.5, 2)
    ([2.0, 3.0, 5.0, 0.5], 1.0)
    """
    wanted = scale * pixels
    if wanted >= 0.75:
        return float(max(int(wanted + 0.5), 1))
    return float(2.0 ** np.round(np.log2(wanted)))


def break_lines(
    widths: Sequence[int], order: Sequence[int], *, columns: int | None = None, width: int = 0, gap: int = 0
) -> Lines:
    """Break images into rows, as words are broken into lines.

    Parameters
    ----------
    widths : sequence of int
        Width of each image, with its title, in pixels of the sheet.
    order : sequence of int
        Numbers of the images in the order in which they are placed.
    columns : int, optional
        So many images in each row; as many as fit if not given.
    width : int
        Room for a row. An image that is wider has a row of its own.
    gap : int
        Pixels between two images.

    Returns
    -------
    tuple of tuple of int

    Examples
    --------
    >>> break_lines([30, 50, 20, 90], [0, 1, 2, 3], width=85, gap=5)
    ((0, 1), (2,), (3,))
    >>> break_lines([30, 50, 20, 90], [3, 2, 1, 0], columns=3)
    ((3, 2, 1), (0,))
    """
    if columns is not None:
        return tuple(tuple(order[k : k + columns]) for k in range(0, len(order), columns))
    lines: list[list[int]] = []
    used = 0
    for number in order:
        used += gap + widths[number]
        if not lines or used > width:
            lines.append([])
            used = widths[number]
        lines[-1].append(number)
    return tuple(map(tuple, lines))


def squarish(
    sizes: Sequence[Size], order: Sequence[int], *, gap: int = 0, title: int = 0, aspect: float = 1.5
) -> int:
    """Choose a width for rows so that the sheet is about `aspect` times as wide as high.

    Parameters
    ----------
    sizes : sequence of (int, int)
        Height and width of each image, with its title's width.
    order, gap
        As for `break_lines`.
    title : int
        Height of a title.
    aspect : float
        Width by height.

    Returns
    -------
    int
        At least as wide as the widest image.

    Examples
    --------
    >>> squarish([(10, 10)] * 16, range(16), aspect=1)
    40
    """
    widths = [width for _, width in sizes]
    low, high = max(widths), sum(widths) + gap * (len(widths) - 1)
    while low < high:
        middle = (low + high) // 2
        lines = break_lines(widths, order, width=middle, gap=gap)
        tall = sum(max(sizes[k][0] for k in line) + gap + title for line in lines) - gap
        low, high = (low, middle) if tall * aspect <= middle else (middle + 1, high)
    return low


def pack(
    sizes: Sequence[Size],
    lines: Lines,
    *,
    gap: int = 8,
    align: str = "baseline",
    title: int = 0,
    cells: Sequence[int] | None = None,
    grid: bool = False,
    least: int = 0,
    footer: int = 0,
) -> Packing:
    """Place images in rows, at whole pixels, without overlap.

    Parameters
    ----------
    sizes : sequence of (int, int)
        Height and width of each image in pixels of the sheet.
    lines : tuple of tuple of int
        Numbers of the images in each row, as `break_lines` gives them.
    gap : int
        Pixels between two images, between two rows, and around all.
    align : {"baseline", "center", "top"}
        How the images of a row stand: on a line below, about a line in the middle, or hanging from a line above.
    title : int
        Height of the room for a title.
    cells : sequence of int, optional
        Least width of the cell of each image, for its title. The image is in the middle of its cell.
    grid : bool
        Whether cells below each other are of one width.
    least : int
        Least width of the sheet.
    footer : int
        Rows of the sheet that are left free at its bottom.

    Returns
    -------
    Packing

    Examples
    --------
    >>> found = pack([(20, 10), (8, 30)], ((0, 1),), gap=2)
    >>> found.shape, found.boxes.tolist()
    ((24, 46), [[2, 2, 20, 10], [14, 14, 8, 30]])
    """
    checks.choice("align", align, ALIGNS)
    sizes_array = np.array(sizes, np.intp).reshape(-1, 2)
    wide = np.maximum(sizes_array[:, 1], 0 if cells is None else np.array(cells, np.intp))
    if grid:
        _share_columns(wide, lines)
    boxes, titles = np.zeros((2, len(sizes), 4), np.intp)
    top, right = gap, 0
    for line in lines:
        height, left = max(int(sizes_array[k, 0]) for k in line), gap
        for k in line:
            tall, across = sizes_array[k].tolist()
            cell = int(wide[k])
            free = {"baseline": height - tall, "center": (height - tall) // 2, "top": title}[align]
            row = top + free
            boxes[k] = row, left + (cell - across) // 2, tall, across
            titles[k] = (row - title if align == "top" else row + tall), left, title, cell
            left += cell + gap
        top += height + title + gap
        right = max(right, left)
    return Packing((top + footer, max(right, least)), boxes, titles, lines, gap, align, grid)


def _share_columns(wide: NDArray[np.intp], lines: Lines) -> None:
    """Make cells below each other as wide as the widest of them."""
    for column in range(max(map(len, lines))):
        members = [line[column] for line in lines if column < len(line)]
        wide[members] = wide[members].max()


def in_box(boxes: NDArray[Any], row: float, col: float) -> int | None:
    """Find the image at a place of the sheet.

    Examples
    --------
    >>> in_box(np.array([[2, 2, 20, 10], [14, 14, 8, 30]]), 14, 43), in_box(np.array([[2, 2, 20, 10]]), 2, 12)
    (1, None)
    """
    top, left, height, width = boxes.T
    hit = (top <= row) & (row < top + height) & (left <= col) & (col < left + width)
    return int(np.flatnonzero(hit)[-1]) if hit.any() else None
