"""DiffExplorer: see every differing pixel of two images, in its own colour."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as W
import numpy as np

from nbtools.compute import checks
from nbtools.compute.code import Verbatim
from nbtools.compute.diff.pairs import Pair, as_pair
from nbtools.compute.markup import html_table
from nbtools.compute.ranges import round_range
from nbtools.draw.color.bar import Scale
from nbtools.draw.diff.chart import DifferenceChart
from nbtools.draw.diff.comparison import Told, exact_pixels, make_look, table_of
from nbtools.draw.diff.panels import palette_of
from nbtools.draw.image.shades import Shades
from nbtools.draw.image.view import pixel_at
from nbtools.draw.mouse import drag_over
from nbtools.model.inner import inner
from nbtools.widgets.base.charts import live, pointing
from nbtools.widgets.base.output import Exports
from nbtools.widgets.base.shell import button
from nbtools.widgets.diff.model import DiffModel
from nbtools.widgets.diff.picture import DiffPicture

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.draw.scene import Panel
    from nbtools.widgets.base.canvas import Canvas

_SHOWS = ("before", "after", "difference", "curtain", "fade", "overlay", "checkerboard")
_USED = {"balance": ("curtain", "fade"), "tile": ("checkerboard",), "side": ("blink",), "speed": ("blink",)}
_COLUMNS = {
    "row0": "first row of the box around the region",
    "col0": "first column of the box around the region",
    "row1": "first row below the box",
    "col1": "first column right of the box",
    "n_pix": "number of pixels that differ",
    "max_abs": "largest |before - after|",
    "mean_abs": "mean of |before - after|",
    "n_nan": "number of pixels of which one is NaN",
    "row": "row of the pixel that differs most",
    "col": "column of the pixel that differs most",
}


class DiffExplorer(DiffModel):
    """Compare two images: every differing pixel is seen at every zoom, in its own colour.

    Beyond the two images it keeps at most as many bytes as one of them has when less than 1 % of float64 pixels
    differ, and at most twice as many when all do; that is also the peak while it is made.

    Parameters
    ----------
    before, after : array_like
        (row, col) images of one shape, of any integer or float type; masked arrays and xarray DataArrays are
        understood. They are not copied.
    mask : array_like of bool, optional
        True where pixels are not compared.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha.
    offset : (int, int), optional
        (row, col) in `before` where pixel (0, 0) of `after` lies; only the overlap is compared.
    register : bool, optional
        Estimate the offset, in whole pixels.
    **options
        Start values of the parameters, e.g. ``threshold=0.1``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> pair = nb.samples.changed_pair(shape=(100, 200), fraction=0.01)
    >>> w = nb.DiffExplorer(pair.before, pair.after)
    >>> w.result.count
    200
    >>> w.close()
    """

    picture: DiffPicture
    words = ("mask", "channel_axis", "offset", "register")
    shortcuts = {"n": "next_region", "p": "previous_region"}  # noqa: RUF012  # a ClassVar, declared by the base
    mouse_help = (
        "Click on a region to look at it; n and p go to the next and the previous one. "
        "Drag the divider of the curtain, the line in the histogram, or on the map to move the view. With the "
        "focus on the picture, arrow keys move it, + and - zoom, 0 shows all."
    )

    def __init__(self, before: Any, after: Any, **options: Any) -> None:
        super().__init__((before, after), **options)

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Pair:
        """Check the two images."""
        if not (isinstance(image, tuple | list) and len(image) == 2):
            raise ValueError(f"image must be a pair (before, after), got {type(image).__name__}")
        return as_pair(*image, nodata=self._nodata, **self._said())

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the differences and to the shape."""
        whole = all(image.dtype.kind in "iu" for image in (self._data.before, self._data.after))
        self.fit_range("threshold", *round_range(0, self.strengths.quantile(1), least=float(whole)))
        size = max(self._data.shape)
        self.fit_range("tile", 1, max(size // 2, 2))
        return {"tile": max(size // 16, 1), "region": None}

    def build(self) -> None:
        """Make pictures, map and histogram, and their places."""
        self.picture = DiffPicture(
            self.look,
            on_balance=lambda share: self.steer("balance", self.on_slider("balance", 100 * share)),
            on_click=self._clicked,
        )
        self.chart = DifferenceChart(self.look)
        about = "map of the differing pixels, and histogram of the differences with the threshold"
        self._overview = live(self.chart, about)
        drag_over(self._overview, self.chart.axes, lambda x, _: self._drag_threshold(x))
        drag_over(self._overview, self.chart.map, lambda x, y: self.picture.center(y, x))
        pointing(self._overview, {self.chart.axes: "ew-resize", self.chart.map: "move"})
        self.picture.canvas.mpl_connect("draw_event", self._show_view)
        self._metrics = W.HTML()
        self._metrics.add_class("nbtools-help")
        self._blink = W.Play(max=10**6, show_repeat=False)
        self._blink.observe(self._turn, names="value")
        self.shell.page.turns = {"side": (self._blink.model_id, 2)}
        go = "Go to the {} region (key {})"
        steps = W.HBox([
            button("previous", "arrow-left", go.format("previous", "p"), self.previous_region),
            button("next", "arrow-right", go.format("next", "n"), self.next_region),
        ])  # fmt: skip
        self.shell.group("Differences", self._overview, "threshold", steps)
        self.shell.group(
            "Picture", "mode", "balance", "tile", "side", "speed", self._blink, "dim", "contrast"
        )
        self.shell.group(
            "more", "cmap", "own_limits", "sort", "merge_distance", "rtol", "equal_nan", folded=True
        )
        self.shell.table("regions", lambda: self.result.regions, selects="region", about=_COLUMNS)
        self.shell.tab("metrics", self._metrics, self._show_metrics)
        self._framed: tuple[Any, int | None] = (self.result, None)

    def color_scale(self) -> Scale | None:
        """Give what the colour bar shows: differences, or the images where these have no colours of their own."""
        look = self.look
        if self.mode == "signed":
            return Scale(look.table, (-look.span, look.span))
        if not (isinstance(look.before, Shades) and isinstance(look.after, Shades)):
            return None
        before, after = look.before.limits, look.after.limits
        return Scale(look.before.table, before if before == after else None)

    def draw(self) -> None:
        """Pull what is shown, then move the artists."""
        look, limit, ranked = self.look, self.result.limit, self.strengths.ranked
        for name, modes in _USED.items():
            self.shell.reveal(name, self.mode in modes)
        self._blink.layout.display = None if self.mode == "blink" else "none"
        self._blink.interval = round(1000 / self.speed)
        how = {"dim": self.dim / 100, "balance": self.balance / 100, "tile": self.tile}
        self._frame_region()
        self.picture.show(look, self.mode, self.side, limit, **how)
        equal = self.aspect == "equal"
        whole = self.chart.show(look, ranked, limit, self.threshold, self.dim / 100, equal=equal)
        self._overview.changed(whole=whole)

    def _show_view(self, _event: Any) -> None:
        self.chart.show_view(self.picture.view)
        self._overview.moved()

    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe the picture, the map and the histogram."""
        self.picture.sharpen()
        numbers = self.is_near("contrast")
        told = Told(self.tolerances, table_of(self.cmap), table_of("gray"), numbers)
        picture = self.picture.told_pair(told, self.side, self.is_near("mode"))
        return {
            self.canvas: picture,
            self._overview: self.chart.scene(told, palette_of(self.mode)),
        }

    @property
    @inner
    def threshold_places(self) -> np.ndarray:
        """Where the line of the histogram stands at each place of `threshold`."""
        return self.chart.places(self.threshold_values)

    def _show_metrics(self) -> None:
        self._metrics.value = html_table(self.result.metrics.told().items())

    def status(self) -> str:
        """Say how many pixels differ, and where the region is that is looked at."""
        return self.result.told(self.region)

    # --- the two images -----------------------------------------------------------------------------------------

    @property
    def before(self) -> Any:
        """The first image, as it was given."""
        return self.image[0]

    @property
    def after(self) -> Any:
        """The second image, as it was given; assign another one to compare that with the first."""
        return self.image[1]

    @after.setter
    def after(self, image: Any) -> None:
        self.image = (self.before, image)

    # --- regions ------------------------------------------------------------------------------------------------

    def next_region(self) -> None:
        """Look at the next region; after the last one comes the first."""
        self.cycle("region", range(len(self.result.regions)), +1)

    def previous_region(self) -> None:
        """Look at the previous region; before the first one comes the last."""
        self.cycle("region", range(len(self.result.regions)), -1)

    def _frame_region(self) -> None:
        """Bring another region into view; in another result the numbers mean other regions, so none is chosen."""
        (before, framed), result = self._framed, self.result
        same = self.region == framed
        gone = self.region is not None and self.region >= len(result.regions)
        if (same and result is not before) or (not same and gone):
            self.region = None
        if self.region != framed:
            self.picture.look_at(None if self.region is None else result.box(self.region))
        self._framed = result, self.region

    def _clicked(self, row: float, col: float, keys: frozenset[str]) -> None:
        with self.guarded():
            self.region = self.result.region_at(*pixel_at(row, col))

    def _drag_threshold(self, value: float) -> None:
        low, high, _ = self.range_of("threshold")
        self.steer("threshold", min(max(float(f"{value:.4g}"), low), high))

    def _turn(self, change: Any) -> None:
        self.steer("side", ("before", "after")[change.new % 2])

    # --- what comes out -----------------------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """One row for each region: ``row0 col0 row1 col1 n_pix max_abs mean_abs n_nan row col``."""
        return self.result.regions.copy()

    def rgba(self, *, shows: str | None = None, marks: bool = True) -> np.ndarray:
        """Give one pixel for each pixel of the data, without outlines, numbers and divider.

        Parameters
        ----------
        shows : str, optional
            "before", "after", "difference", "curtain", "fade", "overlay" or "checkerboard"; as the mode by default,
            side by side and blink as the image that is `side`.
        marks : bool
            Whether pixels that do not differ are faded as on the screen.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA, row 0 on top.
        """
        self._alive()
        now = {"side by side": self.side, "blink": self.side, "signed": "difference"}
        shows = now.get(self.mode, self.mode) if shows is None else checks.choice("shows", shows, _SHOWS)
        how = {"dim": self.dim / 100 * marks, "balance": self.balance / 100, "tile": float(self.tile)}
        cmap = "gray" if shows == "overlay" else self.cmap
        look = make_look(self.maxima, self.plain, self.all_limits, cmap, self.span)
        return exact_pixels(look, shows, self.result.limit, **how)

    @inner
    def exports(self) -> Exports:
        """Add both images, whatever is shown."""
        return {
            **super().exports(),
            "before, data pixels (PNG)": ("before.png", partial(self.save_png, shows="before")),
            "after, data pixels (PNG)": ("after.png", partial(self.save_png, shows="after")),
        }

    def inputs(self) -> dict[str, tuple[Any, str]]:
        """Give the two images, and the mask if there is one."""
        mask = self._words["mask"]
        found = {name: (image, name) for name, image in zip(("before", "after"), self._image, strict=True)}
        return found if mask is None else {**found, "mask": (mask, "")}

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        spelled = self.written()
        names = "rtol", "equal_nan", "merge_distance", "sort"
        arguments = {"atol": self.threshold} | {name: getattr(self, name) for name in names}
        if self._words["channel_axis"] is not None:
            arguments["channel_axis"] = self._words["channel_axis"]
        if self._words["offset"] is not None or self._words["register"]:
            arguments["offset"] = self._data.offset
        if "mask" in spelled:
            arguments["mask"] = Verbatim(spelled["mask"])
        return {
            "function": "difference",
            "inputs": [self._source_text(spelled["before"]), self._source_text(spelled["after"])],
            "arguments": arguments,
            "then": ["table = result.regions"],
        }
