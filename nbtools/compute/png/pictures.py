"""Finished pictures on their way to a PNG file, each as the smallest kind of file that holds it exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.png.png import encode_gray, encode_indexed, encode_png

_FEW = 256  # colours that an indexed PNG can hold
_BLOCK = 1 << 16  # pixels whose colours are counted at a time

Pixels = NDArray[np.uint8]


def enlarged(pixels: NDArray[Any], scale: int) -> NDArray[Any]:
    """Repeat each pixel `scale` times along the first two axes."""
    return pixels if scale == 1 else pixels.repeat(scale, axis=1).repeat(scale, axis=0)


@dataclass(frozen=True, slots=True, eq=False)
class Indexed:
    """Places in a table of colours: `places` of shape (rows, cols), `table` of shape (n, 3 or 4)."""

    places: NDArray[Any]
    table: Pixels

    def enlarged(self, scale: int) -> Indexed:
        """Repeat each pixel `scale` x `scale` times."""
        return Indexed(enlarged(self.places, scale), self.table)

    def rgba(self) -> Pixels:
        """Look the colours up."""
        table = np.full((len(self.table), 4), 255, np.uint8)
        table[:, : self.table.shape[1]] = self.table
        found: Pixels = table.view(np.uint32).ravel().take(self.places).view(np.uint8)
        return found.reshape(*self.places.shape, 4)

    def encode(self, **how: Any) -> bytes:
        """Encode an indexed PNG where there are few enough colours, another one else."""
        if len(self.table) <= _FEW:
            return encode_indexed(self.places.astype(np.uint8, copy=False), self.table, **how)
        used = np.zeros(len(self.table), bool)
        flat = self.places.reshape(-1)
        for start in range(0, flat.size, _BLOCK):
            used[flat[start : start + _BLOCK]] = True
        colors, which = np.unique(self.table[used], axis=0, return_inverse=True)
        if len(colors) > _FEW:
            return _encode_colors(self.rgba(), how)
        place = np.zeros(len(self.table), np.uint8)
        place[used] = which.ravel()
        return encode_indexed(place.take(self.places), colors, **how)


@dataclass(frozen=True, slots=True, eq=False)
class Gray:
    """Shades of grey: `levels` of uint8 or uint16, shape (rows, cols)."""

    levels: NDArray[Any]

    def enlarged(self, scale: int) -> Gray:
        """Repeat each pixel `scale` x `scale` times."""
        return Gray(enlarged(self.levels, scale))

    def rgba(self) -> Pixels:
        """Give the colours, with eight bits each."""
        levels = self.levels if self.levels.dtype == np.uint8 else (self.levels >> 8).astype(np.uint8)
        return np.dstack([levels, levels, levels, np.full_like(levels, 255)])

    def encode(self, **how: Any) -> bytes:
        """Encode a grey PNG."""
        return encode_gray(self.levels, **how)


@dataclass(frozen=True, slots=True, eq=False)
class Colors:
    """Colours: `pixels` of uint8, shape (rows, cols, 4)."""

    pixels: Pixels

    def enlarged(self, scale: int) -> Colors:
        """Repeat each pixel `scale` x `scale` times."""
        return Colors(enlarged(self.pixels, scale))

    def rgba(self) -> Pixels:
        """Give the colours."""
        return self.pixels

    def encode(self, **how: Any) -> bytes:
        """Encode an indexed PNG where there are few enough colours, RGB or RGBA else."""
        found = _few_colors(self.pixels)
        return _encode_colors(self.pixels, how) if found is None else found.encode(**how)


Picture = Indexed | Gray | Colors


def _encode_colors(rgba: Pixels, how: dict[str, Any]) -> bytes:
    opaque = bool(rgba[..., 3].min() == 255)
    return encode_png(rgba[..., :3] if opaque else rgba, predict=True, **how)


def _few_colors(rgba: Pixels) -> Indexed | None:
    pixels = np.ascontiguousarray(rgba).view(np.uint32)[..., 0]
    flat = pixels.reshape(-1)
    known = np.empty(0, np.uint32)
    for start in range(0, flat.size, _BLOCK):
        known = np.union1d(known, flat[start : start + _BLOCK])
        if len(known) > _FEW:
            return None
    places = np.searchsorted(known, pixels).astype(np.uint8)
    return Indexed(places, known.view(np.uint8).reshape(-1, 4))
