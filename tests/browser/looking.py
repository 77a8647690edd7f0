"""How the browser tests look at an explorer: what its pictures show, and where a data pixel is on them."""

import base64
import io
from contextlib import contextmanager

import numpy as np
from PIL import Image

PICTURE = ".nbtools-explorer .nbtools-middle > .nbtools-picture"
CHART = ".nbtools-explorer .nbtools-controls .nbtools-picture"  # the first picture among the controls


def canvas(notebook, nth=0, which=PICTURE):
    """The picture: the topmost of ipympl's two canvases takes the mouse."""
    return notebook.page.locator(which).nth(nth).locator("canvas").last


def screen(notebook, nth=0, which=PICTURE):
    """What the picture shows, as an array."""
    box = notebook.page.locator(which).nth(nth)
    url = box.locator("canvas").first.evaluate("c => c.toDataURL()")
    return pixels(base64.b64decode(url.split(",")[1]))


def place(notebook, row, col, axes="w.picture.axes"):
    """Where a data pixel is on the picture of some axes, in px from its top left corner."""
    x, y, height = notebook.value(
        f"(*{axes}.transData.transform(({col}, {row})).tolist(), {axes}.figure.bbox.height)"
    )
    return {"x": x, "y": height - y}


def wheel(notebook, down):
    """Turn the wheel with Ctrl, which zooms a picture that has not the focus, too."""
    notebook.page.keyboard.down("Control")
    notebook.page.mouse.wheel(0, down)
    notebook.page.keyboard.up("Control")


@contextmanager
def as_at_first(notebook, reset, name):
    """Run some code that brings the widget back; at the end take a picture, and find that no error is left."""
    notebook.execute(reset)
    notebook.page.mouse.move(0, 0)
    notebook.settle()
    notebook.console_errors.clear()
    yield notebook
    notebook.screenshot(name)
    assert notebook.value("w.last_error") is None
    assert notebook.console_errors == []


def drag(notebook, start, end, which=PICTURE, steps=15):
    """Press the left button at one place of a picture, move to another one, and hold it there.

    Places are in px from the top left corner, as `place` gives them.
    """
    box = canvas(notebook, which=which).bounding_box()
    mouse = notebook.page.mouse
    mouse.move(box["x"] + start["x"], box["y"] + start["y"])
    mouse.down()
    for share in np.linspace(0, 1, steps + 1)[1:]:
        x, y = (start[k] + share * (end[k] - start[k]) for k in "xy")
        mouse.move(box["x"] + x, box["y"] + y)
        notebook.page.wait_for_timeout(8)


def kernel_picture(notebook):
    """What the kernel says that the picture shows."""
    return pixels(notebook.value("w.png()"))


def pixels(png):
    """Decode a picture, without its alpha."""
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB")).astype(int)


def status(notebook):
    """Read the status line."""
    return notebook.page.locator(".nbtools-status").inner_text()
