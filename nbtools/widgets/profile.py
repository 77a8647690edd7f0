"""ProfileExplorer: how the values run along lines over an image."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nbtools.compute.images import Image
from nbtools.compute.profile.line import Line
from nbtools.compute.profile.profile import LineProfile, line_profile, profile_table
from nbtools.draw.mouse import hover_over
from nbtools.draw.profile.chart import ProfileChart
from nbtools.model.numbers import Level, Number
from nbtools.model.steps import step
from nbtools.widgets.base.charts import live
from nbtools.widgets.base.lines import Lined

if TYPE_CHECKING:
    import pandas as pd


class ProfileExplorer(Lined):
    """Draw lines over an image or a stack, and see how the values run along them, live.

    Parameters
    ----------
    image : array_like
        (row, col) image or (frame, row, col) stack of any integer or float type; masked arrays and xarray DataArrays
        are understood. Pixel centres lie at whole numbers.
    channel_axis : int, optional
        For colour pictures: the axis of the colours, of which the luminance is taken.
    mask : array_like of bool, optional
        True where a pixel is to be left out.
    pixel_size, unit : float and str, optional
        Side of a pixel and its unit, for distances.

    Examples
    --------
    >>> import nbtools as nb
    >>> w = nb.ProfileExplorer(nb.samples.filaments(noise=0).image, lines=[(99.5, 20, 99.5, 60)], width=5)
    >>> w.add((99.5, 90), (99.5, 150), name="second")
    >>> list(w.profiles), round(w.result.fwhm, 1)
    (['line 0', 'second'], 7.4)
    >>> w.close()
    """

    order = Number(
        1, 0, 5, integer=True, help="Order of the spline between the pixels; 0: the nearest pixel."
    )
    background = Level(None, help="Level from which the height of the peak is counted.")

    @step
    def profiles(
        pixels: Image, drawn: dict[str, Line], order: int, background: float | None, _words: dict[str, Any]
    ) -> dict[str, LineProfile]:
        """The values along each line, by its name."""
        options = {"background": background, "pixel_size": _words["pixel_size"], "unit": _words["unit"]}
        return {
            name: line_profile(pixels, line.start, line.end, line.width, order, **options)
            for name, line in drawn.items()
        }

    @step
    def result(profiles: dict[str, LineProfile], chosen: int) -> LineProfile:
        """The values along the chosen line."""
        return list(profiles.values())[min(chosen, len(profiles) - 1)]

    def build(self) -> None:
        """Make the picture, the plot, and their places."""
        super().build()
        self.chart = ProfileChart()
        self._plot = live(self.chart, "plot of the values along the lines")
        hover_over(self._plot, self.chart.axes, self._point_in_plot)
        self.shell.group("Picture", "contrast", "cmap")
        self.shell.group("more", "order", "background", folded=True)
        self.shell.tab("profile", self._plot, opened=True)
        self.shell.table("table", self.table)

    def mark(self) -> None:
        """Move the lines, and the cursor in the plot."""
        profiles, names = list(self.profiles.values()), list(self.profiles)
        super().mark()
        if not self.shell.is_open("profile"):
            return
        cursor = None if self._cursor is None else self._cursor * self.result.pixel_size
        self._plot.changed(whole=self.chart.show(profiles, names=names, chosen=self.chosen, cursor=cursor))

    def _point_in_plot(self, distance: float | None) -> None:
        self.point(None if distance is None else distance / self.result.pixel_size)
        self.picture.canvas.say("" if distance is None else self.result.told_at(distance))

    def status(self) -> str:
        """Say which line it is, how long it is, and what its highest peak is like."""
        frame = f"frame {self.frame} of {len(self.data)}, " if len(self.data) > 1 else ""
        return f"{frame}{list(self.profiles)[self.chosen]}: {self.result.told()}"

    def table(self) -> pd.DataFrame:
        """One row for each place of each line: ``line distance row col value n_used``."""
        return profile_table(self.profiles)

    def call(self) -> dict[str, Any]:
        """Say which calls give the same profiles."""
        source, said = self._source()
        options = {"width": self.width, "order": self.order, "background": self.background, **said}
        lines = {name: (line.start, line.end) for name, line in self.drawn.items()}
        arguments = ", ".join(f"{name}={value!r}" for name, value in options.items())
        return {
            "function": "line_profile",
            "inputs": [source, *map(repr, list(lines.values())[self.chosen])],
            "arguments": options,
            "imports": ["import pandas as pd"],
            "then": [
                "",
                "# all lines:",
                f"lines = {lines}",
                f"profiles = {{name: nb.line_profile({source}, *ends, {arguments}) for name, ends in lines.items()}}",
                "tables = {name: profile.table for name, profile in profiles.items()}",
                "table = pd.concat(tables, names=['line']).reset_index('line').reset_index(drop=True)",
            ],
        }
