"""What DiffExplorer gives out: tables, pictures with one pixel for each pixel of the data, code."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

import nbtools
from nbtools.compute.files import write_new
from nbtools.compute.metrics import Metrics
from nbtools.compute.png import encode_png
from nbtools.draw.comparison import exact_pixels
from nbtools.widgets.diff_model import DiffModel, colored

if TYPE_CHECKING:
    import pandas as pd


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

    def highlighted(self, shows: str | None = None) -> np.ndarray:
        """Give the picture with the differences marked, one pixel for each pixel of the data.

        Parameters
        ----------
        shows : str, optional
            "before", "after", "difference", "curtain", "fade", "overlay" or "checkerboard"; as the mode by default,
            side by side and blink as the image that is `side`.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA.
        """
        self._alive()
        faces = ("before", "after", "difference", "curtain", "fade", "overlay", "checkerboard")
        now = {"side by side": self.side, "blink": self.side, "signed": "difference"}
        shows = now.get(self.mode, self.mode) if shows is None else shows
        if shows not in faces:
            raise ValueError(f"shows must be one of {', '.join(map(repr, faces))}, got {shows!r}")
        how = {"dim": self.dim / 100, "balance": self.balance / 100, "tile": float(self.tile)}
        cmap = "gray" if shows == "overlay" else self.cmap
        look = colored(self.maxima, self.plain, self.limits, cmap, self.span)
        return exact_pixels(look, shows, self.limit, **how)

    def save_highlighted(
        self, path: str | os.PathLike[str], shows: str | None = None, *, overwrite: bool = False
    ) -> None:
        """Write `highlighted` as a PNG file, with the parameters as text in it."""
        text = {
            "Software": f"nbtools {nbtools.__version__}",
            "Description": f"{self.status()}; {self.state()}",
        }
        png = encode_png(self.highlighted(shows), level=6, text=text)
        write_new(path, png, endings=(".png",), overwrite=overwrite)

    def exports(self) -> dict[str, tuple[str, Callable[[str], None]]]:
        """Add the regions, and pictures with one pixel for each pixel of the data."""
        return {
            "regions (CSV)": ("regions.csv", self.to_csv),
            **super().exports(),
            "before, marked, exact pixels (PNG)": (
                "before.png",
                lambda path: self.save_highlighted(path, "before"),
            ),
            "after, marked, exact pixels (PNG)": (
                "after.png",
                lambda path: self.save_highlighted(path, "after"),
            ),
            "this mode, exact pixels (PNG)": ("difference.png", self.save_highlighted),
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
