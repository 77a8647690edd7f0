"""Ways to make one picture of two: pure functions on RGBA pixels, one 32-bit number each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nbtools.draw.image.shades import Packed

# twice the radii at which what is about a mark begins, the white line, the black one, the rest
_RINGS = 0, 7, 9, 11
_FEW, _MUCH = 0.005, 0.1  # shares of a picture: edges of marked areas, and rings about them, at most

_BLACK, _WHITE = (np.array(color, np.uint8).view(np.uint32)[0] for color in ((0, 0, 0, 255), (255,) * 4))


def _bytes(pixels: Packed) -> NDArray[np.uint8]:
    return pixels[..., None].view(np.uint8)


def _pixels(rgba: NDArray[np.uint8]) -> Packed:
    return np.ascontiguousarray(rgba).view(np.uint32)[..., 0]


def dimmed(pixels: Packed, dim: float) -> Packed:
    """Fade towards white: 0 leaves the pixels as they are, 1 makes them white."""
    table = np.rint(np.arange(256) + (255 - np.arange(256)) * dim).astype(np.uint8)
    return _pixels(table[_bytes(pixels)])


def blend(before: Packed, after: Packed, share: float) -> Packed:
    """Mix, with a share 0 to 1 of the second."""
    weight = round(share * 256)
    mixed = _bytes(before).astype(np.uint16) * (256 - weight) + _bytes(after).astype(np.uint16) * weight
    return _pixels(((mixed + 128) >> 8).astype(np.uint8))


def magenta_green(before: Packed, after: Packed) -> Packed:
    """Lay the brightness of both over each other, magenta and green: gray where they are equal."""
    first, second = _brightness(before), _brightness(after)
    return _pixels(np.stack([first, second, first, np.full_like(first, 255)], axis=-1))


def _brightness(pixels: Packed) -> NDArray[np.uint8]:
    """Weigh the colours as Rec. 601 does."""
    red, green, blue, _ = np.moveaxis(_bytes(pixels).astype(np.uint32), -1, 0)
    return ((77 * red + 150 * green + 29 * blue + 128) >> 8).astype(np.uint8)


def curtain(before: Packed, after: Packed, column: int, *, line: bool = True) -> Packed:
    """Show the first left of a column, the second right of it, and a line between."""
    column = min(max(column, 0), before.shape[1])
    mixed = np.concatenate([before[:, :column], after[:, column:]], axis=1)
    if line:
        mixed[:, max(column - 2, 0) : column] = _BLACK
        mixed[:, column : column + 2] = _WHITE
    return mixed


def checkers(
    before: Packed, after: Packed, rows: NDArray[np.float64], cols: NDArray[np.float64], tile: float
) -> Packed:
    """Show both in turns, in squares; rows and cols are the data coordinates of the pixels."""
    odd = np.add.outer(np.floor(rows / tile), np.floor(cols / tile)) % 2 == 1
    return np.where(odd, after, before)


def spread(marked: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Make each mark 3 x 3 pixels large."""
    padded = np.pad(marked, 1)
    wide = padded[:, :-2] | padded[:, 1:-1] | padded[:, 2:]
    return wide[:-2] | wide[1:-1] | wide[2:]


def ringed(pixels: Packed, marked: NDArray[np.bool_], width: int) -> Packed:
    """Draw rings about small marked areas, white and around that black, which are seen on any colours.

    They leave the marks and what is next to them as it is. Where there are too many, there are none.

    Parameters
    ----------
    pixels, marked
        The picture, and where it is marked.
    width : int
        Of each of the two lines; three times that is free between a mark and its ring.
    """
    edge = marked & ~_inside(marked)
    if not 0 < np.count_nonzero(edge) <= _FEW * marked.size:
        return pixels
    reach = _RINGS[-1] * width // 2
    zones = np.zeros((marked.shape[0] + 2 * reach, marked.shape[1] + 2 * reach), np.uint8)
    places = np.ravel_multi_index(tuple(np.argwhere(edge).T + reach), zones.shape)
    down, across = np.ogrid[-reach : reach + 1, -reach : reach + 1]
    away = 4 * (down**2 + across**2)
    steps = down * zones.shape[1] + across
    for zone in (3, 2, 1):  # the nearest mark counts
        least, most = _RINGS[zone - 1] * width, _RINGS[zone] * width
        zones.ravel()[np.add.outer(places, steps[(least**2 < away) & (away <= most**2)])] = zone
    zones = zones[reach:-reach, reach:-reach]
    rings = (zones > 1) & ~marked
    if np.count_nonzero(rings) > _MUCH * marked.size:
        return pixels
    return np.where(rings, np.where(zones == 2, _WHITE, _BLACK), pixels)


def _inside(area: NDArray[np.bool_]) -> NDArray[np.bool_]:
    padded = np.pad(area, 1)
    return padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]


def outlined(pixels: Packed, marked: NDArray[np.bool_], width: int) -> Packed:
    """Draw a black line inside of the marked areas, and a white one around them."""
    result = pixels.copy()
    result[_grown(marked, width) & ~marked] = _WHITE
    result[_grown(~marked, width) & marked] = _BLACK
    return result


def _grown(area: NDArray[np.bool_], width: int) -> NDArray[np.bool_]:
    grown = area.copy()
    for k in range(1, width + 1):
        grown[k:] |= area[:-k]
        grown[:-k] |= area[k:]
        grown[:, k:] |= area[:, :-k]
        grown[:, :-k] |= area[:, k:]
    return grown
