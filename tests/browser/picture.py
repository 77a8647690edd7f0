"""Make the picture of the README in a real JupyterLab.

python tests/browser/picture.py
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.harness import Browser, Lab, Notebook  # noqa: E402 - found when this runs as a script, too

TARGET = ROOT / ".github" / "spots.png"
SETUP = """import nbtools as nb
from skimage import data

image = nb.as_image(data.hubble_deep_field()[:500, :500], channel_axis=-1)"""
EXPLORE = """w = nb.SpotExplorer(image, title="Hubble deep field", threshold_abs=0.92, radius=9, background=(12, 16))
w"""
HIDE_FILES = "() => window.jupyterapp.commands.execute('application:toggle-left-area')"


def main():
    """Take the picture and write it with 256 colours, which makes it small."""
    size = {"width": 1100, "height": 1080}
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(folder) as lab,
        Browser() as browser,
        Notebook(lab, browser, [SETUP, EXPLORE], name="spots", viewport=size) as notebook,
    ):
        page = notebook.page
        page.evaluate(HIDE_FILES)
        page.click("button:text-is('table')")
        notebook.execute("w.set(selected=6, contrast=(20, 99.8))")
        notebook.settle()
        shot = page.screenshot()
    picture = Image.open(io.BytesIO(shot)).convert("RGB").quantize(256, kmeans=5, dither=Image.Dither.NONE)
    TARGET.parent.mkdir(exist_ok=True)
    picture.save(TARGET, optimize=True)
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
