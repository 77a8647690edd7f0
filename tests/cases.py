"""What the tests need to know of each explorer. A new explorer adds one entry to `CASES`, and nothing else here."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

import nbtools as nb


@dataclass(frozen=True)
class Readme:
    """The picture of the README: a cell with the data, and one with the widget, on a page of some height in px.

    Then a tab is opened, if any, and some code is run.
    """

    data: str
    make: str
    height: int
    tab: str = ""
    code: str = ""


@dataclass(frozen=True)
class Case:
    """One explorer: lines that make what it looks at, and something of another shape; parameters to move.

    The lines bind the names in `arguments`, which are those of the code that the explorer gives. A list is one
    argument: images that are put on one sheet, whose size `result` tells; it is moved, but not zoomed.

    `parameter` has a slider, takes `values` and refuses `too_much`. For an animation, which has frames of one
    size, `sweep` may name another one, with its values and one that it refuses. `slider` is the label of another
    slider, `labels` are those that the keyboard must reach, and `links` what of it can follow another explorer.
    """

    name: str  # of its folder, its notebook and its picture
    explorer: str
    data: str
    other_data: str
    parameter: str
    values: tuple[float, ...]
    too_much: float
    slider: str
    labels: tuple[str, ...]
    readme: Readme
    arguments: tuple[str, ...] = ("image",)
    sweep: tuple[str, tuple, Any] = ("", (), None)
    links: tuple[str, ...] = ("view", "limits")

    def __str__(self):
        return self.explorer

    # --- what is looked at ------------------------------------------------------------------------------------

    @cached_property
    def image(self):
        """What is looked at: an array, a list of them, or a tuple of arguments."""
        return self._run(self.data)

    @cached_property
    def other(self):
        """Something else to look at, of another shape."""
        return self._run(self.other_data)

    def _run(self, lines):
        space = {"np": np, "nb": nb}
        exec(lines, space)
        found = tuple(space[name] for name in self.arguments)
        return found if len(found) > 1 else found[0]

    def make(self, image=None, **options):
        """Make the explorer, of something else if given."""
        image = self.image if image is None else image
        return getattr(nb, self.explorer)(*(image if isinstance(image, tuple) else (image,)), **options)

    def arrays(self):
        """All that must stay as it is."""
        return list(self.image) if isinstance(self.image, tuple | list) else [self.image]

    def space(self):
        """The names that the code uses."""
        image = self.image if isinstance(self.image, tuple) else (self.image,)
        return dict(zip(self.arguments, image, strict=True))

    def wrong(self, image):
        """Something that it cannot look at."""
        kind = type(self.image)
        return kind((self.image[0], image)) if kind in (tuple, list) else image

    def like(self, *images):
        """One image, or as many as are looked at."""
        kind = type(self.image)
        if kind in (tuple, list):
            return kind(images[k % len(images)] for k in range(len(self.image)))
        return images[0]

    def pixels(self, explorer):
        """The shape of what has one pixel for each of the data."""
        if isinstance(self.image, list):
            return explorer.result.shape
        return (self.image[0] if isinstance(self.image, tuple) else self.image).shape[:2]

    # --- what is moved ----------------------------------------------------------------------------------------

    @property
    def label(self):
        """The label of the parameter's slider."""
        return self._trait.title

    @property
    def swept(self):
        """A parameter, values of it, and one that it refuses."""
        return self.sweep if self.sweep[0] else (self.parameter, self.values, self.too_much)

    @property
    def _trait(self):
        return getattr(nb, self.explorer).class_traits()[self.parameter]

    # --- in a notebook ----------------------------------------------------------------------------------------

    def cell(self, title=""):
        """The cell that makes `w` and shows it."""
        options = f", title={title!r}" if title else ""
        made = f"nb.{self.explorer}({', '.join(self.arguments)}{options})"
        return f"import numpy as np\nimport nbtools as nb\n{self.data}\nw = {made}\nw"

    def moves(self, number):
        """The cell that moves the parameter from one end of its range to the other."""
        values = f"np.linspace(low, high, {number})" + ".round()" * self._trait.integer
        name = self.parameter
        return f"low, high, _ = w.range_of({name!r})\nfor value in {values}:\n    w.{name} = value"


SPOTS = "image = nb.samples.spots(n=15, shape=(90, 120), seed=3).image"
FEWER_SPOTS = "image = nb.samples.spots(n=9, shape=(70, 50), seed=4).image"
CHANGED = """pair = nb.samples.changed_pair(shape={}, fraction=0.02, seed=3)
before, after = pair.before, pair.after"""

CASES = [
    Case(
        "spots",
        "SpotExplorer",
        SPOTS,
        FEWER_SPOTS,
        "radius",
        (7.5, 4.0, 9.0),
        1e9,
        slider="threshold",
        labels=(
            "radius (px)",
            "threshold",
            "prominence",
            "min distance (px)",
            "method",
            "contrast (%)",
            "click",
        ),
        readme=Readme(
            """
import nbtools as nb
from skimage import data

image = nb.as_image(data.hubble_deep_field()[:500, :500], channel_axis=-1)
""",
            """
w = nb.SpotExplorer(image, title="Hubble deep field", threshold_abs=0.92, radius=9, background=(12, 16))
w
""",
            height=1080,
            tab="table",
            code="w.set(selected=6, contrast=(20, 99.8))",
        ),
    ),
    Case(
        "diff",
        "DiffExplorer",
        CHANGED.format((90, 120)),
        CHANGED.format((70, 50)),
        "threshold",
        (20.0, 60.0, 40.0),
        -1,
        slider="dim (%)",
        labels=(
            "threshold",
            "mode",
            "dim (%)",
            "contrast (%)",
            "previous",
            "next",
            "more",
            "regions",
            "metrics",
        ),
        readme=Readme(
            """
import nbtools as nb

pair = nb.samples.changed_pair(fraction=0.0005)  # two images of 8 million pixels; 4000 of them differ
""",
            """
w = nb.DiffExplorer(pair.before, pair.after, title="Before and after")
w
""",
            height=1110,
            tab="regions",
            code="w.next_region(); w.picture.zoom(2.2)",
        ),
        arguments=("before", "after"),
        links=("view",),
    ),
    Case(
        "zoom",
        "ZoomExplorer",
        SPOTS,
        FEWER_SPOTS,
        "row",
        (60.0, 20.0, 33.0),
        1e9,
        slider="factor",
        labels=(
            "row (px)",
            "col (px)",
            "factor",
            "order",
            "outside",
            "value",
            "contrast (%)",
            "colormap",
            "code",
        ),
        readme=Readme(
            """
import nbtools as nb
from skimage import data

photo = data.coffee()
""",
            """
w = nb.ZoomExplorer(photo, channel_axis=-1, row=300, col=360, factor=9, order=0, title="A spoon")
w
""",
            height=830,
        ),
    ),
    Case(
        "color",
        "ColorExplorer",
        SPOTS,
        FEWER_SPOTS,
        "gamma",
        (3.0, 2.0, 0.5),
        1e9,
        slider="percentiles (%)",
        labels=(
            "limits",
            "automatic",
            "percentiles (%)",
            "colormap",
            "scale",
            "gamma",
            "more",
            "colours",
            "code",
        ),
        readme=Readme(
            """
import nbtools as nb

heights = nb.samples.relief((330, 330)).image
""",
            """
w = nb.ColorExplorer(heights, cmap="RdBu_r", center=True, auto="min/max", bad="gray", title="Heights")
w
""",
            height=910,
        ),
    ),
    Case(
        "pixels",
        "PixelExplorer",
        SPOTS,
        FEWER_SPOTS,
        "row",
        (60, 20, 33),
        1e9,
        slider="contrast (%)",
        labels=(
            "row (px)",
            "col (px)",
            "size (px)",
            "pinned",
            "copy numpy",
            "values",
            "grid",
            "contrast (%)",
            "more",
            "code",
        ),
        readme=Readme(
            """
import nbtools as nb

animals = nb.samples.confusion()  # rows: what it was; columns: what it was taken for
""",
            """
w = nb.PixelExplorer(animals.matrix, row_names=animals.names, col_names=animals.names,
                     row=2, col=1, size=3, title="Who was taken for whom?")
w
""",
            height=950,
        ),
    ),
    Case(
        "scale",
        "ScaleExplorer",
        "images = list(nb.samples.chromosomes(n=5, seed=3).images.values())",
        "images = [*nb.samples.chromosomes(n=7, seed=4).images.values(), np.zeros((9, 12, 3), np.uint8)]",
        "gap",
        (12, 4, 20),
        1e9,
        slider="columns",
        labels=(
            "scale (px)",
            "columns",
            "gap (px)",
            "align",
            "order by",
            "titles",
            "contrast (%)",
            "enlarged",
            "table",
        ),
        readme=Readme(
            """
import nbtools as nb

sample = nb.samples.chromosomes(n=45)  # pictures of 45 sizes; the pixels of all are 0.125 µm
""",
            """
w = nb.ScaleExplorer(sample.images, pixel_size=sample.pixel_size, unit=sample.unit,
                     cmap="gray", title="Chromosomes")
w
""",
            height=800,
            code="w.enlarged = 16",
        ),
        arguments=("images",),
        sweep=("contrast", ((5.0, 60.0), (0.0, 100.0), (20.0, 80.0)), (50, 20)),
        links=("limits",),
    ),
    Case(
        "grid",
        "GridExplorer",
        "z = nb.samples.zone_plate((90, 120), 0.05).image",
        "z = nb.samples.spots(n=9, shape=(70, 50), seed=4).image",
        "levels",
        (20, 6, 14),
        1e9,
        slider="smoothing (cells)",
        labels=(
            "levels",
            "smoothing (cells)",
            "line width (pt)",
            "numbers",
            "filled",
            "contrast (%)",
            "colormap",
            "cut",
            "row",
        ),
        readme=Readme(
            """
import nbtools as nb

sample = nb.samples.field("log", (120, 180))  # z with the centres x and y of its cells
""",
            """
w = nb.GridExplorer(sample.z, sample.x, sample.y, xscale="log", yscale="log", labels=True, title="A hill")
w
""",
            height=1010,
            tab="levels",
            code="w.set(row=42, col=80, levels=12)",
        ),
        arguments=("z",),
    ),
    Case(
        "profile",
        "ProfileExplorer",
        SPOTS,
        FEWER_SPOTS,
        "row0",
        (60.0, 20.0, 33.0),
        1e9,
        slider="width (px)",
        labels=(
            "row of start (px)",
            "col of start (px)",
            "row of end (px)",
            "col of end (px)",
            "width (px)",
            "add line",
            "contrast (%)",
            "profile",
            "table",
        ),
        readme=Readme(
            """
import nbtools as nb

sample = nb.samples.filaments()  # four filaments of known widths
lines = [(*start, *end) for start, end in (sample.across(number, 50) for number in range(4))]
""",
            """
w = nb.ProfileExplorer(sample.image, lines=lines, names=list("ABCD"), chosen=3, width=5, cmap="gray",
                       pixel_size=0.125, unit="µm", title="How wide are they?")
w
""",
            height=1000,
        ),
    ),
]
