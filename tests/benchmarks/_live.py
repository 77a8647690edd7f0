"""What the benchmarks of live widgets share: press a key in a real JupyterLab, wait for painted pixels.

All notebooks are open in one browser, each with a kernel of its own, and are measured in turns. A single step is one
press of an arrow key, when nothing else is going on: from the page's key event until the picture is painted. A burst
is 40 presses 25 ms apart: how many frames are painted, and how long after the last press the last one comes.
"""

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.browser.harness import Browser, Lab, Notebook

FLOOR = """
import io
import ipywidgets, numpy as np
from PIL import Image
def png(value):
    file = io.BytesIO(); Image.fromarray(np.full((8, 8), value % 256, np.uint8)).save(file, "png")
    return file.getvalue()
radius = ipywidgets.FloatSlider(description="radius", value=5, min=1, max=30, step=0.5)
picture = ipywidgets.Image(value=png(0))
count = 0
def update(change):
    global count; count += 1
    picture.value = png(count)
radius.observe(update, "value")
display(ipywidgets.VBox([radius, picture]))
"""


def time_step(nb, handle, key, area):
    """Return the ms from the press of a key to the first frame of at least `area` pixels."""
    handle.focus()
    nb.frames(clear=True)
    handle.press(key)
    painted = "area => window.frameTimes.some(frame => frame[1] >= area)"
    nb.page.wait_for_function(painted, arg=area, polling=20, timeout=30_000)
    latency = nb.frames(area)[0] - nb.page.evaluate("() => window.keyTime")
    nb.settle()
    return latency


def time_burst(nb, handle, key, area, presses=40, gap=0.025):
    """Return how many frames a burst of key presses paints, and the ms from its end to the last one."""
    handle.focus()
    nb.frames(clear=True)
    for _ in range(presses):
        handle.press(key)
        time.sleep(gap)
    end = nb.page.evaluate("() => performance.now()")
    nb.settle(quiet=3000)
    calls = nb.frames(area)
    frames = [t for t, before in zip(calls, [-1e9, *calls], strict=False) if t - before > 8]
    return len(frames), max(calls[-1] - end, 0.0)


def measure(notebooks, steps, rounds):
    """Return for each notebook the latencies of single steps and the bursts, taken in turns."""
    latencies = {name: [] for name in notebooks}
    bursts = {name: [] for name in notebooks}
    for _ in range(rounds):
        for name, (nb, handle, area) in notebooks.items():
            nb.page.bring_to_front()
            handle.press("Home")  # all start from their least value
            nb.settle()
            time_step(nb, handle, "ArrowRight", area)  # wakes the page up
            latencies[name] += [time_step(nb, handle, "ArrowRight", area) for _ in range(steps)]
            bursts[name].append(time_burst(nb, handle, "ArrowRight", area))
    return latencies, bursts


def run(cells, about, then=None):
    """Open the notebooks, measure them, and return what was measured: latencies, bursts.

    Parameters
    ----------
    cells : dict of str to tuple
        name -> (cell, label of its slider, least pixels of its picture: smaller frames are charts and do not count).
        Without a label the keys are pressed on the picture itself.
    about : str
        For the help of the command line.
    then : callable, optional
        Called with the open notebooks by name, when all is measured.
    """
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--steps", type=int, default=6, help="single steps per notebook and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--shots", action="store_true", help="keep screenshots in tests/artefacts")
    options = parser.parse_args()
    with ExitStack() as stack:
        lab = stack.enter_context(Lab(stack.enter_context(tempfile.TemporaryDirectory())))
        browser = stack.enter_context(Browser())
        notebooks = {}
        for k, (name, (cell, label, area)) in enumerate(cells.items()):
            nb = stack.enter_context(Notebook(lab, browser, [cell], name=f"live-{k}"))
            picture = nb.page.locator(".nbtools-canvas").first
            notebooks[name] = nb, nb.slider(label).handle if label else picture, area
        measured = measure(notebooks, options.steps, options.rounds)
        if then is not None:
            then({name: nb for name, (nb, *_) in notebooks.items()})
        if options.shots:
            for nb, *_ in notebooks.values():
                nb.screenshot()
    tell(*measured)
    return measured


def tell(latencies, bursts):
    """Print medians, the worst, and the bursts."""
    for name, ms in latencies.items():
        frames, tail = (statistics.median(figures) for figures in zip(*bursts[name], strict=True))
        print(
            f"{name}: median {statistics.median(ms):.0f} ms, worst {max(ms):.0f} ms of {len(ms)} steps; ",
            end="",
        )
        print(f"40 presses: {frames:.0f} frames, the last one {tail:.0f} ms after them")


def seconds_of(latencies):
    """Return the medians in seconds."""
    return {name: statistics.median(ms) / 1e3 for name, ms in latencies.items()}
