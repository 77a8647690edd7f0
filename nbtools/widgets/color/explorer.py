"""ColorExplorer: which colormap and limits, and the picture with exactly one pixel per array element."""

from __future__ import annotations

from dataclasses import replace
from inspect import signature
from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute.code import Verbatim, colormap_text, imports_for
from nbtools.compute.color.colorize import Coloring
from nbtools.compute.color.colormaps import luts
from nbtools.compute.color.manual import suited
from nbtools.compute.color.norms import NORMS, norm_numbers, norm_text, told_by_norm
from nbtools.compute.color.ranked import Ranked, auto_limits
from nbtools.compute.color.scheme import Scheme
from nbtools.compute.color.vision import simulate
from nbtools.compute.images import Pixels, as_pixels
from nbtools.compute.numerals import told as number
from nbtools.compute.png.files import Target
from nbtools.compute.ranges import nice, ticks
from nbtools.compute.sliders import Even, Pairs
from nbtools.draw.color.bar import Scale
from nbtools.draw.export import save_png
from nbtools.draw.image.view import pixels_in
from nbtools.model.inner import inner
from nbtools.model.lock import LOCK
from nbtools.widgets.base.output import known, notes
from nbtools.widgets.base.shell import button
from nbtools.widgets.color.histogram import Histogram
from nbtools.widgets.color.model import BAD_COLORS, OVER, UNDER, ColorModel
from nbtools.widgets.color.picture import ColorPicture

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.draw.scene import Layer, Panel
    from nbtools.widgets.base.canvas import Canvas

_COLORS = {
    "path",
    "data",
    "cmap",
    "vmin",
    "vmax",
    "norm",
    "bad",
    "bits",
    "palette",
}  # which the explorer decides
_MORE = tuple(name for name in signature(save_png).parameters if name not in {*_COLORS, "scale", "overwrite"})


class ColorExplorer(ColorModel):
    """Choose colormap, limits and scale of an image, and save it with exactly one pixel per array element.

    Beyond the image it keeps its pixels in rising order, from which limits and counts are read: 1.3 times the bytes
    of a float64 image, which is also the peak while it is made.

    Parameters
    ----------
    image : array_like
        (row, col) image of any integer or float type; masked arrays and xarray DataArrays are understood. It is not
        copied.
    channel_axis : int, optional
        For colour pictures: the axis with red, green, blue and perhaps alpha. Its luminance is coloured.
    **options
        Start values of the parameters, e.g. ``cmap="magma", limits=(0, 255)``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> w = nb.ColorExplorer([[0, 1, 2], [3, 4, 250]], cmap="magma", limits=(0, 4))
    >>> w.rgba().shape, w.result.n_over
    ((2, 3, 4), 1)
    >>> w.close()
    """

    picture: ColorPicture
    words = ("channel_axis",)
    _drawn = (0.0, 1.0)  # the limits of the last picture
    _described = (0.0, 1.0)  # those that a page was told
    shortcuts = {"r": "turn", "o": "mark", "v": "fit_to_view"}  # noqa: RUF012  # a ClassVar, declared by the base
    mouse_help = (
        "Drag a line of the histogram to set a limit, between the lines to move both. "
        "With the focus on the picture, arrow keys move it, + and - zoom, 0 shows all, r turns the colours round, "
        "o marks what is out of range, v fits the limits to what is in view."
    )

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Pixels:
        """Check the image."""
        return as_pixels(image, nodata=self._nodata, **self._words).gray()

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the values."""
        low, high = self._fit_limits()
        self.fit_range("center_value", low, high, self.range_of("limits")[2])
        largest = max(abs(low), abs(high), 1e-290)
        self.fit_range("linthresh", largest / 1e6, largest)
        return {"linthresh": nice(largest / 50), "limits": (low, high)}

    def _fit_limits(self) -> tuple[float, float]:
        low, high = self.reach
        reach = low, high, ticks(high - low, 500, self._data.values.dtype)
        if self.range_of("limits") != reach:
            self.fit_range("limits", *reach)
        return low, high

    def build(self) -> None:
        """Make picture, histogram, and their places."""
        self._follow()
        self.picture = ColorPicture(self.look)
        self.picture.arrange(self.aspect, self.color_scale() if self.colorbar else None)
        self.picture.suit()  # whose form the small pictures have
        self.histogram = Histogram(self.look, self._drag_limits, aspect=self.picture.aspect)
        self.picture.canvas.mpl_connect("draw_event", lambda _: self.histogram.show_view(self.picture.view))
        about = "Limits by the percentiles of what is in view (key v)"
        view = button("fit to view", "crosshairs", about, self.fit_to_view)
        self.shell.group("Limits", self.histogram.canvas, "limits", "auto", "percentiles")
        self.shell.group(
            "Colours", "cmap", "norm", "gamma", "linthresh", "center_value", ("reverse", "center", "clipping")
        )
        self.shell.group("more", "bad", "vision", view, folded=True)
        self.shell.table("colours", lambda: self.result.table)

    def draw(self) -> None:
        """Pull what is shown, then move the artists."""
        self._follow()
        for name, on in (
            ("percentiles", self.auto == "percentiles"),
            ("gamma", self.norm == "linear" and self.middle is None),
            ("linthresh", self.norm in ("symlog", "asinh")),
            ("center", self.norm != "log"),
            ("center_value", self.norm == "linear" and self.center),
        ):
            self.shell.reveal(name, on)
        look, scale = self.look, self.scale
        self.picture.show(look)
        how = {"vision": self.vision, "equal": self.aspect == "equal"}
        self.histogram.show(look, scale, ranked=self.ranked, scale=self.span_scale, **how)

    def color_scale(self) -> Scale:
        """Give what the colour bar shows."""
        return Scale(self.table_of_colors, self.scale, self.spread[:2])

    # --- what the page paints -----------------------------------------------------------------------------------

    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe the pictures, and what keeps their limits symmetric."""
        self._described = self.limits
        about: dict[str, Any] = {"middle": self.middle}
        if self.middle is not None and self.free is not None:
            about |= {"center": self.middle, "free": self.free}
        found = {
            self.canvas: ("picture", self.picture.scene()),
            # beyond its reach, other limits change the scale of the histogram
            self.histogram.canvas: ("chart", self.histogram.scene() if self.span == self.reach else []),
        }
        for name, panels in found.values():
            for panel in panels:
                panel.layers[:] = [
                    replace(self._colored(layer), name=name, about={**layer.about, **about})
                    if "limits" in layer.about
                    else layer
                    for layer in panel.layers
                ]
        return {canvas: panels for canvas, (_, panels) in found.items()}

    @property
    @inner
    def scales(self) -> list[dict[str, Any] | None]:
        """How the page colours with each choice of `norm`."""
        return [self._scale_of(norm) for norm in NORMS]

    def _scale_of(self, norm: str) -> dict[str, Any] | None:
        model = ColorModel
        middle = model.middle.function(self.center, self.center_value, norm)
        free = model.free.function(self.ranked, self.auto, self.percentiles, norm)
        limits = model.automatic.function(free, middle) or self._suited(middle, norm)
        told = norm_numbers(model.scale.function(limits, norm, self.gamma, self.linthresh, middle))
        return told and told | {"middle": middle}

    def _colored(self, layer: Layer) -> Layer:
        """Tell a layer all colours that the page may give it, as the eyes see them that it is named after."""
        if "table" not in layer.arrays:
            return layer
        near, eyes = self.is_near("cmap"), layer.name or "normal"
        tables, spans = self.tables_of_colors if near else luts([self.cmap], both=True)
        layer.arrays["table"] = simulate(tables, eyes)
        under, over, *bads = simulate(self.extremes, eyes).view("<u4").ravel().tolist()
        layer.about.update(
            span=spans[self.cmaps.index(self.cmap) if near else 0],
            turned=int(self.reverse),
            marks=(under, over),
            marked=int(self.clipping),
            bads=bads,
            bad=list(BAD_COLORS).index(self.bad),
        )
        return layer

    def told(self) -> set[str]:
        """Name what the page knows: limits, too, where they are automatic, or an end is where its handle stands."""
        on_slider = Pairs(Even(*self.range_of("limits"))).place(self.limits)
        ends = zip(self.limits, on_slider, self._described, strict=True)
        kept = [end in (place, before) for end, place, before in ends]
        known = self.auto != "manual" or (all(kept) if self.middle is None else any(kept))
        return super().told() | ({"limits"} if known else set())

    def status(self) -> str:
        """Say what the limits are, and how many pixels are outside of them."""
        low, high = self.limits
        told = self.ranked.told(self.spread, positive=self.norm == "log")
        return f"limits {number(low)} to {number(high)}, {told}, {self.colors.N} colours"

    # --- limits -------------------------------------------------------------------------------------------------

    def spelled(self, given: dict[str, Any]) -> dict[str, Any]:
        """Give what it is told under the names of the parameters; a norm of matplotlib tells several.

        Limits without `auto` are limits by hand; with another `auto` than "manual", that one decides.
        """
        found = super().spelled(given)
        if "norm" in found and not isinstance(found["norm"], str):
            found = super().spelled(told_by_norm(found))
        return {"auto": "manual", **found} if found.get("limits") is not None else found

    def _ends(self) -> dict[str, tuple[float, float]]:
        return {"limits": self.automatic or self.limits}

    def _changed(self, change: Any) -> None:
        """Take limits that the user sets, and not something that sets many parameters at once, as set by hand."""
        if change.name == "limits" and not self._held and self.auto != "manual":
            with self._quiet():
                self.auto = "manual"
        super()._changed(change)

    def _follow(self) -> None:
        """Let the limits be what they must be: automatic, above zero for a logarithm, symmetric about a centre."""
        self._fit_limits()
        self.limits = self._drawn = self.automatic or self._suited(self.middle, self.norm)

    def _suited(self, middle: float | None, norm: str) -> tuple[float, float]:
        return suited(self.limits, self._drawn, self.ranked, middle=middle, positive=norm == "log")

    def _drag_limits(self, places: tuple[float | None, float | None]) -> None:
        """Move limits to places on the scale of the histogram, 0 to 1; one that stays keeps all its digits."""
        ends = zip(places, self.limits, strict=True)
        low, high = (limit if at is None else self._aimed_at(at) for at, limit in ends)
        if low < high and (low, high) != self.limits:
            self.steer("limits", (low, high))

    def _aimed_at(self, place: float) -> float:
        """Give the value at a place: on an even scale one that the slider can stand at, as a page finds it, too."""
        low, high = self.span
        if self.norm != "linear" or self.span != self.reach:
            return self.histogram.chart.value_at(place)
        if place in (0.0, 1.0):
            return (low, high)[int(place)]
        return Even(*self.range_of("limits")).place(low + place * (high - low))

    def fit_to_view(self) -> None:
        """Set the limits to the percentiles of the pixels that are in view."""
        seen = Ranked(self._data.part(pixels_in(self.picture.view, self._data.shape)).image)
        if seen.values.size:
            self.limits = auto_limits(seen, "percentiles", self.percentiles, positive=self.norm == "log")

    def turn(self) -> None:
        """Turn the colours round."""
        self.reverse = not self.reverse

    def mark(self) -> None:
        """Mark what is out of range, or no longer."""
        self.clipping = not self.clipping

    # --- what comes out -----------------------------------------------------------------------------------------

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
        return Coloring(self._data, Scheme(self.plain, self.scale))

    def save_png(
        self, path: Target, *, scale: int = 1, overwrite: bool = False, marks: bool = True, **more: Any
    ) -> None:
        """Write `rgba` as a PNG file from which ``nbtools.read_png`` can give the numbers back.

        Parameters
        ----------
        path : path-like or binary file
            Ends in .png.
        scale : int
            Each pixel of the data becomes so many by so many pixels of the file.
        overwrite : bool
            Whether an existing file may be replaced; FileExistsError otherwise.
        marks : bool
            As for `rgba`.
        **more
            Those of ``nbtools.save_png`` that do not choose the colours: `origin`, `pixel_size`, `unit`, `circles`,
            `radius`, `outlines`, `scale_bar`, `antialias`, `metadata`.
        """
        self._alive()
        known(self, more, ("marks", *_MORE))
        with LOCK:
            shown, text = self._shown(marks), notes(self)
        del text["Software"]  # which `nbtools.save_png` writes itself
        more["metadata"] = text | dict(more.get("metadata") or {})
        save_png(path, shown.pixels, shown.cmap, norm=shown.norm, scale=scale, overwrite=overwrite, **more)

    def in_pixels(self, points: np.ndarray) -> np.ndarray:
        """Give no places: each pixel keeps the colour of its value, from which it can be read back."""
        return np.empty((0, 2))

    def table(self) -> pd.DataFrame:
        """One row for each colour: ``color value0 value1 n_pix fraction``, see `Coloring.table`."""
        return self.result.table.copy()

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        cmap, norm = colormap_text(self.facing), norm_text(self.scale)
        limits = {"norm": Verbatim(norm)} if norm else {"vmin": self.scale.vmin, "vmax": self.scale.vmax}
        arguments = {"cmap": cmap, **limits, **self._said()}
        if self.bad != "transparent":
            arguments["bad"] = BAD_COLORS[self.bad]
        if self.clipping:
            arguments |= {"under": UNDER, "over": OVER}
        return {
            "function": "colorize",
            "inputs": [self._source_text(self.written()["image"])],
            "arguments": arguments,
            "imports": imports_for(cmap, norm),
            "then": ["rgba = result.rgba", "table = result.table"],
        }
