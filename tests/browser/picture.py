"""Make the pictures of the README in a real JupyterLab.

python tests/browser/picture.py [NAME...]
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.harness import Browser, Lab, Notebook  # noqa: E402 - found when this runs as a script, too

SPOTS = (
    """import nbtools as nb
from skimage import data

image = nb.as_image(data.hubble_deep_field()[:500, :500], channel_axis=-1)""",
    """w = nb.SpotExplorer(image, title="Hubble deep field", threshold_abs=0.92, radius=9, background=(12, 16))
w""",
)
DIFF = (
    """import nbtools as nb

pair = nb.samples.changed_pair(fraction=0.0005)  # two images of 8 million pixels; 4000 of them differ""",
    """w = nb.DiffExplorer(pair.before, pair.after, title="Before and after")
w""",
)
ZOOM = (
    """import nbtools as nb
from skimage import data

photo = data.coffee()""",
    """w = nb.ZoomExplorer(photo, channel_axis=-1, row=300, col=360, factor=9, order=0, title="A spoon")
w""",
)
COLOR = (
    """import nbtools as nb

heights = nb.samples.relief((330, 330)).image""",
    """w = nb.ColorExplorer(heights, cmap="RdBu_r", center=True, auto="min/max", bad="gray", title="Heights")
w""",
)
GRID = (
    """import nbtools as nb

sample = nb.samples.field("log", (120, 180))  # z with the centres x and y of its cells""",
    """w = nb.GridExplorer(sample.z, sample.x, sample.y, xscale="log", yscale="log", labels=True, title="A hill")
w""",
)
PIXELS = (
    """import nbtools as nb

animals = nb.samples.confusion()  # rows: what it was; columns: what it was taken for""",
    """w = nb.PixelExplorer(animals.matrix, row_names=animals.names, col_names=animals.names,
                     row=2, col=1, size=3, title="Who was taken for whom?")
w""",
)
SCALE = (
    """import nbtools as nb

sample = nb.samples.chromosomes(n=45)  # pictures of 45 sizes; the pixels of all are 0.125 µm""",
    """w = nb.ScaleExplorer(sample.images, pixel_size=sample.pixel_size, unit=sample.unit,
                     cmap="gray", title="Chromosomes")
w""",
)
# name -> (cells, the tab that is open if any, code that is run, height of the page)
PICTURES = {
    "spots": (SPOTS, "table", "w.set(selected=6, contrast=(20, 99.8))", 1080),
    "diff": (DIFF, "regions", "w.next_region(); w.picture.zoom(2.2)", 1110),
    "zoom": (ZOOM, "", "", 830),
    "color": (COLOR, "", "", 910),
    "pixels": (PIXELS, "", "", 950),
    "scale": (SCALE, "", "w.enlarged = 16", 800),
    "grid": (GRID, "levels", "w.set(row=42, col=80, levels=12)", 1010),
}
LARGE = 300_000  # bytes
HIDE_FILES = "() => window.jupyterapp.commands.execute('application:toggle-left-area')"


def take(name):
    """Take a picture and write it with 256 colours where that makes it much smaller."""
    cells, tab, code, height = PICTURES[name]
    size = {"width": 1100, "height": height}
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(folder) as lab,
        Browser() as browser,
        Notebook(lab, browser, list(cells), name=name, viewport=size) as notebook,
    ):
        page = notebook.page
        page.evaluate(HIDE_FILES)
        if tab:
            page.click(f"button:text-is('{tab}')")
        notebook.execute(code)
        notebook.settle()
        shot = page.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("RGB")
    target = ROOT / ".github" / f"{name}.png"
    target.parent.mkdir(exist_ok=True)
    picture.save(target, optimize=True)
    if target.stat().st_size > LARGE:
        picture.quantize(256, kmeans=5, dither=Image.Dither.NONE).save(target, optimize=True)
    print(f"{target}: {target.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    for name in sys.argv[1:] or PICTURES:
        take(name)
