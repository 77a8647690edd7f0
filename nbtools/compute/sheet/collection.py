"""Several images of different sizes, some of numbers and some of colours, that are shown together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.color.limits import percentile_limits, percentile_table
from nbtools.compute.color.shading import true_colors
from nbtools.compute.images import Image, NoData, as_image, as_pixels

ORDERS = ("given", "height", "width", "area", "title")
_SAMPLE = 1 << 20  # pixels that shared limits are taken from, at most about

Limits = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Colored:
    """A picture that has its own colours.

    Attributes
    ----------
    values : ndarray, shape (rows, cols, 3 or 4)
        As given: uint8, or floats from 0 to 1.
    rgba : ndarray of uint8, shape (rows, cols, 4)
        Its pixels, as `nbtools.to_rgba` gives them.
    """

    values: NDArray[Any]
    rgba: NDArray[np.uint8]

    @property
    def shape(self) -> tuple[int, int]:
        """Number of rows and columns."""
        return self.rgba.shape[0], self.rgba.shape[1]


Member = Image | Colored


@dataclass(frozen=True, eq=False)
class Collection:
    """Images of any sizes, with their titles. Made by `read_images`.

    Attributes
    ----------
    images : tuple of Image or Colored
        The images.
    titles : tuple of str
        A title for each, which may be empty.
    """

    images: tuple[Member, ...]
    titles: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.images)

    @property
    def shapes(self) -> list[tuple[int, int]]:
        """Rows and columns of each image."""
        return [image.shape for image in self.images]

    @property
    def first(self) -> int | None:
        """Number of the first image that has no colours of its own; None where all have."""
        return next((k for k, image in enumerate(self.images) if isinstance(image, Image)), None)

    def ordered(self, by: str = "given") -> tuple[int, ...]:
        """Give the numbers of the images in an order.

        Parameters
        ----------
        by : {"given", "height", "width", "area", "title"}
            Heights, widths and areas fall; titles rise, numbers in them by their value. Equal ones stay as given.

        Returns
        -------
        tuple of int

        Examples
        --------
        >>> images = read_images([np.ones((2, 9)), np.ones((4, 4)), np.ones((3, 1))], ["b", "a10", "a9"])
        >>> images.ordered("height"), images.ordered("width"), images.ordered("title")
        ((1, 2, 0), (0, 1, 2), (2, 1, 0))
        """
        checks.choice("order", by, ORDERS)
        if by == "given":
            return tuple(range(len(self)))
        if by == "title":
            return tuple(sorted(range(len(self)), key=lambda k: _natural(self.titles[k])))
        powers = {"height": (1, 0), "width": (0, 1), "area": (1, 1)}[by]
        sizes = [rows ** powers[0] * cols ** powers[1] for rows, cols in self.shapes]
        return tuple(sorted(range(len(self)), key=lambda k: -sizes[k]))

    def limits(self, low: float = 0.5, high: float = 99.5, *, own: bool = False) -> tuple[Limits, ...]:
        """Values of the first and the last colour of each image: percentiles, as `percentile_limits` finds them.

        Parameters
        ----------
        low, high : float
            Percentiles, from 0 to 100.
        own : bool
            Whether each image has its own limits; else all pixels of all images of numbers are taken together.

        Returns
        -------
        tuple of (float, float)
            One pair for each image; (0, 1) for images with colours of their own.

        Examples
        --------
        >>> images = read_images([np.arange(5.0)[None], np.arange(11.0)[None]])
        >>> images.limits(0, 100), images.limits(0, 100, own=True)
        (((0.0, 10.0), (0.0, 10.0)), ((0.0, 4.0), (0.0, 10.0)))
        """
        if own:
            found = [percentile_limits(m, low, high) if isinstance(m, Image) else None for m in self.images]
        else:
            shared = percentile_limits(self._pool, low, high)
            found = [shared if isinstance(m, Image) else None for m in self.images]
        return tuple((0.0, 1.0) if pair is None else pair for pair in found)

    def limit_steps(
        self, percents: NDArray[np.float64], *, own: bool = False
    ) -> list[NDArray[np.float64] | None]:
        """Give the limits of each image for many percentiles at once.

        Parameters
        ----------
        percents : ndarray of float, shape (n,)
            From 0 to 100.
        own : bool
            As for `limits`.

        Returns
        -------
        list of ndarray of float64, shape (2, n + 1)
            As `percentile_table` gives them; None for images with colours of their own.
        """
        shared = None if own else percentile_table(self._pool, percents)
        return [
            (percentile_table(m, percents) if shared is None else shared) if isinstance(m, Image) else None
            for m in self.images
        ]

    @cached_property
    def _pool(self) -> NDArray[Any]:
        """All good pixels of the images of numbers in one row, rising; of very many, every n-th row and column."""
        grays = [image for image in self.images if isinstance(image, Image)]
        step = max(1, int(np.ceil(np.sqrt(sum(image.values.size for image in grays) / _SAMPLE))))
        parts = []
        for image in grays:
            values = image.values[::step, ::step]
            parts.append(values.ravel() if image.bad is None else values[~image.bad[::step, ::step]])
        pool = np.sort(np.concatenate(parts)) if parts else np.empty(0)
        return pool[None] if pool.size else np.full((1, 1), np.nan)

    @cached_property
    def statistics(self) -> NDArray[np.float64]:
        """Smallest, largest and mean pixel of each image, shape (n, 3).

        Bad pixels are left out, NaN where there is no other; of colours, all of red, green and blue count.
        """
        return np.array([_statistics(image) for image in self.images])


def read_images(images: Any, titles: Any = None, nodata: NoData = None) -> Collection:
    """Take images of different sizes in.

    Parameters
    ----------
    images : list, tuple or other iterable, or dict, of array-like
        Each (rows, cols) of numbers, as `nbtools.as_image` takes it; or (rows, cols, 3 or 4) with colours as uint8
        or as floats from 0 to 1, as `nbtools.to_rgba` takes them. Both may mix. The keys of a dict are titles.
    titles : iterable of str, optional
        A title for each. If not given, the names of xarray DataArrays, else the places 0, 1, 2 ...
    nodata : float or sequence of float, optional
        Values of images of numbers that stand for no data, see `as_image`.

    Returns
    -------
    Collection

    Raises
    ------
    TypeError
        If there is no collection of images, or pixels are no real numbers.
    ValueError
        If there is no image, one is empty or of wrong dimensions, or there are not as many titles as images.

    Examples
    --------
    >>> found = read_images({"a": np.zeros((2, 3)), "b": np.zeros((4, 5, 3), np.uint8)})
    >>> found.titles, found.shapes
    (('a', 'b'), [(2, 3), (4, 5)])
    >>> read_images([np.zeros((2, 3)), np.zeros(4)])
    Traceback (most recent call last):
    ...
    ValueError: images[1] must have 2 dimensions, got shape (4,)
    """
    if isinstance(images, Collection):
        return images if titles is None else Collection(images.images, _titles(titles, len(images)))
    if isinstance(images, str | bytes | Image) or hasattr(images, "ndim") or not isinstance(images, Iterable):
        shape = f" of shape {tuple(images.shape)}" if hasattr(images, "ndim") else ""
        fix = "; pass [image], or list(stack) for a stack" if shape else ""
        raise TypeError(
            f"images must be a list or a dict of images, got a {type(images).__name__}{shape}{fix}"
        )
    named = images if isinstance(images, Mapping) else dict(enumerate(images))
    if not named:
        raise ValueError("images must have at least one image, got none")
    found = tuple(_read(image, nodata, f"images[{key!r}]") for key, image in named.items())
    if titles is not None:
        return Collection(found, _titles(titles, len(found)))
    names = [getattr(image, "name", "") or str(key) for key, image in zip(named, found, strict=True)]
    return Collection(found, tuple(map(str, named)) if isinstance(images, Mapping) else tuple(names))


def _read(image: Any, nodata: NoData, name: str) -> Member:
    if _depth(image) != 3:
        return as_image(image, nodata=nodata, name=name)
    pixels = as_pixels(image, colors=True, name=name)
    return Colored(pixels.values, true_colors(pixels, name))


def _depth(image: Any) -> int:
    if hasattr(image, "shape"):  # of a stack, no frame is read
        return len(image.shape)
    try:
        return int(np.ndim(image))
    except ValueError:  # rows of different lengths, of which `as_image` tells
        return 2


def _titles(titles: Any, number: int) -> tuple[str, ...]:
    if isinstance(titles, str) or not isinstance(titles, Iterable):
        raise TypeError(f"titles must be a list of texts, got a {type(titles).__name__}")
    found = tuple(map(str, titles))
    if len(found) != number:
        raise ValueError(f"titles must be as many as the images, {number}, got {len(found)}")
    return found


def _natural(title: str) -> list[tuple[int, int, str]]:
    """Key by which "chr 9" comes before "chr 10"."""
    parts = re.split(r"(\d+)", title)
    return [(0, int(p), "") if k % 2 else (1, 0, p.casefold()) for k, p in enumerate(parts)]


def _statistics(image: Member) -> tuple[float, float, float]:
    if isinstance(image, Image):
        good = image.values if image.bad is None else image.values[~image.bad]
    else:
        good = image.values[..., :3]
        if good.dtype.kind == "f":
            good = good[np.isfinite(good)]
    if good.size == 0:
        return np.nan, np.nan, np.nan
    with np.errstate(over="ignore", invalid="ignore"):  # of a sum that is infinite, or two that are
        return float(good.min()), float(good.max()), float(good.mean(dtype=np.float64))
