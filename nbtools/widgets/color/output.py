"""What ColorExplorer gives out: pixels, the table of colours, code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from nbtools.compute.color.coloring import Coloring
from nbtools.draw.export import save_png
from nbtools.widgets.base.output import Path
from nbtools.widgets.color.model import BAD_COLORS, OVER, UNDER, ColorModel

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.colors import Normalize


class ColorOutput(ColorModel):
    """What can be taken out of `ColorExplorer`."""

    _channel_axis: int | None  # as it was given

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give exactly one pixel for each pixel of the data, equal to ``nbtools.to_rgba``.

        Parameters
        ----------
        marks : bool
            Whether pixels out of range are marked when the picture shows them so.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA.
        """
        self._alive()
        return self._shown(marks).rgba.copy()

    def _shown(self, marks: bool) -> Coloring:
        if marks or not self.clipping:
            return self.result
        return Coloring(self._data.image, self.plain, self.scale, self._data.bad)

    def save_png(self, path: Path, *, scale: int = 1, overwrite: bool = False, marks: bool = True) -> None:  # type: ignore[override]  # which marks are the only thing to choose
        """Write `rgba` as a PNG file from which ``nbtools.read_png`` can give the numbers back.

        Parameters
        ----------
        path : path-like
            Ends in .png.
        scale : int
            Each pixel of the data becomes so many by so many pixels of the file.
        overwrite : bool
            Whether an existing file may be replaced; FileExistsError otherwise.
        marks : bool
            As for `rgba`.
        """
        self._alive()
        shown, notes = self._shown(marks), self._notes()
        del notes["Software"]  # which `nbtools.save_png` writes itself
        values = shown.image.values
        data = values if shown.bad is None else np.ma.masked_array(values, shown.bad)
        save_png(path, data, shown.cmap, norm=shown.norm, scale=scale, metadata=notes, overwrite=overwrite)

    def table(self) -> pd.DataFrame:
        """One row for each colour: ``color value0 value1 n_pix fraction``, see `Coloring.table`."""
        return self.result.table.copy()

    def code(self) -> str:
        """Lines that leave `rgba`, `table` and `result` as they are here, from an array named ``image``."""
        from matplotlib import colormaps

        cmap = self.plain.name
        known = repr(cmap) if cmap in colormaps else f"matplotlib.colormaps[{self.cmap!r}].reversed()"
        arguments = {"cmap": known, **_written(self.scale)}
        if self.bad != "transparent":
            arguments["bad"] = repr(BAD_COLORS[self.bad])
        if self.clipping:
            arguments |= {"under": repr(UNDER), "over": repr(OVER)}
        if self._channel_axis is not None:
            arguments["channel_axis"] = repr(self._channel_axis)
        lines = ["import nbtools as nb"]
        if cmap not in colormaps:
            lines.insert(0, "import matplotlib")
        if "norm" in arguments:
            lines.append("from matplotlib import colors")
        call = [f"    {name}={value}," for name, value in arguments.items()]
        lines += [
            "",
            "result = nb.colorize(",
            "    image,",
            *call,
            ")",
            "rgba = result.rgba",
            "table = result.table",
        ]
        return "\n".join(lines) + "\n"


def _written(norm: Normalize) -> dict[str, str]:
    """Write a norm as the arguments of `nbtools.colorize`."""
    from matplotlib.colors import AsinhNorm, LogNorm, PowerNorm, SymLogNorm

    ends = f"vmin={norm.vmin!r}, vmax={norm.vmax!r}"
    match norm:
        case LogNorm():
            return {"norm": f"colors.LogNorm({ends})"}
        case SymLogNorm():
            return {"norm": f"colors.SymLogNorm({norm.linthresh!r}, {ends})"}
        case AsinhNorm():
            return {"norm": f"colors.AsinhNorm({norm.linear_width!r}, {ends})"}
        case PowerNorm():
            return {"norm": f"colors.PowerNorm({norm.gamma!r}, {ends})"}
    return {"vmin": repr(norm.vmin), "vmax": repr(norm.vmax)}
