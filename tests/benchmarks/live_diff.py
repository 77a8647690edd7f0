"""DiffExplorer: slider -> painted pixels in a real JupyterLab, against others, the echo floor, and larger images.

python tests/benchmarks/live_diff.py [--steps N] [--rounds N] [--shots]
"""

import statistics

from _live import FLOOR, run, seconds_of
from _timing import print_row

IMAGES = """
import numpy as np
rng = np.random.default_rng(0)
before = rng.random((2000, 4000))
after = before.copy()
changed = rng.random(before.shape) < 0.01
after[changed] += rng.random(changed.sum())
"""

PLAIN = (
    IMAGES
    + """
%matplotlib widget
import ipywidgets, matplotlib, matplotlib.pyplot as plt
plt.ioff()
figure, axes = plt.subplots(1, 2, figsize=(10, 4), sharex=True, sharey=True)
difference, cmap = np.abs(before - after), matplotlib.colormaps["viridis"]
def faded(image, threshold):
    rgba = cmap(image)
    rgba[..., 3] = np.where(difference > threshold, 1, 0.2)
    return rgba
pictures = [ax.imshow(faded(image, 0), interpolation="none") for ax, image in zip(axes, (before, after))]
threshold = ipywidgets.FloatSlider(description="threshold", value=0, min=0, max=1, step=0.01)
def update(change):
    for picture, image in zip(pictures, (before, after)):
        picture.set_data(faded(image, threshold.value))
    figure.canvas.draw_idle()
threshold.observe(update, "value")
display(ipywidgets.VBox([threshold, figure.canvas]))
"""
)

INTERACT = (
    IMAGES
    + """
%matplotlib inline
import ipywidgets, matplotlib.pyplot as plt
difference = np.abs(before - after)
@ipywidgets.interact(threshold=ipywidgets.FloatSlider(description="threshold", min=0, max=1, step=0.01))
def show(threshold):
    plt.figure(figsize=(10, 4))
    plt.imshow(np.where(difference > threshold, before, 0), interpolation="none")
    plt.show()
"""
)

ANYPLOTLIB = (
    IMAGES
    + """
import ipywidgets, anyplotlib
figure, axes = anyplotlib.subplots(1, 1, figsize=(1000, 500))
picture, difference = axes.imshow(before), np.abs(before - after)
threshold = ipywidgets.FloatSlider(description="threshold", value=0, min=0, max=1, step=0.01)
threshold.observe(lambda change: picture.set_overlay_mask(difference > change["new"]), "value")
picture.set_overlay_mask(difference > 0)
display(threshold); display(figure)
"""
)

OURS = (
    IMAGES
    + """
import nbtools as nb
w = nb.DiffExplorer(before, after)
w
"""
)

SIZED = """
import numpy as np
import nbtools as nb
rng = np.random.default_rng(0)
before = rng.random({shape})
after = before.copy()
where = rng.integers(0, before.size, before.size // 100)
after.reshape(-1)[where] += rng.random(len(where))
w = nb.DiffExplorer(before, after)
w
"""

SHAPES = {"1 MP": (700, 1400), "8 MP": (2000, 4000), "32 MP": (4000, 8000), "128 MP": (8000, 16_000)}

NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl": (PLAIN, "threshold", 200_000),
    "interact": (INTERACT, "threshold", 100_000),
    "anyplotlib": (ANYPLOTLIB, "threshold", 100_000),
    "nb.DiffExplorer": (OURS, "threshold", 200_000),
}
SIZES = {name: (SIZED.format(shape=shape), "threshold", 200_000) for name, shape in SHAPES.items()}


KERNEL = """
import time
def median_ms(action, n=21):
    times = []
    for k in range(n):
        start = time.perf_counter(); action(k); times.append(1e3 * (time.perf_counter() - start))
    return sorted(times)[n // 2]
def steps(k):
    w._held += 1
    w.threshold = 0.2 + 0.01 * (k % 2)
    w._held -= 1
    w.result.count, w.result.limit
def drawn(k):
    w._held += 1
    w.threshold = 0.2 + 0.01 * (k % 2)
    with w.guarded():
        w.draw()
    w._held -= 1
def rendered(k):
    drawn(k); w.canvas._render(); w.chart.figure.canvas._render()
def encoded(k):
    rendered(k); frames[:] = w.canvas.get_diff_image(), w.chart.figure.canvas.get_diff_image()
frames = []
encoded(0)
marks = [median_ms(action) for action in (steps, drawn, rendered, encoded)]
"""

BROWSER = """async bytes => {
  const canvas = new OffscreenCanvas(548, 568), page = document.createElement("canvas");
  page.width = 548; page.height = 568;
  const median = async action => {
    const times = [];
    for (let k = 0; k < 21; k++) {
      const start = performance.now(); await action(); times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[10];
  };
  let frame;
  return {
    decode: await median(async () => { frame = await createImageBitmap(new Blob([new Uint8Array(bytes)])) }),
    paint: await median(() => { canvas.getContext("2d").drawImage(frame, 0, 0);
                                page.getContext("2d").drawImage(canvas, 0, 0) }),
    spared: await median(() => page.toDataURL()),
  };
}"""


def print_budget(notebooks):
    """Print where the milliseconds of a step go."""
    nb = notebooks["nb.DiffExplorer"]
    nb.execute(KERNEL)
    steps, drawn, rendered, encoded = nb.value("marks")
    browser = nb.page.evaluate(BROWSER, list(nb.value("frames[0]")))
    print(
        f"budget of a step in ms: {steps:.2f} look up, {drawn - steps:.2f} move artists, "
        f"{rendered - drawn:.2f} paint both pictures, {encoded - rendered:.2f} find and encode what changed; "
        f"browser {browser['decode']:.2f} decode, {browser['paint']:.2f} paint "
        f"(spared: {browser['spared']:.2f} toDataURL); the rest are messages and the page's own work"
    )


if __name__ == "__main__":
    about = __doc__.splitlines()[0]
    latencies, bursts = run(NOTEBOOKS, about, then=print_budget)
    medians = seconds_of(latencies)
    ours = medians["nb.DiffExplorer"]
    what = "threshold slider to painted pixels, two images of 8 MP"
    print_row(what, ours, medians["plain ipympl"], "plain ipympl", "20 ×")
    print_row(what, ours, medians["interact"], "interact + inline", "")
    print_row(what, ours, medians["anyplotlib"], "anyplotlib", "2 ×")
    print_row(what, ours, medians["floor: 8 x 8 PNG"], "a slider that sends back 8 x 8 pixels", "0.5 ×")
    tail = statistics.median(late for _, late in bursts["nb.DiffExplorer"]) / 1e3
    print_row("last frame after a burst of 40 steps", tail, 0.15, "what is asked for", "1 ×")
    for what, label in (("threshold slider to painted pixels", "threshold"), ("moving the view", "")):
        cells = {name: (cell, label, area) for name, (cell, _, area) in SIZES.items()}
        medians = seconds_of(run(cells, about)[0])
        for name in ("8 MP", "32 MP", "128 MP"):
            print_row(f"{what}, {name}", medians[name], medians["1 MP"], "1 MP", "0.77 ×")
