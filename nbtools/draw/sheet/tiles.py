"""Images on a sheet as finished pixels: only what is seen is coloured, each pixel repeated equally often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.color.shading import shade
from nbtools.compute.images import Image
from nbtools.compute.sheet.collection import Collection, Colored
from nbtools.compute.sheet.packing import Packing, ratio
from nbtools.draw.image.pyramid import Pyramid
from nbtools.draw.marks.captions import INK, caption, told_apart
from nbtools.draw.marks.scale_bar import bar_length

FONT, TITLE, FOOTER = 11, 18, 28  # px: size of titles, the room for one, and the room for a scale bar
_THICK, _AWAY = 3, 8  # px: of the scale bar, and from the edge
_STRIP = 1 << 18  # coloured pixels whose means are taken at a time
_KEEP = 1 << 22  # coloured pixels that are kept, at most: as many as a large screen has

Pixels = NDArray[np.uint32]  # RGBA, one number for each pixel in the order of the bytes that make it up
Window = tuple[slice, slice]
Numbers = tuple[NDArray[Any], NDArray[np.bool_] | None]  # and where they are bad


class Paper(NamedTuple):
    """What images lie on: the grey of the paper, and that of titles and scale bar; 0 is black, 1 is white."""

    blank: float = 1.0
    ink: float = INK


def packed(grey: float) -> int:
    """Give the pixel of a grey."""
    return int(np.array([*(round(255 * grey),) * 3, 255], np.uint8).view(np.uint32)[0])


FRAME, PAPER = packed(0.702), Paper()


class Tiles:
    """Colours the images of a collection, one pixel for each of theirs or for each block of them.

    Parameters
    ----------
    images : Collection
        The images; they are not copied. Block means are made when they are first needed, and kept; so are the
        colours of a screenful of pixels, as images that only move keep theirs.
    """

    def __init__(self, images: Collection) -> None:
        self.images = images
        self._pyramids: dict[int, Pyramid] = {}
        self._reduced: dict[tuple[int, int], Pixels] = {}
        self._table: NDArray[np.uint8] | None = None
        self._shaded: dict[Any, Pixels] = {}
        self._room = _KEEP

    def colors(
        self, number: int, block: int, window: Window, table: NDArray[np.uint8], limits: tuple[float, float]
    ) -> Pixels:
        """Colour a part of an image.

        Parameters
        ----------
        number : int
            Which image.
        block : int
            1, 2, 4, 8 ...: so many by so many pixels become one, in the colour of their mean.
        window : (slice, slice)
            Rows and columns, counted in blocks.
        table : ndarray of uint8, shape (N + 3, 4)
            Colours as `nbtools.compute.color.colormaps.lut` gives them.
        limits : (float, float)
            Values of the first and the last colour.

        Returns
        -------
        ndarray of uint32
            Not to be written to.
        """
        image = self.images.images[number]
        if isinstance(image, Colored):
            return self._own(number, image, block)[window]
        if table is not self._table or self._room < 0:
            self._table, self._room = table, _KEEP
            self._shaded.clear()
        key = number, block, *((lines.start, lines.stop) for lines in window), limits
        found = self._shaded.get(key)
        if found is None:
            values, bad = self.numbers(number, block, window)
            found = shade(values, table, limits, bad).view(np.uint32)[..., 0]
            self._room -= found.size
            if self._room >= 0:
                self._shaded[key] = found
        return found

    def numbers(self, number: int, block: int, window: Window) -> Numbers:
        """Give the numbers of a part of an image, means of blocks, and which are masked."""
        image = self.images.images[number]
        assert isinstance(image, Image)
        if block > 1:
            level = block.bit_length() - 1
            pyramid = self._pyramids.setdefault(number, Pyramid(image))
            return pyramid.window((level, level), *window), None
        values = image.values[window]
        # infinity has the colour of what is beyond the limits, as in `to_rgba`
        return values, None if image.bad is None else image.bad[window] & ~np.isinf(values)

    def _own(self, number: int, image: Colored, block: int) -> Pixels:
        key = number, block
        if key not in self._reduced:
            found = np.ascontiguousarray(image.rgba if block == 1 else _mean(image.rgba, block))
            self._reduced[key] = found.view(np.uint32)[..., 0]
        return self._reduced[key]


class Codes(Tiles):
    """Gives numbers of pixels instead of their colours, to tell afterwards which pixel of which image is where.

    Pixels of images with colours of their own are 0.

    Parameters
    ----------
    tiles : Tiles
        What knows the images.
    """

    def __init__(self, tiles: Tiles) -> None:
        self._tiles, self.images = tiles, tiles.images
        # number of the image, the numbers of its part, and what the first of its pixels has
        self.seen: list[tuple[int, Numbers, int]] = []
        self._next = 1

    def colors(
        self, number: int, block: int, window: Window, table: NDArray[np.uint8], limits: tuple[float, float]
    ) -> Pixels:
        """Give the pixels of a part of an image numbers, on from those before."""
        image = self.images.images[number]
        shape = tuple(lines.stop - lines.start for lines in window)
        if isinstance(image, Colored):
            return np.zeros(shape, np.uint32)
        numbers = self._tiles.numbers(number, block, window)
        self.seen.append((number, numbers, self._next))
        start, self._next = self._next, self._next + numbers[0].size
        return np.arange(start, self._next, dtype=np.uint32).reshape(numbers[0].shape)


def _mean(rgba: NDArray[np.uint8], block: int) -> NDArray[np.uint8]:
    """Mean colour of blocks, each pixel counted by its alpha."""
    rows = max(1, _STRIP // (block * rgba.shape[1])) * block
    return np.concatenate([_mean_of(rgba[k : k + rows], block) for k in range(0, len(rgba), rows)])


def _mean_of(rgba: NDArray[np.uint8], block: int) -> NDArray[np.uint8]:
    weight = rgba[..., 3:].astype(np.float32)
    total = np.concatenate([rgba[..., :3] * weight, weight, np.ones_like(weight)], axis=2)
    for axis in (0, 1):
        total = np.add.reduceat(total, np.arange(0, rgba.shape[axis], block), axis=axis)
    alpha = total[..., 3:4]
    mean = np.divide(total[..., :3], alpha, out=np.zeros_like(total[..., :3]), where=alpha > 0)
    return np.rint(np.concatenate([mean, alpha / total[..., 4:]], axis=2)).astype(np.uint8)


def paint_images(
    canvas: Pixels,
    origin: tuple[int, int],
    tiles: Tiles,
    boxes: NDArray[Any],
    scale: float,
    table: NDArray[np.uint8],
    limits: Sequence[tuple[float, float]],
    *,
    numbers: Sequence[int] | None = None,
    frame: int = 0,
) -> None:
    """Paint the images that are seen.

    Parameters
    ----------
    canvas : ndarray of uint32
        What is painted on: a part of the sheet.
    origin : (int, int)
        (row, col) of the sheet at the first pixel of the canvas; may be negative.
    tiles : Tiles
        The images.
    boxes : ndarray of int, shape (n, 4)
        Their places on the sheet: row, col, height, width.
    scale : float
        Pixels of the sheet for one of the data.
    table, limits
        Colours, as for `Tiles.colors`; limits for each image.
    numbers : sequence of int, optional
        Which images have these boxes; all of them in their order if not given.
    frame : int
        Thickness of a frame just outside of each image; images cover the frames of others.
    """
    times, block = ratio(scale)
    places = [(row - origin[0], col - origin[1], height, width) for row, col, height, width in boxes.tolist()]
    seen = [
        k
        for k, (row, col, height, width) in enumerate(places)
        if row - frame < canvas.shape[0]
        and col - frame < canvas.shape[1]
        and min(row + height, col + width) > -frame
    ]
    if frame:
        for k in seen:
            row, col, height, width = places[k]
            part = _part((row - frame, col - frame, height + 2 * frame, width + 2 * frame))
            canvas[part] = FRAME
    for k in seen:
        number = k if numbers is None else numbers[k]
        row, col, height, width = places[k]
        rows, cols = (
            _lines(at, size, room, times)
            for at, size, room in ((row, height, canvas.shape[0]), (col, width, canvas.shape[1]))
        )
        if rows is None or cols is None:
            continue
        pixels = tiles.colors(number, block, (rows[0], cols[0]), table, limits[number])
        if times > 1:
            pixels = pixels.repeat(times, axis=1)[:, cols[1]].repeat(times, axis=0)[rows[1]]
        canvas[rows[2], cols[2]] = pixels


def _lines(at: int, size: int, room: int, times: int) -> tuple[slice, slice, slice] | None:
    """Say which lines of the data are seen, which of them when repeated, and where on the canvas."""
    first, last = max(at, 0), min(at + size, room)
    if first >= last:
        return None
    start, stop = (first - at) // times, -(-(last - at) // times)
    return (
        slice(start, stop),
        slice(first - at - start * times, last - at - start * times),
        slice(first, last),
    )


def _part(box: tuple[int, int, int, int]) -> Window:
    row, col, height, width = box
    return slice(max(row, 0), max(row + height, 0)), slice(max(col, 0), max(col + width, 0))


def paint_titles(
    canvas: Pixels,
    origin: tuple[int, int],
    titles: Sequence[str],
    packing: Packing,
    *,
    pixels: float = 1.0,
    paper: Paper = PAPER,
) -> None:
    """Write the titles that are seen.

    Parameters
    ----------
    canvas, origin
        As for `paint_images`.
    titles : sequence of str
        One for each image.
    packing : Packing
        Where the room for each is.
    pixels : float
        Pixels of the sheet for one of a page: by how much letters are larger.
    paper : Paper
        What the sheet lies on.
    """
    size = FONT * pixels
    places = packing.titles.tolist()
    for title, core, (row, col, height, width) in zip(titles, told_apart(tuple(titles)), places, strict=True):
        top, left = row - origin[0], col - origin[1]
        if top < canvas.shape[0] and left < canvas.shape[1] and top + height > 0 and left + width > 0:
            stamp = caption(title, size, width, paper.ink, paper.blank, core)
            put(canvas, stamp, top + (height - len(stamp)) // 2, left + (width - stamp.shape[1]) // 2)


def put(canvas: Pixels, stamp: Pixels, top: int, left: int) -> None:
    """Lay a finished picture on the canvas; what reaches beyond it is cut off."""
    rows, cols = (
        slice(min(max(at, 0), room), max(min(at + size, room), 0))
        for at, size, room in zip((top, left), stamp.shape, canvas.shape, strict=True)
    )
    canvas[rows, cols] = stamp[rows.start - top : rows.stop - top, cols.start - left : cols.stop - left]


def paint_scale_bar(
    canvas: Pixels,
    pixel_size: float,
    unit: str,
    scale: float,
    *,
    pixels: float = 1.0,
    right: int = _AWAY,
    paper: Paper = PAPER,
) -> None:
    """Draw a scale bar with its length into the lower right corner.

    Parameters
    ----------
    canvas : ndarray of uint32
        What is painted on; the length is at most a quarter of its width.
    pixel_size, unit
        Size of a pixel of the data.
    scale : float
        Pixels of the canvas for one of the data.
    pixels, paper
        As for `paint_titles`.
    right : int
        How far from the right edge, in pixels of the page.
    """
    length, wide = bar_of(canvas.shape[1], pixel_size, scale)
    thick, away = round(_THICK * pixels), round(_AWAY * pixels)
    label = caption(
        f"{length:.12g} {unit}", FONT * pixels, canvas.shape[1] - 2 * away, paper.ink, paper.blank
    )
    middle = canvas.shape[1] - round(right * pixels) - (max(wide, label.shape[1]) + 1) // 2
    bottom = canvas.shape[0] - away // 2
    canvas[bottom - thick : bottom, max(middle - wide // 2, 0) : middle - wide // 2 + wide] = packed(
        paper.ink
    )
    put(canvas, label, bottom - thick - len(label), middle - label.shape[1] // 2)


def bar_of(width: int, pixel_size: float, scale: float) -> tuple[float, int]:
    """Choose the length of a scale bar for a sheet of some width: in units, and in pixels of the sheet.

    Examples
    --------
    >>> bar_of(400, 0.5, 2)
    (20.0, 80)
    """
    length = bar_length(width / scale * pixel_size)
    return length, max(round(length / pixel_size * scale), 1)
