"""What DiffExplorer gives out: tables, pictures with one pixel for each pixel of the data, code."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute import checks
from nbtools.compute.diff.metrics import Metrics
from nbtools.draw.diff.comparison import exact_pixels
from nbtools.widgets.base.output import Exports
from nbtools.widgets.diff.model import DiffModel, colored

if TYPE_CHECKING:
    import pandas as pd

_SHOWS = ("before", "after", "difference", "curtain", "fade", "overlay", "checkerboard")


class DiffOutput(DiffModel):
    """What can be taken out of `DiffExplorer`."""

    _how: dict[str, Any]  # mask, channel_axis, offset and register as they were given

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
        look = colored(self.maxima, self.plain, self.limits_of_both, cmap, self.span)
        return exact_pixels(look, shows, self.limit, **how)

    def exports(self) -> Exports:
        """Add both images, whatever is shown."""
        return {
            **super().exports(),
            "before, data pixels (PNG)": ("before.png", partial(self.save_png, shows="before")),
            "after, data pixels (PNG)": ("after.png", partial(self.save_png, shows="after")),
        }

    def code(self) -> str:
        """Lines that leave `table` and `result` as they are here, from arrays named ``before`` and ``after``."""
        arguments: dict[str, Any] = {
            "atol": self.threshold,
            "rtol": self.rtol,
            "equal_nan": self.equal_nan,
            "merge_distance": self.merge_distance,
            "sort": self.sort,
        }
        if self._how["channel_axis"] is not None:
            arguments["channel_axis"] = self._how["channel_axis"]
        if self._data.offset != (0, 0):
            arguments["offset"] = self._data.offset
        lines = [f"    {name}={value!r}," for name, value in arguments.items()]
        if self._how["mask"] is not None:
            lines.append("    mask=mask,  # the one that was given to the explorer")
        text = [
            "import nbtools as nb",
            "",
            "result = nb.difference(",
            "    before,",
            "    after,",
            *lines,
            ")",
        ]
        return "\n".join([*text, "table = result.regions"]) + "\n"


def metrics_table(metrics: Metrics) -> str:
    """Write the metrics as a table in HTML."""
    rows = (
        ("pixels compared", f"{metrics.n}"),
        ("largest |before − after|", f"{metrics.max_abs:.6g}"),
        ("mean absolute error (MAE)", f"{metrics.mae:.6g}"),
        ("root mean square error (RMSE)", f"{metrics.rmse:.6g}"),
        ("mean of before − after (bias)", f"{metrics.bias:.6g}"),
        (f"PSNR, data range {metrics.data_range:.6g}", f"{metrics.psnr:.5g} dB"),
        ("structural similarity (SSIM)", f"{metrics.ssim:.6f}"),
    )
    cells = "".join(f"<tr><th>{what}</th><td>{value}</td></tr>" for what, value in rows)
    return f"<table>{cells}</table>"
