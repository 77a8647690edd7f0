"""What SpotExplorer can be told and what it computes: parameters and steps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from nbtools.compute.frames import Stack
from nbtools.compute.images import Image
from nbtools.compute.spots.at_radius import Disks
from nbtools.compute.spots.edits import Edits, Marked, edits_in
from nbtools.compute.spots.growth import RadialSums, relative_growth
from nbtools.compute.spots.noise import as_errors, error_of, noise_arguments
from nbtools.compute.spots.peaks import Candidates, PeakFinder
from nbtools.compute.spots.spots import SpotResult, spot_centers
from nbtools.compute.spots.windows import BACKGROUND_METHODS
from nbtools.compute.turns import Work
from nbtools.draw.marks.spots import Background
from nbtools.draw.scene import Live
from nbtools.model import frames
from nbtools.model.choices import Choice, Switch
from nbtools.model.inner import inner
from nbtools.model.numbers import Index, Interval, Level, Number, Ratio, number_for_page
from nbtools.model.points import Points
from nbtools.model.steps import step
from nbtools.widgets.base.contrast import Contrasted

_CURVE_POINTS = 40


class SpotModel(Contrasted):
    """Parameters and steps of `SpotExplorer`."""

    frame = frames.frame.starting(0)
    shown, pixels, plain, samples = frames.steps
    min_distance = Number(
        10,
        integer=True,
        hard=(1, 10**9),
        unit="px",
        help="A peak is the brightest pixel of the square that reaches so far to each side.",
    )
    threshold_abs = Number(
        None,
        hard=(-math.inf, math.inf),
        label="threshold",
        help="A peak must be above this value (below it for dark spots).",
    )
    prominence = Number(
        0.0,
        hard=(0, math.inf),
        help="A peak must rise at least so far above the highest saddle to any higher one; 0: off.",
    )
    exclude_border = Switch(False, help="Leave out peaks closer to the border than min distance.")
    invert = Switch(
        False, label="dark spots", help="Find minima instead of maxima; the sums stay those of the image."
    )
    radius = Number(
        5.0,
        step=0.5,
        hard=(0.1, 1000),
        unit="px",
        help="Pixels at most so far from the centre are summed.",
    )
    method = Choice(
        "center",
        ("center", "exact"),
        help="center: a pixel counts when its centre is in the disk; exact: by the area of overlap.",
    )
    background = Interval(
        None,
        step=0.5,
        optional=True,
        start=(8.0, 12.0),
        unit="px",
        help="Subtract the background in an annulus around each spot, per pixel.",
    )
    background_method = Choice(
        "median",
        BACKGROUND_METHODS,
        help="What is taken of the annulus; mode: 3 median - 2 mean; sigma_clip: median without outliers.",
    )
    gain = Ratio(
        None,
        unit="electrons per count",
        help="Tells how much noise photons make, for the errors in the table.",
    )
    read_noise = Level(
        None,
        low=0,
        unit="electrons",
        help="Noise of a pixel without light, for the errors; it counts with a gain.",
    )
    click = Choice(
        "select",
        ("select", "add", "snap", "remove"),
        help="A click selects a spot, adds one there, adds one at the brightest pixel near, or removes the nearest.",
    )
    contrast = Contrasted.contrast.starting((0.5, 99.8))
    labels = Switch(
        True, label="show sums", help="Write the sums beside the spots; more appear as you zoom in."
    )
    added = Points(("frame", "row", "col"), help="Spots added by hand.")
    removed = Points(("frame", "row", "col"), help="Peaks removed by hand.")
    selected = Index(help="Number of the selected spot; None: none.")

    live = Contrasted.live | {
        "radius": (
            Live("circles", "radius"),
            Live("numbers", "radius"),
            Live("numbers", "column", through="radius_columns"),
            Live("radius", "at", through="radius_places"),
        ),
        "background": (Live("annuli", "radius"),),
        "selected": (Live("circles", "selected"),),
        "threshold_abs": (
            Live("rings", "count", through="counts"),
            Live("numbers", "count", through="counts"),
            Live("threshold", "at", through="threshold_places"),
        ),
        "prominence": (
            Live("rings", "prominence", through="prominence_steps"),
            Live("numbers", "prominence", through="prominence_steps"),
        ),
    }

    chosen = property(inner(lambda explorer: number_for_page(explorer.selected)))
    page_filters = property(inner(lambda explorer: explorer._page_filters()))
    filtered_by = property(inner(lambda explorer: 0.0 if explorer.page_filters else explorer.prominence))
    threshold_steps = property(inner(lambda explorer: explorer.steps_of("threshold_abs")))
    prominence_steps = property(inner(lambda explorer: np.array(explorer.steps_of("prominence"))))
    radius_steps = property(inner(lambda explorer: explorer.steps_of("radius")))
    radius_columns = property(inner(lambda explorer: np.arange(len(explorer.radius_steps))))

    def _page_filters(self) -> bool:
        """Whether the page can follow the prominence: once it is known, and no number of a spot depends on it."""
        return self.selected is None and self.candidates.knows_prominence

    @step
    def finder(pixels: Image, invert: bool) -> PeakFinder:
        """What does not depend on min_distance."""
        return PeakFinder(pixels, invert)

    @step
    def ranks(prominence: float) -> bool:
        """Whether the prominence of peaks is needed."""
        return prominence > 0

    @step.long(prominence=0.0)
    def ranked(finder: PeakFinder, ranks: bool) -> Work[PeakFinder]:
        """The same, which knows the prominence where it is needed."""
        if ranks:
            yield from finder.learn()
        return finder

    @step.long(min_distance=10)
    def candidates(ranked: PeakFinder, min_distance: int, exclude_border: bool) -> Work[Candidates]:
        """All peaks, before any threshold."""
        return ranked.candidates_work(min_distance, exclude_border)

    @step
    def found(candidates: Candidates, threshold_abs: float, prominence: float) -> np.ndarray:
        """The peaks that pass."""
        return candidates.select(threshold_abs=threshold_abs, prominence=prominence or None)

    @step
    def edits(frame: int, added: Marked, removed: Marked) -> Edits:
        """What was added and removed by hand in this frame."""
        return edits_in(frame, added, removed)

    @step
    def offered(candidates: Candidates, filtered_by: float, edits: Edits) -> np.ndarray:
        """Places among the candidates of the peaks that the page has, whatever threshold it is told."""
        return candidates.offered(filtered_by, edits.remove)

    @step
    def counts(candidates: Candidates, offered: np.ndarray, threshold_steps: tuple[float, ...]) -> np.ndarray:
        """How many of the offered peaks each place of the slider of the threshold leaves."""
        return np.searchsorted(offered, candidates.counts(threshold_steps))

    @step
    def centers(found: np.ndarray, edits: Edits) -> np.ndarray:
        """(n, 2) row, col of all spots: the found ones, brightest first, then those added by hand."""
        return spot_centers(found, *edits)

    @step
    def reach(radius: float) -> int:
        """The radius up to which sums are prepared: a power of two, so that it seldom changes."""
        return 1 << int(np.ceil(np.log2(max(radius, 4))))

    @step.long()
    def radial(pixels: Image, centers: np.ndarray, reach: int) -> Work[RadialSums]:
        """The sums for all radii."""
        return RadialSums.work(pixels, centers, reach)

    @step.long()
    def disks(radial: RadialSums, radius: float, method: str, edits: Edits) -> Work[Disks]:
        """The disks that are shown, with their sums."""
        found = Disks(radial, radius, method, len(edits.add))
        yield from found.learn()
        return found

    @step
    def curves(
        pixels: Image,
        centers: np.ndarray,
        reach: int,
        method: str,
        background: Background,
        background_method: str,
    ) -> tuple[np.ndarray, np.ndarray]:
        """Radii, and the growth curve of each spot, less its background, as a fraction of the last value."""
        radii = np.linspace(0, 1.5 * reach, _CURVE_POINTS + 1)[1:]
        fractions = relative_growth(
            pixels, centers, radii, method=method, background=background, background_method=background_method
        )
        return radii, fractions

    @step
    def errors(data: Stack, _words: dict[str, Any]) -> Any:
        """Standard deviations of the pixels of all frames, as they were given."""
        return as_errors(_words["error"], data)

    @step
    def noise(errors: Any, frame: int, gain: float | None, read_noise: float | None) -> dict[str, Any]:
        """What is known about the noise of the frame that is shown."""
        return noise_arguments(error_of(errors, frame), gain, read_noise)

    @step
    def result(
        disks: Disks,
        candidates: Candidates,
        frame: int,
        prominence: float,
        background: Background,
        background_method: str,
        noise: dict[str, Any],
    ) -> SpotResult:
        """The measured spots of the frame that is shown."""
        rises = candidates.prominence_of(disks.found) if prominence else None
        around = {"background": background, "background_method": background_method}
        return disks.measured(frame=frame, prominence=rises, **around, **noise)
