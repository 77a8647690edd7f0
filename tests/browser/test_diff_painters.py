"""What the page paints of DiffExplorer by itself, against the kernel: its module alone, in a page without Jupyter."""

import base64

import numpy as np
import pytest

import nbtools as nb
from nbtools.draw.diff import mixing
from tests.browser.blank import load

NAMES = "Scene", "even", "dimmed", "blend", "magentaGreen", "curtain", "checkers", "spread", "outlined"
HELP = """() => {
  window.bytes = text => Uint8Array.from(atob(text), c => c.charCodeAt(0)).buffer;
  window.text = array => {
    const all = new Uint8Array(array.buffer), parts = [];
    for (let k = 0; k < all.length; k += 30000) parts.push(String.fromCharCode(...all.subarray(k, k + 30000)));
    return btoa(parts.join(""));
  };
}"""
CALL = """([name, told]) => {
  const types = {u4: Uint32Array, u1: Uint8Array, f8: Float64Array};
  const given = told.map(each => Array.isArray(each) ? new types[each[0]](bytes(each[1])) : each);
  return text(module[name](...given));
}"""
TAKE = """async scenes => {
  window.scenes = [];
  for (const [told, buffers] of scenes) {
    const scene = new module.Scene();
    await scene.take(told, buffers.map(each => new DataView(bytes(each))));
    window.scenes.push(scene);
  }
}"""
PAINT = """([places, sizes]) => scenes.map((scene, k) => {
  const pen = new OffscreenCanvas(...sizes[k]).getContext("2d");
  scene.paint(pen, new Map(Object.entries(places)));
  return text(pen.getImageData(0, 0, ...sizes[k]).data);
})"""
MODES = ("side by side", "signed", "blink", "curtain", "fade", "overlay", "checkerboard")
EDGE = 2  # px along the border of a panel, where its frame lies over the image
SINGLE = 1e-4  # share of pixels that have the next colour where numbers are told in single precision
LINE = 60  # how far a pixel beside the line in the histogram may differ: by how it is smoothed


@pytest.fixture(scope="module")
def page(browser):
    """A page that has the module and nothing else."""
    page = browser.new_page()
    page.goto("about:blank")
    load(page, *NAMES)
    page.evaluate(HELP)
    yield page
    page.close()


def call(page, name, *given):
    """Call a function of the module with arrays and numbers; give the bytes of the array that comes out."""
    told = [
        [each.dtype.str[1:], base64.b64encode(np.ascontiguousarray(each)).decode()]
        if isinstance(each, np.ndarray)
        else each
        for each in given
    ]
    return base64.b64decode(page.evaluate(CALL, [name, told]))


def test_mixing_is_the_same_in_the_page(page):
    rng = np.random.default_rng(0)
    for _ in range(30):
        rows, cols = (int(size) for size in rng.integers(1, 40, 2))
        a, b = (rng.integers(0, 2**32, (rows, cols), np.uint32) for _ in range(2))
        marked = rng.random((rows, cols)) < rng.random()
        share, column = rng.integers(0, 101) / 100, rng.integers(-4, 2 * cols + 4) / 2
        down, across = np.arange(rows) * 1.7 + rng.random(), np.arange(cols) * 0.9
        bits, width = marked.view(np.uint8), int(rng.integers(1, 4))
        for name, given, expected in (
            ("dimmed", (a, share), mixing.dimmed(a, share)),
            ("blend", (a, b, share), mixing.blend(a, b, share)),
            ("magentaGreen", (a, b), mixing.magenta_green(a, b)),
            ("curtain", (a, b, cols, round(column)), mixing.curtain(a, b, round(column))),
            ("checkers", (a, b, down, across, 4), mixing.checkers(a, b, down, across, 4)),
            ("spread", (bits, cols), mixing.spread(marked)),
            ("outlined", (a, bits, cols, width), mixing.outlined(a, marked, width)),
        ):
            found = np.frombuffer(call(page, name, *given), expected.dtype).reshape(rows, cols)
            assert np.array_equal(found, expected), name


def pairs():
    """Two images: small and large ones, numbers and colours, with pixels that are not compared."""
    rng = np.random.default_rng(1)
    small = rng.integers(0, 256, (2, 60, 50)).astype(np.uint8)
    large = rng.random((2, 700, 900))
    large[0, 3:50, 60:90] = np.nan
    colors = rng.integers(0, 256, (2, 120, 180, 3)).astype(np.uint8)
    for name, (before, other), share in (
        ("small", small, 0.3),
        ("large", large, 0.002),
        ("colours", colors, 0.1),
    ):
        changed = rng.random(before.shape[:2]) < share
        changed = changed[..., None] if before.ndim == 3 else changed
        yield name, before, np.where(changed, other, before)


PAIRS = {name: (before, after) for name, before, after in pairs()}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PAIRS)
def test_page_and_kernel_paint_the_same(page, name, mode):
    rng = np.random.default_rng(MODES.index(mode))
    colored = {"channel_axis": -1} if name == "colours" else {}
    with nb.DiffExplorer(*PAIRS[name], mode=mode, **colored) as w:
        if name == "small":
            w.picture.zoom(0.5)  # where marks have outlines
        told = described(w, "mode", "contrast")
        page.evaluate(TAKE, [told[canvas] for canvas in w.shell.pictures if canvas in told])
        for _ in range(5):
            w.set(**state(w, rng, mode))
            compare(page, w, told)


def state(w, rng, mode):
    """Give random values of what the page follows."""
    values = w.threshold_values
    found = {
        "threshold": float(rng.choice(values[: len(values) // int(rng.choice([1, 20]))])),
        "dim": int(rng.integers(0, 101)),
        "balance": int(rng.integers(0, 101)),
        "tile": int(rng.integers(*w.range_of("tile")[:2])),
        "side": str(rng.choice(["before", "after"])),
    }
    if not w.look.pair.colored:
        found["contrast"] = tuple(np.sort(rng.choice(1001, 2, replace=False)) / 10)
    modes = [mode] if mode == MODES[0] else MODES[1:]
    if w.look.pair.colored:  # only differences have a colour bar, for which the kernel makes room
        modes = [each for each in modes if (each == "signed") == (mode == "signed")]
    return {**found, "mode": str(rng.choice(modes))}


def described(w, *near):
    """Give what the page is told of each picture when somebody has been near some controls."""
    told = {}

    def sent(canvas, message, buffers=()):
        if "scene" in message:
            told[canvas] = message["scene"], [base64.b64encode(each).decode() for each in buffers]

    for canvas in w.shell.pictures:
        canvas.pixels()
        canvas.send = lambda message, buffers=(), canvas=canvas: sent(canvas, message, buffers)
        canvas.handle_watched({})
    for name in near:
        w._approach(name)
    told.clear()
    for canvas in w.shell.pictures:  # as a page that has nothing yet
        canvas.handle_watched({})
    return told


def compare(page, w, told):
    """Compare all panels of all pictures, as they are in the page and in the kernel."""
    canvases = [canvas for canvas in w.shell.pictures if canvas in told]
    kernel = [canvas.pixels()[..., :3].astype(int) for canvas in canvases]
    sizes = [pixels.shape[1::-1] for pixels in kernel]
    painted = page.evaluate(PAINT, [w.shell.places(w.live), sizes])
    for canvas, pixels, text in zip(canvases, kernel, painted, strict=True):
        found = np.frombuffer(base64.b64decode(text), np.uint8).reshape(*pixels.shape[:2], 4).astype(int)
        assert told[canvas][0]["panels"]
        for k, panel in enumerate(told[canvas][0]["panels"]):
            if panel["layers"][0]["kind"] == "veil":  # numbers that the page does not know
                continue
            left, top, width, height = panel["box"]
            box = slice(top + EDGE, top + height - EDGE), slice(left + EDGE, left + width - EDGE)
            off = np.abs(found[box][..., :3] - pixels[box]).max(axis=-1)
            if canvas is w.canvas:
                assert np.count_nonzero(off) <= SINGLE * off.size, w.params
            else:
                assert off.max() <= (LINE if k else 3), w.params
