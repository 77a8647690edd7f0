"""Make a sheet of screenshots of each explorer, to be looked at: themes, widths, sharpness, images of extreme shapes.

python tests/browser/sheets.py [NAME...]
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from tests.browser.harness import Browser, Lab, Pages  # noqa: E402 - found when this runs as a script, too
from tests.cases import CASES  # noqa: E402

FOLDER = ROOT / "tests/artefacts/sheets"
SHAPES = {
    "60 x 3000": "np.random.default_rng(1).gamma(2, 40, (60, 3000))",
    "3000 x 60": "np.random.default_rng(1).gamma(2, 40, (3000, 60))",
    "5 x 5": "np.arange(25.0).reshape(5, 5)",
    "8k x 8k": "np.add.outer(np.arange(8192) % 512, np.arange(8192) % 300).astype('f4')",
}
LAPTOP = {"width": 1280, "height": 800}
THEME = "name => jupyterapp.commands.execute('apputils:change-theme', { theme: `JupyterLab ${name}` })"


def made(case, array):
    """The cell that looks at an array: once, as a pair that differs in a pixel, or as a list."""
    data = f"import numpy as np\nimport nbtools as nb\nbase = {array}\n"
    if len(case.arguments) == 2:
        given = "base, other"
        data += "other = base.copy()\nother[2, 3] += 9\n"
    else:
        given = "[base, base[: len(base) // 2 + 1]]" if case.name == "scale" else "base"
    return f"{data}w = nb.{case.explorer}({given})\nw"


def press(page, title):
    """Press a button of the head."""
    page.page.locator(f".nbtools-head button[title^='{title}']").first.click()
    page.page.wait_for_timeout(600)


def shots(case, pages):
    """Give name and picture of everything that is to be seen."""
    views = [
        ("light", case.cell(), LAPTOP, 1, None),
        ("dark", case.cell(), LAPTOP, 1, lambda page: page.page.evaluate(THEME, "Dark")),
        ("light again", case.cell(), LAPTOP, 1, lambda page: page.page.evaluate(THEME, "Light")),
        ("cell of 660 px", case.cell(), {"width": 1070, "height": 800}, 1, None),
        ("cell of 1330 px", case.cell(), {"width": 1740, "height": 900}, 1, None),
        ("hi-dpi", case.cell(), LAPTOP, 2, None),
        *((name, made(case, array), LAPTOP, 1, None) for name, array in SHAPES.items()),
        ("error", case.cell(), LAPTOP, 1, lambda page: page.execute("w.draw = lambda: 1 / 0\nw.refresh()")),
        ("help", case.cell(), LAPTOP, 1, lambda page: press(page, "Help")),
        ("save", case.cell(), LAPTOP, 1, lambda page: press(page, "Save")),
    ]
    for name, cell, size, ratio, act in views:
        with pages.show([cell], name="sheet", viewport=size, pixel_ratio=ratio) as page:
            if act:
                act(page)
            page.page.wait_for_timeout(1500)
            page.settle()
            yield name, page.page.screenshot()


def take(case, pages):
    """Write the sheet of an explorer."""
    found = [(name, Image.open(io.BytesIO(shot)).convert("RGB")) for name, shot in shots(case, pages)]
    width, height, across = 900, 600, 3
    sheet = Image.new("RGB", (across * width, -(-len(found) // across) * height), "white")
    for k, (name, picture) in enumerate(found):
        picture.thumbnail((width - 10, height - 24))
        place = (k % across) * width, (k // across) * height
        ImageDraw.Draw(sheet).text((place[0] + 4, place[1] + 4), f"{case.explorer}: {name}", "black")
        sheet.paste(picture, (place[0], place[1] + 20))
    FOLDER.mkdir(parents=True, exist_ok=True)
    sheet.save(FOLDER / f"{case.name}.png")
    print(FOLDER / f"{case.name}.png", flush=True)


if __name__ == "__main__":
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(folder) as lab,
        Browser() as browser,
        Pages(lab, browser) as pages,
    ):
        for case in CASES:
            if not sys.argv[1:] or case.name in sys.argv[1:]:
                take(case, pages)
