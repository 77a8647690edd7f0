"""SpotExplorer: find the local maxima of an image, and sum the pixels in a disk around each."""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute.code import Verbatim
from nbtools.compute.frames import Stack, as_stack, is_stack
from nbtools.compute.images import Image
from nbtools.compute.ranges import round_range
from nbtools.compute.spots.edits import nearest_spot
from nbtools.compute.spots.growth import growth_curve
from nbtools.compute.spots.noise import as_errors, as_noise, error_of, noise_arguments
from nbtools.compute.spots.spots import brightest_near, measure_spots
from nbtools.compute.spots.stacks import measure_stack
from nbtools.compute.spots.suggest import Start, suggest_start
from nbtools.draw.charts.peaks import GrowthCurves, PeakHistogram
from nbtools.draw.marks.spots import Offered, SpotMarks, burn_spots
from nbtools.draw.mouse import drag_over
from nbtools.model import values
from nbtools.model.inner import inner
from nbtools.model.lock import locked
from nbtools.model.numbers import number_or_none
from nbtools.model.steps import step
from nbtools.widgets.base.charts import chart_scene, live, pointing
from nbtools.widgets.base.picture import ImagePicture
from nbtools.widgets.spots.frames import AllFrames
from nbtools.widgets.spots.model import SpotModel

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.draw.scene import Panel
    from nbtools.widgets.base.canvas import Canvas

_RECIPE = signature(measure_spots).parameters.keys() - {"frame"}  # of these, what has the name of a parameter
_MOST_SUMS = 2_000_000  # bytes of sums that a page is told
_MOST_BETWEEN = 20  # labelled spots between pixels, which are summed pixel by pixel
_CHOSEN = ("threshold_abs", "min_distance", "exclude_border", "invert")  # for the first sight
_CLICK = 20  # px of the image: a click so near to a spot means it, however small its circle is


class SpotExplorer(SpotModel):
    """Find the local maxima of an image or a stack, and sum the pixels in a disk around each, live.

    Parameters
    ----------
    image : array_like
        (row, col) image or (frame, row, col) stack of any integer or float type; masked arrays and xarray DataArrays
        are understood. Pixel centres lie at whole numbers.
    error : array_like or float, optional
        Standard deviation of the pixels, for the errors in the table: of all of them, an image, or a stack with an
        image for each frame; see `nbtools.measure_disks`.
    **options
        Start values of the parameters, e.g. ``radius=7.5``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> w = nb.SpotExplorer(nb.samples.spots(n=12, seed=1).image, threshold_abs=20.0, radius=6.0)
    >>> len(w.result)
    12
    >>> w.close()
    """

    picture: ImagePicture
    words = ("error",)
    _start: Start | None  # while nothing else is looked at
    labelled = property(inner(lambda explorer: explorer._labelled))
    threshold_places = property(inner(lambda explorer: explorer.histogram.places(explorer.threshold_steps)))
    radius_places = property(inner(lambda explorer: explorer.growth.places(explorer.radius_steps)))
    mouse_help = (
        "Click: as set by 'click'; with Shift it adds, with Ctrl it removes a spot. "
        "Drag the line in the histogram to set the threshold. Tab and arrow keys reach and move every control."
    )

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Stack:
        """Check the input: an image becomes a stack of one frame."""
        stack = as_stack(image, nodata=self._nodata, name="image")
        as_noise(error_of(as_errors(self._words["error"], stack), 0), None, None, stack.shape[1:])
        return stack

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the first frame; start with few spots that are clear, unless a threshold is given."""
        frames, rows, cols = self._data.shape
        first = self._data[0]
        good, farthest = first.good, max(max(rows, cols) // 2, 1)
        self.fit_range("frame", 0, frames - 1)
        self.fit_range("min_distance", 1, farthest)
        self.fit_range("radius", 0.5, max(min(50, max(rows, cols) // 2), 1))
        self.fit_range("background", 0, max(min(100, max(rows, cols)), 2))
        self._fit_threshold(*((float(good.min()), float(good.max())) if good.size else (0.0, 1.0)))
        self._start = None
        if self._built:  # another image: the parameters stay
            return {}
        given = {name: self._arguments[name] for name in _CHOSEN if self._arguments.get(name) is not None}
        step = self.range_of("threshold_abs")[2]
        start = suggest_start(first, step=step, **values.checked(self, given))
        self._start = start if start.why else None
        found = {name: getattr(start, name) for name in _CHOSEN}
        return found | {"radius": min(5.0, max(round(min(rows, cols) / 2.5) / 2, 0.5))}

    def build(self) -> None:
        """Make picture, histogram, curves, and their places."""
        self.picture = ImagePicture(
            self.source, alt="image with a circle around each spot", on_click=self._clicked
        )
        self._marks = SpotMarks(self.picture.axes)
        self._labelled = np.empty((0, 2))  # where sums are shown that the page has for all radii
        self.picture.move(*self._marks.artists)
        self.histogram, self.growth = PeakHistogram(), GrowthCurves()
        self._peaks = live(self.histogram, "histogram of the peak values with the threshold")
        drag_over(self._peaks, self.histogram.axes, lambda x, _: self._drag_threshold(x))
        pointing(self._peaks, {self.histogram.axes: "ew-resize"})
        self._curves = live(self.growth, "growth curve of every spot, with the radius marked")
        stack = len(self._data) > 1
        frame = ["frame"] if stack else []
        self.shell.group("Find", *frame, "min_distance", self._peaks, "threshold_abs", "prominence")
        self.shell.group("Measure", "radius", "method", "background")
        self.shell.group("Picture", "contrast", "click")
        self.shell.group("more", "invert", "exclude_border", "labels", "cmap", folded=True)
        self.shell.table("table", lambda: self.result.table, selects="selected", live=True)
        self.shell.tab("growth curve", self._curves, self._show_growth, live=True)
        if stack:
            self.frames = AllFrames(self)
            self.shell.tab("all frames", self.frames.widget)

    def draw(self) -> None:
        """Pull what is shown, then move the artists."""
        if self._steering == "opening":
            self.picture.show(self.source)  # while the peaks are looked for
        self._fit_frame()
        source, candidates = self.source, self.candidates
        self._marks.show(self.disks, selected=self.chosen, background=self.background, labels=self.labels)
        low, high, _ = self.range_of("threshold_abs")
        self._peaks.changed(whole=self.histogram.show(candidates.values, low, high, self.threshold_abs))
        self.picture.cursor = "grab" if self.click == "select" else "crosshair"
        self.picture.show(source)

    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe the pictures with all spots that another threshold or prominence would show."""
        found = super().scenes()
        largest = self.range_of("radius")[1], self.range_of("background")[1]
        reach = _CLICK if self.click == "select" else 0
        layers = self._marks.layers(
            self._offered(), self._sums_by_radius(), selected=self.chosen, reach=reach, largest=largest
        )
        found[self.canvas][0].layers.extend(layers)
        found[self._peaks] = chart_scene(self._peaks, self.histogram)
        if self.shell.is_open("growth curve"):
            found[self._curves] = chart_scene(self._curves, self.growth)
        return found

    def standing(self, canvas: Canvas) -> tuple[Any, dict[str, Any]]:
        """Say what a description depends on: the growth curves on nearly all, and on prominence until it is known."""
        state, places = super().standing(canvas)
        more: tuple[Any, ...] = ()
        if not self.page_filters:
            places.pop("prominence", None)
            more += (self.prominence,)
        if canvas is self._curves:
            more += (self.threshold_abs, self.prominence, self.background, self.reach, self.selected)
            places = {"radius": places["radius"]}
        return (state, more), places

    def _offered(self) -> Offered:
        """Give all spots that the page can show."""
        here, found, added = self.candidates, self.offered, self.edits.add
        prominences = None
        if self.page_filters:
            prominences = np.concatenate([here.prominence[found], np.full(len(added), np.inf)])
        centers = np.concatenate([here.coords[found], np.reshape(added, (-1, 2))]).astype(np.float64)
        (count,) = np.searchsorted(found, here.counts([self.threshold_abs])).tolist()
        return Offered(centers, len(added), count, prominences, self.prominence)

    def _sums_by_radius(self) -> np.ndarray:
        """Give the sums that labels show, for each place of the slider of the radius; none if they are too many."""
        labelled = self.centers[self._marks.labelled]
        if not np.array_equal(labelled, self._labelled):
            self._labelled = labelled
        between = (labelled != np.floor(labelled)).any(axis=1).sum()
        size = len(labelled) * len(self.radius_steps) * 8
        if not len(labelled) or size > _MOST_SUMS or between > _MOST_BETWEEN:
            return np.empty((0, len(labelled)))
        return self.label_sums

    @step
    def label_sums(
        pixels: Image, labelled: np.ndarray, radius_steps: tuple[float, ...], method: str
    ) -> np.ndarray:
        """The sums that labels show, shape (steps of the radius, labels)."""
        return np.ascontiguousarray(growth_curve(pixels, labelled, radius_steps, method=method).T, "<f8")

    def _show_growth(self) -> None:
        radii, fractions = self.curves
        self._curves.changed(whole=self.growth.show(radii, fractions, self.radius, self.chosen))

    def _fit_threshold(self, low: float, high: float) -> None:
        """Let the sliders in the image's own unit run over its values, in round steps."""
        low, high, ticks = round_range(low, high)
        self.fit_range("threshold_abs", low, high, ticks)
        self.fit_range("prominence", 0, high - low or 1, ticks)

    def _fit_frame(self) -> None:
        """Widen these ranges when another frame of a stack goes beyond them."""
        low, high, _ = self.range_of("threshold_abs")
        values = self.candidates.values
        least, most = (float(values.min()), float(values.max())) if values.size else (low, high)
        if least < low or most > high:
            self._fit_threshold(min(low, least), max(high, most))

    def status(self) -> str:
        """Say how many spots there are, how many are doubtful, and their total."""
        if not len(self.centers):
            return self.candidates.why_none(self.prominence)
        frame = f"frame {self.frame} of {len(self.data)}, " if len(self.data) > 1 else ""
        return frame + self.disks.told(self.chosen) + self._chosen()

    def _chosen(self) -> str:
        """Say how the threshold was chosen, as long as what it finds is what was chosen."""
        start = self._start
        if start is None or self.frame or self.prominence:
            return ""
        same = all(getattr(self, name) == getattr(start, name) for name in _CHOSEN)
        return f"; threshold chosen: {start.why}" if same else ""

    # --- what comes out -----------------------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """One row for each spot of the frame that is shown, in the order of `result.centers`."""
        return self.result.table.copy()

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give exactly one pixel for each pixel of the frame, in the colours of the screen.

        Parameters
        ----------
        marks : bool
            Whether the outlines of the disks and of the background's rings are burnt in, one pixel wide.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA, row 0 on top.
        """
        self._alive()
        plain = self.source.rgba()
        if not marks:
            return plain
        return burn_spots(plain, self.disks, selected=self.chosen, background=self.background)

    def measure_all(self, *, progress: bool = True) -> pd.DataFrame:
        """Find and measure the spots of every frame with the parameters as now; edits by hand are left out."""
        return measure_stack(self.data, progress=progress, **self.recipe())

    @locked
    def recipe(self) -> dict[str, Any]:
        """Give the arguments of `measure_spots` and `measure_stack` that lead to the same numbers."""
        own = {name: getattr(self, name) for name in self.parameters() if name in _RECIPE}
        gain, read_noise = own.pop("gain"), own.pop("read_noise")
        if self.background is None:
            del own["background_method"]
        noise = noise_arguments(self.errors, gain, read_noise)
        return own | {"prominence": self.prominence or None} | noise

    def call(self) -> dict[str, Any]:
        """Say which call gives the same table."""
        image, stack = self.written()["image"], is_stack(self.image)
        recipe, errors = self.recipe(), self.errors
        arguments = recipe | ({"frame": self.frame} if stack else {})
        if isinstance(errors, Stack):  # the one that was given to the explorer
            recipe["error"] = Verbatim("error")
            arguments["error"] = Verbatim(f"error[{self.frame}]" if len(errors) > 1 else "error")
        arguments |= {name: list(places) for name, places in self.edits._asdict().items() if places}
        then = ["result = nb.SpotResult(table)"]
        if stack:
            source = image if self._nodata is None else f"nb.as_stack({image}, nodata={self._nodata})"
            every = ", ".join(f"{name}={value!r}" for name, value in recipe.items())
            then += ["", "# every frame, without edits by hand:", f"# nb.measure_stack({source}, {every})"]
        return {
            "function": "measure_spots",
            "inputs": [self._source_text(f"{image}[{self.frame}]" if stack else image)],
            "arguments": arguments,
            "gives": "table",
            "then": then,
        }

    # --- spots by hand ------------------------------------------------------------------------------------------

    @locked
    def add_spot(self, row: float, col: float, *, snap: bool = False) -> None:
        """Add a spot to the frame that is shown; with ``snap`` at the brightest (or darkest) pixel within reach."""
        if not self.pixels.holds(row, col):
            rows, cols = self.pixels.shape
            raise ValueError(f"row, col must lie in the image of {rows} x {cols} px, got {row:g}, {col:g}")
        if snap:
            row, col = brightest_near(self.pixels, (row, col), self.radius, invert=self.invert)
        self.added = (*self.added, (self.frame, row, col))

    @locked
    def remove_spot(self, row: float, col: float) -> None:
        """Remove the spot nearest to a place in the frame that is shown; LookupError when none is near."""
        number = self._nearest_spot(row, col)
        if number < 0:
            raise LookupError(f"no spot within {max(self.radius, _CLICK):g} px of row {row:g}, col {col:g}")
        point = (self.frame, *self.centers[number].tolist())
        if number < len(self.disks.found):
            self.removed = (*self.removed, point)
        else:
            self.added = tuple(other for other in self.added if other != point)

    def _nearest_spot(self, row: float, col: float) -> int:
        return nearest_spot(self.centers, (row, col), max(self.radius, _CLICK))

    def _clicked(self, row: float, col: float, keys: frozenset[str]) -> None:
        action = "add" if "shift" in keys else "remove" if "ctrl" in keys else self.click
        with self.guarded():
            if action == "select":
                self.selected = number_or_none(self._nearest_spot(row, col))
            elif action == "remove":
                self.remove_spot(row, col)
            elif self.pixels.holds(row, col):
                self.add_spot(round(row, 2), round(col, 2), snap=action == "snap")

    def _drag_threshold(self, value: float) -> None:
        self.steer("threshold_abs", self.on_slider("threshold_abs", value))
