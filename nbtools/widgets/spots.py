"""SpotExplorer: where are the local maxima of an image, and what is the sum inside a disk around each?"""

from __future__ import annotations

import math
import os
from typing import Any

import numpy as np
import pandas as pd

from nbtools.compute.colors import percentile_limits
from nbtools.compute.files import write_new
from nbtools.compute.growth import RadialSums, growth_curve
from nbtools.compute.images import Image, Stack, as_stack
from nbtools.compute.measure import is_clipped
from nbtools.compute.peaks import Candidates, PeakFinder, peak_candidates
from nbtools.compute.spots import SpotResult, brightest_near, measure_centers, spot_centers
from nbtools.compute.stacks import measure_stack
from nbtools.draw.labels import Labels
from nbtools.draw.marks import FOUND, MANUAL, SELECTED, Circles, Style
from nbtools.widgets.canvas import Canvas
from nbtools.widgets.charts import Curves, Histogram
from nbtools.widgets.all_frames import AllFrames
from nbtools.widgets.explorer import Explorer, step
from nbtools.widgets.parameters import Choice, Interval, Number, Points, Switch
from nbtools.widgets.picture import Picture
from nbtools.widgets.table import Table

_ANNULUS = Style("#CC79A7")
_CMAPS = ("gray", "viridis", "magma", "inferno", "cividis", "gray_r")
_CURVE_POINTS = 40
_CROWD = 250  # spots at first sight, at most


class SpotExplorer(Explorer):
    """Find the local maxima of an image or a stack, and sum the pixels in a disk around each, live.

    Parameters
    ----------
    image : array_like
        (row, col) image or (frame, row, col) stack of any integer or float type; masked arrays and xarray DataArrays
        are understood. Pixel centres lie at whole numbers.
    name : str, optional
        Running the cell again closes the earlier explorer of that name and keeps its parameters.
    title : str, optional
        Shown above the picture.
    **parameters
        Start values of the parameters, e.g. ``radius=7.5``.

    Examples
    --------
    >>> import nbtools as nb
    >>> w = nb.SpotExplorer(nb.samples.spots(n=12, seed=1).image, threshold_abs=40.0, radius=6.0)
    >>> len(w.result)
    12
    >>> w.close()
    """

    frame = Number(0, 0, 0, integer=True, label="frame", help="Which image of the stack is shown and measured.")
    min_distance = Number(
        10, 1, 100, integer=True, label="min distance", unit="px", help="Peaks are further apart than this (Chebyshev)."
    )
    threshold_abs = Number(
        None,
        0,
        1,
        hard=(-math.inf, math.inf),
        label="threshold",
        help="A peak must be above this value (below it for dark spots).",
    )
    prominence = Number(
        0.0,
        0,
        1,
        hard=(0, math.inf),
        label="prominence",
        help="A peak must rise at least so far above the highest saddle to any higher one; 0: off.",
    )
    exclude_border = Switch(False, label="exclude border", help="Leave out peaks closer to the border than min distance.")
    invert = Switch(False, label="dark spots", help="Find minima instead of maxima; the sums stay those of the image.")
    radius = Number(5.0, 0.5, 50, step=0.5, hard=(0.1, 1000), label="radius", unit="px", help="Pixels at most so far from the centre are summed.")
    method = Choice(
        "center",
        ("center", "exact"),
        label="method",
        help="center: a pixel counts when its centre is in the disk; exact: by the area of overlap.",
    )
    background = Interval(
        None,
        0,
        100,
        step=0.5,
        optional=True,
        start=(8.0, 12.0),
        label="background",
        unit="px",
        help="Subtract the median of an annulus around each spot, per pixel.",
    )
    click = Choice(
        "select",
        ("select", "add", "snap", "remove"),
        label="click",
        help="What a click does: select a spot, add one there, add one at the brightest pixel near, remove the nearest.",
    )
    contrast = Interval(
        (0.5, 99.8), 0, 100, step=0.1, label="contrast", unit="%", help="Percentiles shown as the darkest and brightest colour."
    )
    cmap = Choice("gray", _CMAPS, label="colours", help="The colormap of the image.")
    labels = Switch(True, label="show sums", help="Write the sums beside the spots; more appear as you zoom in.")
    added = Points(("frame", "row", "col"), label="added", help="Spots added by hand.")
    removed = Points(("frame", "row", "col"), label="removed", help="Peaks removed by hand.")
    selected = Number(-1, -1, 10**9, integer=True, undoable=False, label="selected", help="Number of the selected spot; -1: none.")

    mouse_help = (
        "Wheel: zoom about the cursor. Click: as set by 'click'; with Shift it adds, with Ctrl it removes a spot. "
        "Drag the line in the histogram to set the threshold. Tab and arrow keys reach and move every control."
    )

    # --- steps --------------------------------------------------------------------------------------------------

    @step
    def pixels(data: Stack, frame: int) -> Image:
        """The frame that is shown."""
        return data[frame]

    @step
    def limits(pixels: Image, contrast: tuple[float, float]) -> tuple[float, float]:
        """The values shown as the darkest and the brightest colour."""
        return percentile_limits(pixels, *contrast)

    @step
    def finder(pixels: Image, invert: bool) -> PeakFinder:
        """What does not depend on min_distance."""
        return PeakFinder(pixels, invert)

    @step
    def candidates(finder: PeakFinder, min_distance: int, exclude_border: bool) -> Candidates:
        """All peaks, before any threshold."""
        return finder.candidates(min_distance, exclude_border)

    @step
    def found(candidates: Candidates, threshold_abs: float, prominence: float) -> np.ndarray:
        """The peaks that pass."""
        return candidates.select(threshold_abs=threshold_abs, prominence=prominence or None)

    @step
    def added_here(added: tuple[Any, ...], frame: int) -> tuple[Any, ...]:
        """(row, col) of the spots added by hand in this frame."""
        return tuple(point[1:] for point in added if point[0] == frame)

    @step
    def removed_here(removed: tuple[Any, ...], frame: int) -> tuple[Any, ...]:
        """(row, col) of the peaks removed by hand in this frame."""
        return tuple(point[1:] for point in removed if point[0] == frame)

    @step
    def centers(found: np.ndarray, added_here: tuple[Any, ...], removed_here: tuple[Any, ...]) -> np.ndarray:
        """(n, 2) row, col of all spots: the found ones, brightest first, then those added by hand."""
        return spot_centers(found, added_here, removed_here)

    @step
    def reach(radius: float) -> int:
        """The radius up to which sums are prepared: a power of two, so that it seldom changes."""
        return 1 << int(np.ceil(np.log2(max(radius, 4))))

    @step
    def radial(pixels: Image, centers: np.ndarray, reach: int) -> RadialSums:
        """The sums for all radii."""
        return RadialSums(pixels, centers, reach)

    @step
    def sums(radial: RadialSums, radius: float, method: str) -> np.ndarray:
        """The sums that the labels show."""
        return radial.sums(radius, method)

    @step
    def curves(pixels: Image, centers: np.ndarray, reach: int, method: str) -> tuple[np.ndarray, np.ndarray]:
        """Radii, and the growth curve of each spot as a fraction of its sum at the largest radius."""
        radii = np.linspace(0, 1.5 * reach, _CURVE_POINTS + 1)[1:]
        sums = growth_curve(pixels, centers, radii, method=method).astype(float)
        with np.errstate(invalid="ignore", divide="ignore"):
            return radii, sums / sums[:, -1:]

    @step
    def result(
        pixels: Image,
        candidates: Candidates,
        centers: np.ndarray,
        added_here: tuple[Any, ...],
        frame: int,
        prominence: float,
        radius: float,
        method: str,
        background: tuple[float, float] | None,
    ) -> SpotResult:
        """The measured spots of the frame that is shown."""
        found = centers[: len(centers) - len(added_here)]
        return measure_centers(
            pixels,
            centers,
            manual=len(added_here),
            frame=frame,
            prominence=candidates.prominence_of(found) if prominence else None,
            radius=radius,
            method=method,
            background=background,
        )

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Stack:
        """Check the input: an image becomes a stack of one frame."""
        return as_stack(image, name="image")

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the first frame; the first threshold is 5 sigma above the median of the pixels."""
        frames, rows, cols = self._data.shape
        first = self._data[0]
        values = first.values[~first.bad] if first.bad is not None else first.values.ravel()
        low, high = (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)
        self.fit_range("frame", 0, frames - 1)
        self.fit_range("min_distance", 1, max(min(rows, cols) // 2, 1))
        self.fit_range("radius", 0.5, max(min(50, max(rows, cols) // 2), 1))
        self.fit_range("background", 0, max(min(100, max(rows, cols)), 2))
        self._fit_threshold(low, high)
        return {
            "threshold_abs": self._first_threshold(first, values, low),
            "min_distance": min(10, max(min(rows, cols) // 2, 1)),
            "radius": min(5.0, max(rows, cols) / 2) if max(rows, cols) > 1 else 0.5,
        }

    def _first_threshold(self, image: Image, values: np.ndarray, low: float) -> float:
        """5 sigma above the median of the pixels, or higher, so that the first look is not crowded."""
        if not values.size:
            return low
        some = values[:: max(values.size // 100_000, 1)].astype(float)
        middle = np.median(some)
        guess = middle + 5 * 1.4826 * np.median(np.abs(some - middle))
        peaks = np.sort(peak_candidates(image).values)
        if not peaks.size or guess >= peaks[-1]:
            return low
        crowd = float(peaks[-_CROWD]) if peaks.size > _CROWD else low
        ticks = self.range_of("threshold_abs")[2]
        return float(f"{math.ceil(max(guess, crowd) / ticks) * ticks:.12g}")

    def build(self) -> Canvas:
        """Make picture, histogram, curves, table and their places."""
        self.picture = Picture(self.pixels, alt="image with a circle around each spot", on_click=self._clicked)
        axes = self.picture.axes
        self._annuli = Circles(axes, radius=(8, 12), linewidth=0.7, styles=[_ANNULUS], zorder=2)
        self._circles = Circles(axes, zorder=3)
        self._labels = Labels(axes, zorder=4)
        self.picture.canvas.set_moving(self._annuli, self._circles, self._labels)
        self.histogram = Histogram(self._drag_threshold, alt="histogram of the peak values with the threshold")
        self.growth = Curves(
            "radius (px)", "fraction of the sum", alt="growth curve of every spot, with the radius marked"
        )
        self._table = Table()
        self._table.observe(lambda change: self.steer("selected", change.new), names="selected")
        self._table.observe(lambda change: self.refresh(), names="sort")
        stack = len(self._data) > 1
        self.shell.group(
            "Find", *(["frame"] if stack else []), "min_distance", self.histogram.canvas, "threshold_abs", "prominence"
        )
        self.shell.group("Measure", "radius", "method", "background")
        self.shell.group("Picture", "contrast", "click")
        self.shell.group("more", "invert", "exclude_border", "labels", "cmap", folded=True)
        self.shell.tab("table", self._table)
        self.shell.tab("growth curve", self.growth.canvas)
        if stack:
            self.frames = AllFrames(self)
            self.shell.tab("all frames", self.frames.widget)
        return self.picture.canvas

    def draw(self) -> None:
        """Pull what is shown, then move the artists."""
        self._fit_frame()
        pixels, limits, centers, sums, candidates = self.pixels, self.limits, self.centers, self.sums, self.candidates
        result = self.result if self.shell.is_open("table") else None
        curves = self.curves if self.shell.is_open("growth curve") else None

        groups = np.full(len(centers), FOUND)
        groups[len(centers) - len(self.added_here) :] = MANUAL
        if 0 <= self.selected < len(centers):
            groups[self.selected] = SELECTED
        self._circles.set_centers(centers, groups)
        self._circles.set_radius(self.radius)
        self._annuli.set_visible(self.background is not None)
        if self.background is not None:
            self._annuli.set_centers(centers)
            self._annuli.set_radius([radius for radius in self.background if radius > 0])
        self._labels.set_visible(self.labels)
        if self.labels:
            self._labels.show(centers, sums, self.radius)
        low, high, _ = self.range_of("threshold_abs")
        self.histogram.show(candidates.values, low, high, self.threshold_abs)
        if result is not None:
            self._table.selected = self.selected
            self._table.show(result.table)
        if curves is not None:
            self.growth.show(*curves, self.radius, self.selected)
        self.picture.show(pixels, limits, self.cmap)

    def _fit_threshold(self, low: float, high: float) -> None:
        """Let the sliders in the image's own unit run over its values, in round steps."""
        ticks = _nice((high - low or 1) / 200)
        low, high = math.floor(low / ticks) * ticks, math.ceil(high / ticks) * ticks
        self.fit_range("threshold_abs", low, high, ticks)
        self.fit_range("prominence", 0, high - low or 1, ticks)

    def _fit_frame(self) -> None:
        """Widen these ranges when another frame of a stack goes beyond them."""
        low, high, _ = self.range_of("threshold_abs")
        values = self.candidates.values
        if values.size and (values.min() < low or values.max() > high):
            self._fit_threshold(min(low, float(values.min())), max(high, float(values.max())))

    def status(self) -> str:
        """Say how many spots there are, how many are doubtful, and their total."""
        centers, sums = self.centers, self.sums
        if not len(centers):
            return "no spots: lower the threshold" + (" or the prominence" if self.prominence else "")
        clipped = int(is_clipped(centers, self.radius, self.pixels.shape, self.method).sum())
        bad = int(self.radial.n_bad(self.radius, self.method).sum())
        parts = [f"{len(centers)} spots" if len(centers) > 1 else "1 spot"]
        if self.added_here:
            parts.append(f"{len(self.added_here)} added by hand")
        parts += [
            f"{clipped} clipped by the border",
            f"{bad} bad pixels",
            f"sum of sums {np.nansum(sums, dtype=float):.6g}",
        ]
        if 0 <= self.selected < len(centers):
            row, col = centers[self.selected]
            parts.append(f"spot {self.selected} at row {row:g}, col {col:g}: {sums[self.selected]:.6g}")
        return ", ".join(parts)

    # --- what comes out -----------------------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """One row for each spot of the frame that is shown, in the order of `result.centers`."""
        return self.result.table.copy()

    def measure_all(self, *, progress: bool = True) -> pd.DataFrame:
        """Find and measure the spots of every frame with the parameters as they are now."""
        return measure_stack(self.data, progress=progress, **self.recipe())

    def recipe(self) -> dict[str, Any]:
        """The arguments of `measure_spots` and `measure_stack` that give the same numbers."""
        return {
            "min_distance": self.min_distance,
            "threshold_abs": self.threshold_abs,
            "prominence": self.prominence or None,
            "exclude_border": self.exclude_border,
            "invert": self.invert,
            "radius": self.radius,
            "method": self.method,
            "background": self.background,
        }

    def code(self) -> str:
        """Lines that leave `table` and `result` as they are here, from an array named ``image``."""
        stack = len(np.shape(self.image)) == 3
        arguments: dict[str, Any] = self.recipe()
        if stack:
            arguments |= {"frame": self.frame}
        if self.added_here:
            arguments["add"] = list(self.added_here)
        if self.removed_here:
            arguments["remove"] = list(self.removed_here)
        lines = [f"    {name}={value!r}," for name, value in arguments.items()]
        source = f"image[{self.frame}]" if stack else "image"
        text = ["import nbtools as nb", "", "table = nb.measure_spots(", f"    {source},", *lines, ")"]
        text.append("result = nb.SpotResult(table)")
        if stack:
            recipe = ", ".join(f"{name}={value!r}" for name, value in self.recipe().items())
            text += ["", "# every frame:", f"# nb.measure_stack(image, {recipe})"]
        return "\n".join(text) + "\n"

    def to_csv(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> None:
        """Write `table()` as a CSV file; FileExistsError unless ``overwrite``."""
        write_new(path, self.table().to_csv(index=False).encode(), endings=(".csv",), overwrite=overwrite)

    def save(self, path: Any) -> None:
        """Write the table as ``.csv``, or the picture as ``.png``."""
        if str(path).lower().endswith(".csv"):
            self.to_csv(path)
        else:
            write_new(path, self.png(), endings=(".png", ".csv"))

    # --- spots by hand ------------------------------------------------------------------------------------------

    def add_spot(self, row: float, col: float, *, snap: bool = False) -> None:
        """Add a spot to the frame that is shown; with ``snap`` at the brightest (darkest) pixel within the radius."""
        if snap:
            row, col = brightest_near(self.pixels, (row, col), self.radius, invert=self.invert)
        self.added = (*self.added, (self.frame, row, col))

    def remove_spot(self, row: float, col: float) -> None:
        """Remove the spot nearest to a place in the frame that is shown; LookupError when none is within 20 px or a radius."""
        number = self._nearest_spot(row, col)
        if number is None:
            raise LookupError(f"no spot within {max(self.radius, 20):g} px of row {row:g}, col {col:g}")
        point = (self.frame, *self.centers[number].tolist())
        kept = len(self.centers) - len(self.added_here)
        if number < kept:
            self.removed = (*self.removed, point)
        else:
            self.added = tuple(other for other in self.added if other != point)

    def _nearest_spot(self, row: float, col: float) -> int | None:
        if not len(self.centers):
            return None
        distance = np.hypot(*(self.centers - (row, col)).T)
        number = int(distance.argmin())
        return number if distance[number] <= max(self.radius, 20) else None

    def _clicked(self, row: float, col: float, keys: frozenset[str]) -> None:
        rows, cols = self.pixels.shape
        action = "add" if "shift" in keys else "remove" if "ctrl" in keys else self.click
        with self.guarded():
            if action == "select":
                number = self._nearest_spot(row, col)
                self.selected = -1 if number is None else number
            elif action == "remove":
                self.remove_spot(row, col)
            elif -0.5 <= row < rows - 0.5 and -0.5 <= col < cols - 0.5:
                self.add_spot(round(row, 2), round(col, 2), snap=action == "snap")

    def _drag_threshold(self, value: float) -> None:
        low, high, _ = self.range_of("threshold_abs")
        self.steer("threshold_abs", min(max(value, low), high))


def _nice(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(max(k for k in (1, 2, 5) if k * power <= value * (1 + 1e-9)) * power)
