"""SpotExplorer: slider -> painted pixels in a real JupyterLab in headless Chromium.

python tests/benchmarks/live_spots.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row

IMAGE = "import numpy as np\nimage = np.random.default_rng(0).random((512, 512))\n"

PLAIN = (
    IMAGE
    + """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
from matplotlib.patches import Circle
from skimage.feature import peak_local_max
plt.ioff()
figure, axes = plt.subplots(figsize=(6, 6))
axes.imshow(image, cmap="gray")
peaks = peak_local_max(image, min_distance=10)
assert len(peaks) == 568
circles = [axes.add_patch(Circle((col, row), 5, fill=False, color="r")) for row, col in peaks]
labels = [axes.text(col, row, "") for row, col in peaks]
rows, cols = np.ogrid[:512, :512]
radius = ipywidgets.FloatSlider(description="radius", value=5, min=1, max=30, step=0.5)
def update(change):
    for circle, label, (row, col) in zip(circles, labels, peaks):
        circle.set_radius(radius.value)
        disk = (rows - row) ** 2 + (cols - col) ** 2 <= radius.value ** 2
        label.set_text("%.1f" % image[disk].sum())
    figure.canvas.draw_idle()
radius.observe(update, "value")
display(ipywidgets.VBox([radius, figure.canvas]))
"""
)

SPOTS = (
    IMAGE
    + """
import nbtools as nb
w = nb.SpotExplorer(image, min_distance=10, threshold_abs=0.0, exclude_border=True)
assert len(w.result) == 568
w
"""
)

# name -> (cell, label of its slider, least pixels of its picture: smaller frames are charts and do not count)
NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl": (PLAIN, "radius", 200_000),
    "nb.SpotExplorer": (SPOTS, "radius (px)", 200_000),
}

if __name__ == "__main__":
    latencies, _ = run(NOTEBOOKS, __doc__.splitlines()[0])
    floor, plain, ours = seconds_of(latencies).values()
    what = "radius slider to painted pixels, 568 spots"
    print_row(what, ours, plain, "plain ipympl", "15 ×")
    print_row(what, ours, floor, "a slider that sends back 8 x 8 pixels", "0.4 ×")
