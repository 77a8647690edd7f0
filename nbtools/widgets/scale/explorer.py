"""ScaleExplorer: images of different sizes at one scale, where every pixel of every image has the same size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from nbtools.compute import checks
from nbtools.compute.code import colormap_text, imports_for
from nbtools.compute.images import Image
from nbtools.compute.sheet.collection import Collection, read_images
from nbtools.draw.color.bar import Scale
from nbtools.model import values
from nbtools.model.numbers import number_for_page
from nbtools.widgets.scale.model import ScaleModel
from nbtools.widgets.scale.picture import ScalePicture

if TYPE_CHECKING:
    import pandas as pd

    from nbtools.draw.scene import Panel
    from nbtools.widgets.base.canvas import Canvas


class ScaleExplorer(ScaleModel):
    """Compare images of different sizes: every pixel of each is the same whole number of pixels of the screen.

    Nothing is resampled and nothing is padded. On a screen with several pixels for one of the page, a data pixel is
    ``scale`` pixels of the page, rounded to whole ones of the screen. Beyond the images it keeps, only when they are
    shown smaller than they are, a third of a float32 copy; of pictures with colours of their own, their RGBA; and the
    colours of a screenful of pixels.

    Parameters
    ----------
    images : list, tuple or dict of array_like
        Each (rows, cols) of numbers, or (rows, cols, 3 or 4) with colours as uint8 or as floats from 0 to 1; both may
        mix. Masked arrays and xarray DataArrays are understood. The keys of a dict are titles. They are not copied.
    titles : iterable of str, optional
        A title for each, taken literally.
    pixel_size : float, optional
        Physical size of a pixel of the data, the same in all images; then there is a scale bar.
    unit : str, optional
        Its unit.
    **options
        Start values of the parameters, e.g. ``scale=3, align="top"``, and what all explorers have.

    Examples
    --------
    >>> import nbtools as nb
    >>> sample = nb.samples.chromosomes(n=6)
    >>> w = nb.ScaleExplorer(sample.images, scale=2, pixel_size=sample.pixel_size, unit=sample.unit)
    >>> w.result.boxes[:, 2:].tolist() == [[2 * side for side in image.shape] for image in sample.images.values()]
    True
    >>> w.close()
    """

    picture: ScalePicture
    words = ("pixel_size", "unit")
    mouse_help = (
        "Each turn of the wheel takes the next scale. A click on an image enlarges it in place, another click ends "
        "that. With the focus on the picture, arrow keys move it, + and - take the next scale, 0 shows all; n and p "
        "enlarge the next and the previous image."
    )
    shortcuts = {"n": "enlarge_next", "p": "enlarge_previous"}  # noqa: RUF012  # a ClassVar, declared by the base

    def __init__(self, images: Any, titles: Any = None, **options: Any) -> None:
        given = None if titles is None else read_images(images, titles).titles
        self._titles = {id(images): given}  # other images have titles of their own
        super().__init__(images, **options)

    # --- life ---------------------------------------------------------------------------------------------------

    def take(self, image: Any) -> Collection:
        """Check the images."""
        checks.physical(self._words["pixel_size"], self._words["unit"])
        return read_images(image, self._titles.get(id(image)), self._nodata)

    def fit(self) -> dict[str, Any]:
        """Fit the ranges to the number of images; start with the largest scale that shows all."""
        number = len(self._data)
        self.fit_range("columns", 1, min(max(number, 2), 12))
        self.fit_range("enlarged", 0, number - 1)
        return {"scale": self.fitting_scale, "enlarged": None}

    def build(self) -> None:
        """Make the picture, and the places of all controls."""
        self.picture = ScalePicture(self.result, on_scale=self._rescale, on_click=self._clicked)
        self.picture.canvas.mpl_connect("resize_event", self._resized)
        self.shell.group("Size and place", "scale", "columns", "gap", "align", "order", "show_titles")
        self.shell.group("Colours", "contrast", "own_limits", "cmap")
        self.shell.group("One image", "enlarged")
        self.shell.table("table", lambda: self.result.table, selects="enlarged")

    def draw(self) -> None:
        """Show the sheet."""
        self.shell.reveal("own_limits", self.limits is None)
        self.picture.show(self.result, self.table_of_colors, number_for_page(self.enlarged))

    def color_scale(self) -> Scale | None:
        """Give what the colour bar shows, unless all pictures have colours of their own."""
        if self._data.first is None:
            return None
        pairs = zip(self._data.images, self.all_limits, strict=True)
        one = len({ends for image, ends in pairs if isinstance(image, Image)}) == 1
        return Scale(self.table_of_colors, self.color_limits if one else None)

    def scenes(self) -> dict[Canvas, list[Panel]]:
        """Describe the sheet."""
        return {self.canvas: self.picture.scene_for(self.limit_steps)}

    def status(self) -> str:
        """Say how many images there are, their sizes, and how large their pixels are."""
        return self.picture.drawn.told(own=self.own_limits and self.limits is None)

    def standing(self, canvas: Canvas) -> tuple[Any, dict[str, Any]]:
        """Say what a description depends on: on the width of the sheet, too."""
        state, places = super().standing(canvas)
        return (state, self._across), places

    def depends(self) -> tuple[Any, dict[str, Any]]:
        """Say what the picture depends on: on the width of the sheet, too."""
        state, places = super().depends()
        return (state, self._across), places

    def _resized(self, _event: Any) -> None:
        """Fill another width with rows, at the scale that fits as long as nobody has chosen another one."""
        across = round(self.picture.drawn.size[1])
        if not self._built or across == self._across:
            return
        with self.guarded():
            fits = self.scale == self.fitting_scale and self._arguments.get("scale") is None
            self._across = across
            if fits:
                with self._quiet():
                    self.scale = self.fitting_scale
                self._first |= {"scale": self.scale}
                self._history.replace(values.settings(self))
            self.refresh()
            self.canvas.form = tuple(self.picture.form)

    # --- looking ------------------------------------------------------------------------------------------------

    def _rescale(self, scale: float | None) -> None:
        self.steer("scale", self.fitting_scale if scale is None else scale)

    def _clicked(self, row: float, col: float, keys: frozenset[str]) -> None:
        with self.guarded():
            found = self.picture.drawn.at(row + 0.5, col + 0.5)
            self.enlarged = None if self.enlarged is not None or found is None else found[0]

    def enlarge_next(self) -> None:
        """Enlarge the next image in the order of the sheet; after the last one comes the first."""
        self.cycle("enlarged", self.packing.order, +1)

    def enlarge_previous(self) -> None:
        """Enlarge the image before; before the first one comes the last."""
        self.cycle("enlarged", self.packing.order, -1)

    # --- what comes out -----------------------------------------------------------------------------------------

    def rgba(self, *, marks: bool = True) -> np.ndarray:
        """Give the whole sheet: exactly ``scale`` x ``scale`` pixels for each pixel of the data.

        An image that is enlarged is not so here.

        Parameters
        ----------
        marks : bool
            Whether frames, titles and the scale bar are drawn; their room is there in any case.

        Returns
        -------
        ndarray of uint8, shape (rows, cols, 4)
            RGBA of the sheet; where images lie on it, `result` says.
        """
        self._alive()
        return self.result.painted(marks=marks)

    def table(self) -> pd.DataFrame:
        """One row for each image: its title, size, values, physical size and place, see `ContactSheet.table`."""
        return self.result.table.copy()

    def inputs(self) -> dict[str, tuple[Any, str]]:
        """Give the images."""
        return {"images": (self._image, "image")}

    def call(self) -> dict[str, Any]:
        """Say which call gives `result`."""
        sheet, titles = self.result, self._titles.get(id(self._image))
        arguments: dict[str, Any] = {} if titles is None else {"titles": list(titles)}
        arguments["scale"] = self.scale
        arguments |= {"columns": self.columns} if self.columns is not None else {"width": self._across}
        arguments |= {name: getattr(self, name) for name in ("gap", "align", "order")}
        if self.limits is not None:
            arguments["vmin"], arguments["vmax"] = self.limits
        else:
            arguments |= {"limits": "own" if self.own_limits else "shared", "percentiles": self.contrast}
        cmap = colormap_text(self.cmap)
        arguments |= {"cmap": cmap, "show_titles": self.show_titles}
        if sheet.unit is not None:
            arguments |= {"pixel_size": sheet.pixel_size, "unit": sheet.unit}
        arguments |= {"nodata": self._nodata} if self._nodata is not None else {}
        return {
            "function": "contact_sheet",
            "inputs": [self.written()["images"]],
            "arguments": arguments,
            "imports": imports_for(cmap),
            "then": ["table = result.table", "rgba = result.rgba"],
        }
