"""Intensity along a line, its background, and the width of its highest peak."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nbtools.compute import checks
from nbtools.compute.numerals import told
from nbtools.compute.profile.line import Line, Place
from nbtools.compute.profile.sampling import Windows, means_across
from nbtools.compute.ranges import median
from nbtools.compute.shown import Shown
from nbtools.compute.spelling import understanding

if TYPE_CHECKING:
    import pandas as pd

_OUTER = 0.1  # of the values, at either end: where the background is looked for


@dataclass(frozen=True, eq=False, repr=False)
class LineProfile(Shown):
    """Values along a line. Made by `line_profile`.

    All distances are counted from the start of the line, in `unit`.

    Attributes
    ----------
    line : Line
        Where the values come from.
    values : ndarray of float64, shape (n,)
        Mean across the line at each place; NaN where no pixel is left.
    n_used : ndarray of int64, shape (n,)
        Number of samples in each mean, from 0 to the width of the line.
    background : float
        Level from which the height of the peak is counted.
    pixel_size : float
        Side of a pixel, in `unit`.
    unit : str
        "px", or the unit of the pixel size that was given.
    """

    _parts = ("line", "distance", "values", "n_used")

    line: Line
    values: NDArray[np.float64]
    n_used: NDArray[np.int64]
    background: float
    pixel_size: float = 1.0
    unit: str = "px"

    def _about(self) -> str:
        return self.told()

    @property
    def rows(self) -> NDArray[np.float64]:
        """Rows of the places, shape (n,)."""
        return self.line.places()[0]

    @property
    def cols(self) -> NDArray[np.float64]:
        """Columns of the places, shape (n,)."""
        return self.line.places()[1]

    @cached_property
    def distance(self) -> NDArray[np.float64]:
        """Distance of each place from the start, shape (n,)."""
        return np.linspace(0, self.length, len(self.values))

    @property
    def length(self) -> float:
        """Length of the line."""
        return self.length_px * self.pixel_size

    @property
    def length_px(self) -> float:
        """Length of the line in pixels, whatever the unit."""
        return self.line.length

    @property
    def peak_distance(self) -> float:
        """Distance of the highest value, the first of equal ones; NaN if there is none."""
        return float("nan") if self._peak is None else float(self.distance[self._peak])

    @property
    def peak_value(self) -> float:
        """The highest value; NaN if there is none."""
        return float("nan") if self._peak is None else float(self.values[self._peak])

    @property
    def half_maximum(self) -> float:
        """Half way from the background to the highest value."""
        return self.background / 2 + self.peak_value / 2

    @cached_property
    def crossings(self) -> tuple[float, float]:
        """Distances before and behind the peak at which the values fall to `half_maximum`; NaN where they do not."""
        if self._peak is None or not self.peak_value > self.background:
            return float("nan"), float("nan")
        before, behind = slice(self._peak, None, -1), slice(self._peak, None)
        first, last = (
            _falls_to(self.half_maximum, self.distance[side], self.values[side]) for side in (before, behind)
        )
        return first, last

    @property
    def fwhm(self) -> float:
        """Full width at half maximum of the highest peak; see `line_profile`."""
        first, last = self.crossings
        return last - first

    @property
    def n_left_out(self) -> int:
        """Number of samples that are in no mean: those in bad pixels, and those outside of the image."""
        return self.line.width * len(self.values) - int(self.n_used.sum())

    def told(self) -> str:
        """Say in plain words how long the line is, and what its highest peak is like."""
        unit = self.unit
        parts = [
            f"{told(self.length_px)} px" + (f" = {told(self.length, unit)}" if unit != "px" else ""),
            f"highest value {told(self.peak_value)} at {told(self.peak_distance, unit)}",
            "no width at half maximum" if math.isnan(self.fwhm) else f"FWHM {told(self.fwhm, unit)}",
            f"background {told(self.background)}",
        ]
        if self._peak is None:
            parts[1:] = ["no good pixels"]
        if self.n_left_out:
            parts.append(f"{self.n_left_out} of {self.line.width * len(self.values)} samples bad or outside")
        return ", ".join(parts)

    def told_at(self, distance: float) -> str:
        """Say in plain words which place is nearest to a distance from the start, and its value."""
        at = int(np.abs(self.distance - distance).argmin())
        row, col = self.rows[at], self.cols[at]
        return f"at {told(self.distance[at], self.unit)}: row {row:.2f}, col {col:.2f}, value {told(self.values[at])}"

    @property
    def table(self) -> pd.DataFrame:
        """One line per place: ``distance`` in `unit`, ``row`` and ``col`` in pixels, ``value``, ``n_used``."""
        import pandas as pd

        columns = {"distance": self.distance, "row": self.rows, "col": self.cols, "value": self.values}
        return pd.DataFrame({**columns, "n_used": self.n_used})

    @cached_property
    def _peak(self) -> int | None:
        """Place of the highest value."""
        return None if np.isnan(self.values).all() else int(np.nanargmax(self.values))


@understanding
def line_profile(
    image: Any,
    start: Place,
    end: Place,
    width: int = 1,
    order: int = 1,
    *,
    mask: Any = None,
    channel_axis: int | None = None,
    background: float | None = None,
    pixel_size: float | None = None,
    unit: str | None = None,
) -> LineProfile:
    """Measure the intensity along a line.

    Only the pixels near the line are looked at: the time depends on the line, not on the image.

    Parameters
    ----------
    image : array-like, shape (rows, cols)
        See `nbtools.compute.images.as_image`.
    start, end : (float, float)
        (row, col) of both ends in pixels, which are among the places; they may lie outside of the image. Where both
        are equal, there is one place, and the band goes along the rows.
    width : int
        Each value is the mean of so many samples across the line, which are one pixel apart.
    order : int
        Order of the spline between the pixels, 0 (nearest pixel) to 5.
    mask : array-like of bool, shape (rows, cols), optional
        True where a pixel is to be left out.
    channel_axis : int, optional
        For a colour picture: the axis of the colours, of which the luminance is taken.
    background : float, optional
        Level from which the height of the peak is counted. If not given, the median of the first tenth of the values
        or that of the last tenth, whichever is lower (NaN not counted, one value at least): one end in the dark is
        enough.
    pixel_size : float, optional
        Side of a pixel, in units: the distances of the result are in these.
    unit : str, optional
        Unit of `pixel_size`.

    Returns
    -------
    LineProfile
        With ``distance``, ``values``, ``n_used``, ``length``, ``background``, ``peak_distance``, ``fwhm``, ``table``
        and more.

    Raises
    ------
    TypeError
        If the pixels are not real numbers, or an argument is of the wrong type.
    ValueError
        If an argument is out of its bounds.

    Notes
    -----
    Places and values are those of ``skimage.measure.profile_line(image, start, end, linewidth=width, order=order)``
    for an image of floats, and so of ``scipy.ndimage.map_coordinates`` with mode "reflect". They differ where these
    mislead:

    - Samples outside of the image are left out of the mean, not mirrored. The image ends half a pixel beyond the
      middles of its outermost pixels.
    - A sample counts only if the pixel that it is in is good: neither masked nor NaN nor infinite. Bad pixels beside
      it are taken as the nearest good one, as in `nbtools.zoom_at`. There, a NaN spoils every value that it touches,
      with splines the whole image.
    - Values between integer pixels are floats, not cut off to integers.
    - Half way between two pixels, order 0 takes that of the higher row or column, where rounding errors decide there.

    The full width at half maximum is the distance between the crossings nearest to the highest value, before and
    behind it, of the level half way between it and the background; between two places the values count as a straight
    line, as in `scipy.signal.peak_widths`. It is NaN where an end of the line or a gap comes first. For a Gaussian it
    is ``2 * sqrt(2 * ln(2))`` = 2.3548 standard deviations.

    Examples
    --------
    >>> image = np.zeros((5, 9))
    >>> image[:, 3:6] = 10.0
    >>> profile = line_profile(image, (2, 0), (2, 8), width=3)
    >>> profile.values.tolist()
    [0.0, 0.0, 0.0, 10.0, 10.0, 10.0, 0.0, 0.0, 0.0]
    >>> profile.length, profile.background, profile.peak_distance, profile.fwhm
    (8.0, 0.0, 3.0, 3.0)
    """
    line = Line(start, end, width)
    checks.spline_order(order)
    size, name = checks.physical(pixel_size, unit)
    level = None if background is None else float(checks.number("background", background))
    values, used = means_across(Windows(image, mask, channel_axis), line, order)
    return LineProfile(
        line, values, used, _lower_end(values) if level is None else level, size or 1.0, name or "px"
    )


def profile_table(profiles: Mapping[str, LineProfile]) -> pd.DataFrame:
    """Give the tables of some profiles, one below the other, with the name of each in the column ``line``."""
    import pandas as pd

    tables = pd.concat({name: profile.table for name, profile in profiles.items()}, names=["line"])
    return tables.reset_index("line").reset_index(drop=True)


def _lower_end(values: NDArray[np.float64]) -> float:
    """Give the lower median of the values near one end; NaN if there are none."""
    good = values[~np.isnan(values)]
    if not good.size:
        return float("nan")
    number = max(round(_OUTER * good.size), 1)
    return min(median(good[:number]), median(good[-number:]))


def _falls_to(level: float, distance: NDArray[np.float64], values: NDArray[np.float64]) -> float:
    """Give the first distance at which values that begin above a level fall to it; NaN if they do not."""
    below = np.flatnonzero(~(values > level))  # NaN, too: what lies behind a gap is not known
    if not below.size:
        return float("nan")
    (x0, x1), (y0, y1) = ((each[below[0] - 1], each[below[0]]) for each in (distance, values))
    with np.errstate(
        invalid="ignore"
    ):  # halved: a difference may exceed float64; a sum that does is infinite
        share = (y0 / 2 - level / 2) / (y0 / 2 - y1 / 2)
    return float(x0 + share * (x1 - x0))
