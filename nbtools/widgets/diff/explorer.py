"""DiffExplorer: see every differing pixel of two images, in its own colour."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ipywidgets as W
import numpy as np

from nbtools.compute import checks
from nbtools.compute.code import Verbatim
from nbtools.compute.diff.pairs import Offset, Pair, as_pair
from nbtools.compute.markup import html_table
from nbtools.compute.ranges import nice
from nbtools.draw.diff.comparison import exact_pixels, make_look
from nbtools.draw.image.view import pixel_at
from nbtools.model.inner import inner
from nbtools.widgets.base.output import Exports
from nbtools.widgets.base.shell import button
from nbtools.widgets.diff.model import DiffModel
from nbtools.widgets.diff.navigator import Navigator
from nbtools.widgets.diff.picture import DiffPicture

if TYPE_CHECKING:
    import pandas as pd

_SHOWS = ("before", "after", "difference", "curtain", "fade", "overlay", "checkerboard")
_USED = {"balance": ("curtain", "fade"), "tile": ("checkerboard",), "side": ("blink",), "speed": ("blink",)}


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
    register : bool
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
    shortcuts = {"n": "next_region", "p": "previous_region"}  # noqa: RUF012  # a ClassVar, declared by the base
    mouse_help = (
        "Wheel: zoom about the cursor. Click on a region to look at it; n and p go to the next and the previous one. "
        "Drag the divider of the curtain, the line in the histogram, or on the map to move the view. With the "
        "focus on the picture, arrow keys move it, + and - zoom, 0 shows all."
    )

    def __init__(
        self,
        before: Any,
        after: Any,
        *,
        mask: Any = None,
        channel_axis: int | None = None,
        offset: Offset | None = None,
        register: bool = False,
        **options: Any,
    ) -> None:
        words = {"mask": mask, "channel_axis": channel_axis, "offset": offset, "register": register}
        super().__init__((before, after), words=words, **options)

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Pair:
        """Check the two images."""
        if not (isinstance(image, tuple | list) and len(image) == 2):
            raise ValueError(f"image must be a pair (before, after), got {type(image).__name__}")
        return as_pair(*image, **self._words)

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the differences and to the shape."""
        ranked = self.strengths.ranked
        finite = ranked[: np.searchsorted(ranked, np.inf)]
        largest = float(finite[-1]) if len(finite) else 1.0
        ticks = nice(largest / 200)
        if self._data.before.dtype.kind in "iu" and self._data.after.dtype.kind in "iu":
            ticks = max(ticks, 1.0)
        self.fit_range("threshold", 0, float(np.ceil(largest / ticks) * ticks), ticks)
        size = max(self._data.shape)
        self.fit_range("tile", 1, max(size // 2, 2))
        return {"tile": max(size // 16, 1), "region": -1}

    def build(self) -> None:
        """Make pictures, map and histogram, and their places."""
        self.picture = DiffPicture(
            self.look,
            on_balance=lambda share: self.steer("balance", round(100 * share, 1)),
            on_click=self._clicked,
            alt="two images in which the differing pixels stand out",
        )
        self.navigator = Navigator(self.look, self.picture.center, self._drag_threshold)
        self.picture.canvas.mpl_connect("draw_event", lambda _: self.navigator.show_view(self.picture.view))
        self._metrics = W.HTML()
        self._metrics.add_class("nbtools-help")
        self._blink = W.Play(
            min=0, max=10**6, interval=500, show_repeat=False, layout=W.Layout(display="none")
        )
        self._blink.observe(self._turn, names="value")
        go = "Go to the {} region (key {})"
        steps = W.HBox([
            button("previous", "arrow-left", go.format("previous", "p"), self.previous_region),
            button("next", "arrow-right", go.format("next", "n"), self.next_region),
        ])  # fmt: skip
        self.shell.group("Differences", self.navigator.canvas, "threshold", steps)
        self.shell.group(
            "Picture", "mode", "balance", "tile", "side", "speed", self._blink, "dim", "contrast"
        )
        self.shell.group(
            "more", "cmap", "own_limits", "sort", "merge_distance", "rtol", "equal_nan", folded=True
        )
        self.shell.table("regions", lambda: self.result.regions, selects="region")
        self.shell.tab("metrics", self._metrics, self._show_metrics)
        self._framed: tuple[Any, int] = (self.result, -1)

    def draw(self) -> None:
        """Pull what is shown, then move the artists."""
        look, limit, strengths = self.look, self.limit, self.strengths
        for name, modes in _USED.items():
            self.shell.reveal(name, self.mode in modes)
        self._blink.layout.display = None if self.mode == "blink" else "none"
        self._blink.interval = round(1000 / self.speed)
        how = {"dim": self.dim / 100, "balance": self.balance / 100, "tile": self.tile}
        self._frame_region()
        self.picture.show(look, self.mode, self.side, limit, **how)
        self.navigator.show(look, strengths.ranked, limit, self.threshold, self.dim / 100)

    def _show_metrics(self) -> None:
        self._metrics.value = html_table(self.result.metrics.told().items())

    def status(self) -> str:
        """Say how many pixels differ, and where the region is that is looked at."""
        count, compared, ranked = self.count, self.result.n_compared, self.strengths.ranked
        more = f" by more than {self.threshold:g}" if self.threshold else ""
        if count:
            parts = [f"{count:,} of {compared:,} pixels differ{more} ({100 * count / compared:.3g} %)"]
        elif len(ranked):
            parts = [f"no pixel differs{more}; the largest difference is {ranked[-1]:.6g}"]
        else:
            parts = [f"the images are equal in all {compared:,} pixels"]
        if self._data.masked is not None:
            parts.append(f"{self.strengths.n_masked:,} masked")
        if self._data.offset != (0, 0):
            drow, dcol = self._data.offset
            found = "found to be " if self._data.registered else ""
            parts.append(f"after is {found}moved by {drow} rows and {dcol} cols")
        if self.region >= 0:
            regions = self.result.regions
            here = regions.iloc[self.region]
            parts.append(
                f"region {self.region + 1} of {len(regions)}: rows {here.row0:.0f} to {here.row1 - 1:.0f}, "
                f"cols {here.col0:.0f} to {here.col1 - 1:.0f}, {here.n_pix:.0f} px"
            )
        return ", ".join(parts)

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
        result, region = self.result, self.region
        if result is self._framed[0] and region == self._framed[1]:
            return
        if region == self._framed[1] or region >= len(result.regions):
            self.region = region = -1
        if region != self._framed[1]:
            box = result.regions.iloc[region][["row0", "col0", "row1", "col1"]] if region >= 0 else None
            self.picture.look_at(None if box is None else [int(end) for end in box])
        self._framed = result, region

    def _clicked(self, row: float, col: float, keys: frozenset[str]) -> None:
        with self.guarded():
            regions = self.result.regions
            r, c = pixel_at(row, col)
            hit = (
                (regions["row0"] <= r)
                & (r < regions["row1"])
                & (regions["col0"] <= c)
                & (c < regions["col1"])
            )
            self.region = int(np.flatnonzero(hit)[0]) if hit.any() else -1

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
        return exact_pixels(look, shows, self.limit, **how)

    @inner
    def exports(self) -> Exports:
        """Add both images, whatever is shown."""
        return {
            **super().exports(),
            "before, data pixels (PNG)": ("before.png", partial(self.save_png, shows="before")),
            "after, data pixels (PNG)": ("after.png", partial(self.save_png, shows="after")),
        }

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        names = "rtol", "equal_nan", "merge_distance", "sort"
        arguments = {"atol": self.threshold} | {name: getattr(self, name) for name in names}
        if self._words["channel_axis"] is not None:
            arguments["channel_axis"] = self._words["channel_axis"]
        if self._data.offset != (0, 0):
            arguments["offset"] = self._data.offset
        if self._words["mask"] is not None:
            arguments["mask"] = Verbatim("mask")  # the one that was given to the explorer
        return {
            "function": "difference",
            "inputs": ["before", "after"],
            "arguments": arguments,
            "then": ["table = result.regions"],
        }
