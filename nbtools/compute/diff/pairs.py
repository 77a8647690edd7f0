"""Two images that are compared: the one door for pairs.

`as_pair` checks both, brings them to types whose difference can be exact, and cuts them to the part in which
they overlap. Nothing is copied unless a type must change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.images import NoData, Pixels, as_pixels
from nbtools.compute.reading import likely_color_axis

Offset = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two images of one shape, pixel on pixel. Made by `as_pair`.

    Attributes
    ----------
    before, after : ndarray, shape (rows, cols) or (rows, cols, channels)
        The overlap of the two, read-only, in native byte order; integers are of one common type where there is one.
    masked : ndarray of bool, shape (rows, cols), or None
        True where a pixel is not compared.
    offset : tuple of int
        (row, col) in the first image where pixel (0, 0) of the second one lies.
    registered : bool
        Whether the offset was estimated from the images.
    pixels : tuple of Pixels
        The same two as they are shown: values of their own types, what is not compared masked.
    """

    before: NDArray[Any]
    after: NDArray[Any]
    pixels: tuple[Pixels, Pixels]
    masked: NDArray[np.bool_] | None = None
    offset: Offset = (0, 0)
    registered: bool = False

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns of the overlap."""
        rows, cols = self.before.shape[:2]
        return rows, cols

    @property
    def colored(self) -> bool:
        """Whether these are colour pictures."""
        return self.before.ndim == 3

    @property
    def exact(self) -> bool:
        """Whether both are integers of one type, so that their differences are exact integers."""
        return self.before.dtype == self.after.dtype and self.before.dtype.kind in "iu"


def as_pair(
    before: Any,
    after: Any,
    *,
    mask: Any = None,
    channel_axis: int | None = None,
    offset: Offset | None = None,
    register: bool = False,
    nodata: NoData = None,
) -> Pair:
    """Take two images in.

    Parameters
    ----------
    before, after : array-like, shape (rows, cols)
        What `as_image` takes. NaN and infinite pixels are compared like others; those that are masked in either
        image are not.
    mask : array-like of bool, shape of `before`, optional
        True where pixels are not compared.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha.
    offset : (int, int), optional
        (row, col) in `before` where pixel (0, 0) of `after` lies; the shapes may then differ.
    register : bool
        Estimate the offset, in whole pixels, with `skimage.registration.phase_cross_correlation`; where nothing makes
        the images more alike it is (0, 0).
    nodata : float or sequence of float, optional
        Values that stand for no data, see `as_image`; but all floats are compared unless they are told.

    Returns
    -------
    Pair

    Raises
    ------
    TypeError
        If the pixels are not real numbers.
    ValueError
        If the shapes differ and no offset is given, if nothing overlaps, or an image is empty or not
        two-dimensional.

    Examples
    --------
    >>> pair = as_pair(np.arange(12).reshape(3, 4), np.arange(12).reshape(3, 4) + 5, offset=(1, 1))
    >>> pair.before.tolist(), pair.after.tolist()
    ([[5, 6, 7], [9, 10, 11]], [[5, 6, 7], [9, 10, 11]])
    """
    _same_kind(before, after)
    pictures = [
        as_pixels(image, channel_axis=channel_axis, nodata=nodata, guess=False, name=name)
        for image, name in ((before, "before"), (after, "after"))
    ]
    (first, second), (masked, masked_too) = zip(
        *((each.numbers, each.hidden) for each in pictures), strict=True
    )
    register = checks.switch("register", register)
    if offset is not None and register:
        raise ValueError(f"offset must be None when register=True, got {checks.short(offset)}")
    if first.shape[2:] != second.shape[2:] or (offset is None and first.shape != second.shape):
        fix = (
            "; drop the alpha of one with image[..., :3]"
            if first.shape[2:] != second.shape[2:]
            else "; to compare their overlap pass offset=(row, col)"
        )
        raise ValueError(f"before and after must have one shape, got {first.shape} and {second.shape}{fix}")
    if mask is not None:
        own = checks.pixel_mask("mask", mask, first.shape[:2])
        masked = own if masked is None else masked | own
    if register:
        offset = _estimate(first, second, masked, masked_too)
    offset = _offset(offset)
    ours, theirs = _overlap(first.shape[:2], second.shape[:2], offset)
    found = [part[window] for part, window in ((masked, ours), (masked_too, theirs)) if part is not None]
    together = np.logical_or(*found) if len(found) == 2 else found[0] if found else None
    together = together if together is not None and together.any() else None
    first, second = _common(first[ours], second[theirs])
    for values in (first, second):
        values.flags.writeable = False
    shown = [
        _masked(each.part(window), together) for each, window in zip(pictures, (ours, theirs), strict=True)
    ]
    return Pair(first, second, (shown[0], shown[1]), together, offset, register)


def _same_kind(before: Any, after: Any) -> None:
    """Refuse a grey picture beside a coloured one, and say what to compare instead."""
    named = {"before": before, "after": after}
    shapes = {name: np.shape(each) for name, each in named.items() if hasattr(each, "shape")}
    colored = [
        name for name, shape in shapes.items() if len(shape) == 3 and likely_color_axis(shape) is not None
    ]
    if len(shapes) == 2 and len(colored) == 1 and sorted(map(len, shapes.values())) == [2, 3]:
        axis = likely_color_axis(shapes[colored[0]])
        raise ValueError(
            f"before and after must be of one kind, got shapes {shapes['before']} and {shapes['after']}; to compare "
            f"brightness pass nbtools.as_image({colored[0]}, channel_axis={axis}) as {colored[0]}"
        )


def _masked(pixels: Pixels, masked: NDArray[np.bool_] | None) -> Pixels:
    """Give a picture another mask, which is not copied."""
    if masked is not None and pixels.colored:
        masked = np.broadcast_to(masked[..., None], pixels.values.shape)
    return replace(pixels, masked=masked)


def _offset(offset: Any) -> Offset:
    try:
        drow, dcol = (0, 0) if offset is None else offset
    except (TypeError, ValueError):
        raise ValueError(
            f"offset must be a pair of whole numbers (row, col), got {checks.short(offset)}"
        ) from None
    return checks.integer("offset[0]", drow, unit="px"), checks.integer("offset[1]", dcol, unit="px")


def _overlap(first: Any, second: Any, offset: Offset) -> tuple[tuple[slice, ...], tuple[slice, ...]]:
    """Windows of both images that lie on each other."""
    ours, theirs = [], []
    for size, other, shift in zip(first, second, offset, strict=True):
        start, stop = max(shift, 0), min(size, other + shift)
        if stop <= start:
            raise ValueError(
                f"offset must leave an overlap of {first} and {second}, got {checks.short(offset)}"
            )
        ours.append(slice(start, stop))
        theirs.append(slice(start - shift, stop - shift))
    return tuple(ours), tuple(theirs)


def _common(first: NDArray[Any], second: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Bring integers to one type; those that have none stay, and are compared as float64."""
    if first.dtype == second.dtype or "f" in first.dtype.kind + second.dtype.kind:
        return first.view(), second.view()
    common = np.result_type(first, second)
    if common.kind == "f":  # uint64 and a signed type
        signed, unsigned = (first, second) if first.dtype.kind == "i" else (second, first)
        if signed.min() >= 0:
            common = np.dtype(np.uint64)
        elif unsigned.max() <= np.iinfo(np.int64).max:
            common = np.dtype(np.int64)
        else:
            return first.view(), second.view()
    return first.astype(common, copy=False).view(), second.astype(common, copy=False).view()


def _estimate(
    first: NDArray[Any],
    second: NDArray[Any],
    masked: NDArray[np.bool_] | None,
    masked_too: NDArray[np.bool_] | None,
) -> Offset:
    """Find the shift, in whole pixels, that brings the second image onto the first.

    Phase correlation is made for noise and gradients, plain correlation for smooth images; of what both say, and of
    no shift at all, that one is taken after which the images look most alike.
    """
    from skimage.registration import phase_cross_correlation

    images = _gray(first, masked), _gray(second, masked_too)
    faded = [_faded(image) for image in images]
    found = [(0, 0)]
    for normalization in ("phase", None) if all(image.any() for image in faded) else ():
        shift, *_ = phase_cross_correlation(  # type: ignore[no-untyped-call]  # it has no types
            *faded, normalization=normalization
        )
        found.append((int(np.rint(shift[0])), int(np.rint(shift[1]))))
    return max(found, key=lambda offset: _likeness(*images, offset))


def _gray(values: NDArray[Any], masked: NDArray[np.bool_] | None) -> NDArray[np.float64]:
    """Brightness in units of the largest, so that nothing overflows; NaN where it is unknown."""
    gray = values[..., :3].mean(axis=-1, dtype=np.float64) if values.ndim == 3 else values.astype(np.float64)
    good = np.isfinite(gray) if masked is None else np.isfinite(gray) & ~masked
    gray[~good] = np.nan
    gray /= np.abs(gray).max(initial=0, where=good) or 1
    return gray


def _faded(gray: NDArray[np.float64]) -> NDArray[np.float64]:
    """Brightness less its mean, fading out towards the edges, which are in one place whatever the shift."""
    good = ~np.isnan(gray)
    faded = np.where(good, gray - (gray[good].mean() if good.any() else 0), 0)
    for axis, size in enumerate(gray.shape):
        faded *= np.expand_dims(np.hanning(size + 2)[1:-1], 1 - axis)
    return faded


def _likeness(first: NDArray[np.float64], second: NDArray[np.float64], offset: Offset) -> float:
    """Correlation coefficient of the overlap; 0 where there is none."""
    ours, theirs = _overlap(first.shape, second.shape, offset)
    a, b = first[ours], second[theirs]
    good = ~np.isnan(a + b)
    a, b = (part[good] - (part[good].mean() if good.any() else 0) for part in (a, b))
    size = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / size if size > 0 else 0.0
