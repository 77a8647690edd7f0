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
from tests.cases import CASES  # noqa: E402

PICTURES = {case.name: case.readme for case in CASES}
LARGE = 300_000  # bytes
DARK = {"profile"}  # with JupyterLab's dark theme
THEME = "() => jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Dark' })"


def take(name):
    """Take a picture and write it with 256 colours where that makes it much smaller."""
    shown = PICTURES[name]
    size = {"width": 1280, "height": shown.height}
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(folder) as lab,
        Browser() as browser,
        Notebook(
            lab, browser, [shown.data.strip(), shown.make.strip()], name=name, viewport=size
        ) as notebook,
    ):
        page = notebook.page
        notebook.hide_files()
        if name in DARK:
            page.evaluate(THEME)
            notebook.until("w.canvas.theme == 'dark'")
        if shown.tab:
            page.click(f"button:text-is('{shown.tab}')")
        notebook.execute(shown.code)
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
