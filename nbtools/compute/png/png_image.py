"""PNG files back to pixels, and to the numbers behind the pixels where the file tells how they became colours."""

from __future__ import annotations

import json
import math
import os
import pathlib
import warnings
import zlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

NOTE = "nbtools"  # keyword of the text in a PNG file in which `nbtools.save_png` tells how colours came about

Floats = NDArray[np.float64]

_DAMAGE = KeyError, TypeError, ValueError, IndexError, OverflowError, AttributeError, zlib.error


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class PngImage(Shown):
    """A PNG file as `read_png` reads it.

    Attributes
    ----------
    rgba : ndarray of uint8, shape (rows, cols, 4)
        Red, green, blue, alpha; of 16-bit grey the upper eight bits.
    metadata : dict
        What `save_png` tells about the data: "cmap", "vmin", "vmax", "norm", "shape", "dtype", "origin", "scale" and
        others; under "text" all other texts of the file. Without "kind", it is a file of another program.
    """

    rgba: NDArray[np.uint8]
    metadata: dict[str, Any]
    _stored: NDArray[Any]  # places in a palette, or shades of grey, as they are in the file

    def _about(self) -> str:
        rows, cols, _ = self.rgba.shape
        return f"{rows} x {cols} px"

    @property
    def values(self) -> Floats:
        """Numbers behind the pixels, shape (rows, cols): the middle of those that have a pixel's colour.

        NaN for pixels in the colour of bad ones, and where circles, outlines or a scale bar are burnt in: exactly the
        pixels that these have changed, see `hidden`. Rows are those of the file: with ``origin="lower"`` the first
        row of the data is the last one here, and with ``scale=k`` each number is there k x k times.

        Raises
        ------
        ValueError
            If the file does not tell how numbers became colours.
        """
        return self._numbers()[0]

    @property
    def error(self) -> Floats:
        """How far the data are from `values` at most: half the width of the interval of values with that colour.

        Infinite where the colour also stands for values beyond the limits, NaN where `values` is.

        Raises
        ------
        ValueError
            As for `values`.
        """
        return self._numbers()[1]

    @property
    def hidden(self) -> NDArray[np.bool_]:
        """True where something is burnt in that `save_png` was told to, shape (rows, cols).

        Raises
        ------
        ValueError
            If the notes of the file are damaged.
        """
        try:
            return unpacked(self.metadata.get("hidden"), self.rgba.shape[:2])
        except _DAMAGE as error:
            raise ValueError(
                f"the notes of the file about what hides values are damaged: {error!r}"
            ) from None

    def _numbers(self) -> tuple[Floats, Floats]:
        kind, hidden = self.metadata.get("kind"), self.hidden
        try:
            if kind == "palette" and not self.metadata.get("marks"):
                return self._stored.astype(np.float64), np.zeros(self._stored.shape)
            if kind == "gray":
                return _from_gray(self._stored, self.metadata)
            if kind in ("colormap", "palette"):
                values, error = _from_colors(self.rgba, self.metadata)
                values[hidden] = error[hidden] = np.nan
                return values, error
        except _DAMAGE as error:
            raise ValueError(f"the notes of the file about its values are damaged: {error!r}") from None
        what = (
            "holds colours, not numbers"
            if kind == "colors"
            else "does not tell how numbers became its colours"
        )
        raise ValueError(f"the file {what}: only pictures that save_png coloured have values")


@understanding
def read_png(path: str | os.PathLike[str]) -> PngImage:
    """Read a PNG file.

    Parameters
    ----------
    path : path-like
        The file; only its content counts, not its name.

    Returns
    -------
    PngImage
        Pixels, what the file tells about them, and the numbers behind them.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is no PNG file, is damaged, or has more pixels than Pillow allows (``PIL.Image.MAX_IMAGE_PIXELS``).

    Examples
    --------
    >>> import tempfile
    >>> from nbtools.compute.png.png import encode_png
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = pathlib.Path(folder) / "a.png"
    ...     _ = file.write_bytes(encode_png(np.zeros((2, 3, 4), np.uint8), text={"Title": "nothing"}))
    ...     picture = read_png(file)
    >>> picture.rgba.shape, picture.metadata
    ((2, 3, 4), {'text': {'Title': 'nothing'}})
    """
    from PIL import Image, UnidentifiedImageError

    file = pathlib.Path(path)
    try:
        with warnings.catch_warnings(), file.open("rb") as stream:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(stream, formats=["PNG"]) as picture:
                picture.load()
                stored = np.array(picture)
                rgba = _rgba(picture, stored)
                texts = {str(key): str(text) for key, text in getattr(picture, "text", {}).items()}
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise ValueError(f"{file} is refused, it would take too much memory: {error}") from None
    except UnidentifiedImageError:
        raise ValueError(f"{file} is not a PNG file, or one whose beginning is damaged") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise ValueError(f"{file} is a damaged PNG file: {error}") from None
    return PngImage(rgba, {**_notes(texts.pop(NOTE, "{}")), "text": texts}, stored)


def packed(mask: NDArray[np.bool_]) -> list[Any] | None:
    """Write where a mask is True as json can: a corner, a shape, and the bits of the box between; None for nowhere.

    Examples
    --------
    >>> mask = np.zeros((50, 60), bool)
    >>> mask[40:44, 7:30] = True
    >>> packed(mask)[:4], bool((unpacked(packed(mask), mask.shape) == mask).all())
    ([40, 7, 4, 23], True)
    """
    rows, cols = (np.flatnonzero(mask.any(axis=axis)) for axis in (1, 0))
    if not rows.size:
        return None
    box = mask[rows[0] : rows[-1] + 1, cols[0] : cols[-1] + 1]
    bits = zlib.compress(np.packbits(box).tobytes()).hex()
    return [int(rows[0]), int(cols[0]), *box.shape, bits]


def unpacked(told: list[Any] | None, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Give the mask of which `packed` tells."""
    mask = np.zeros(shape, bool)
    if told is not None:
        row, col, height, width, bits = told
        box = mask[row : row + height, col : col + width]
        most = -(-height * width // 8)  # no more is unpacked, whatever a file holds
        content = zlib.decompressobj().decompress(bytes.fromhex(bits), most)
        if min(row, col) < 0 or box.shape != (height, width) or len(content) < most:
            raise ValueError(f"no mask of a picture of shape {shape}")
        box[...] = np.unpackbits(np.frombuffer(content, np.uint8), count=height * width).reshape(box.shape)
    return mask


def _rgba(picture: Any, stored: NDArray[Any]) -> NDArray[np.uint8]:
    if picture.mode.startswith("I"):
        upper = (stored >> 8).astype(np.uint8)
        return np.dstack([upper, upper, upper, np.full_like(upper, 255)])
    return np.array(picture.convert("RGBA"))


def _notes(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _from_gray(levels: NDArray[Any], notes: dict[str, Any]) -> tuple[Floats, Floats]:
    if notes["exact"]:
        return levels.astype(np.float64), np.zeros(levels.shape)
    vmin, vmax = float(notes["vmin"]), float(notes["vmax"])
    top = {8: 255, 16: 65535}[notes["bits"]]
    share, far = levels / top, math.isinf(vmax - vmin)  # further apart than a float can say
    values = vmin * (1 - share) + vmax * share if far else vmin + share * (vmax - vmin)
    error = np.full(
        levels.shape, (vmax / 2 - vmin / 2) / top * (1 + 1e-9) + 4 * np.spacing(max(abs(vmin), abs(vmax)))
    )
    for level, beyond in zip((0, top), notes["beyond"], strict=True):
        if beyond:
            error[levels == level] = np.inf
    return values, error


def _from_colors(rgba: NDArray[np.uint8], notes: dict[str, Any]) -> tuple[Floats, Floats]:
    """Look the colours up: what each stands for is the union of the entries with that colour."""
    table = np.frombuffer(bytes.fromhex(notes["colors"]), np.uint32)
    low, high = (np.array(notes[name], np.float64) for name in ("low", "high"))
    entries: dict[int, tuple[float, float]] = {}
    for color, least, most in zip(table[:-3].tolist(), low.tolist(), high.tolist(), strict=True):
        if least <= most:  # not where no value has this entry
            before = entries.get(color, (np.inf, -np.inf))
            entries[color] = min(before[0], least), max(before[1], most)
    known = np.unique(table)
    value, error = np.full((2, len(known) + 1), np.nan)  # the last: a colour that is none of these
    for k, color in enumerate(known.tolist()):
        if color in entries:
            least, most = entries[color]
            value[k] = least / 2 + most / 2
            half = most / 2 - least / 2
            error[k] = half + 2 * np.spacing(max(abs(least), abs(most))) if half else 0.0
    for places, limit in zip(notes["beyond"], (notes["vmin"], notes["vmax"]), strict=True):
        for k in np.searchsorted(known, table[np.array(places, int)]):
            value[k] = limit if np.isnan(value[k]) else value[k]
            error[k] = np.inf
    if notes["has_bad"]:
        k = np.searchsorted(known, table[-1])
        value[k] = error[k] = np.nan
    pixels = np.ascontiguousarray(rgba).view(np.uint32)[..., 0]
    place = np.minimum(np.searchsorted(known, pixels), len(known) - 1)
    place[known[place] != pixels] = len(known)
    return value[place], error[place]
