"""ColorExplorer: limits slider -> painted pixels in a real JupyterLab, against plain ipympl and the echo floor.

python tests/benchmarks/live_color.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row

IMAGE = "import numpy as np\nimage = np.random.default_rng(0).random({shape})\n"

PLAIN = (
    IMAGE.format(shape=(2000, 4000))
    + """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
plt.ioff()
figure, axes = plt.subplots(figsize=(6, 4))
picture = axes.imshow(image)
figure.colorbar(picture)
limits = ipywidgets.FloatRangeSlider(description="limits", value=(0, 1), min=0, max=1, step=0.005)
def update(change):
    picture.set_clim(*limits.value)
    figure.canvas.draw_idle()
limits.observe(update, "value")
display(ipywidgets.VBox([limits, figure.canvas]))
"""
)

OURS = (
    IMAGE
    + """
import nbtools as nb
w = nb.ColorExplorer(image, norm="{norm}")
w
"""
)

# name -> (cell, label of its slider, least pixels of its picture: smaller frames are charts and do not count)
NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl": (PLAIN, "limits", 150_000),
    "nb.ColorExplorer": (OURS.format(shape=(2000, 4000), norm="linear"), "limits", 150_000),
    "nb.ColorExplorer, asinh": (OURS.format(shape=(2000, 4000), norm="asinh"), "limits", 150_000),
    "nb.ColorExplorer, 32 MP": (OURS.format(shape=(4000, 8000), norm="linear"), "limits", 150_000),
}

if __name__ == "__main__":
    latencies, _ = run(NOTEBOOKS, __doc__.splitlines()[0])
    floor, plain, ours, bent, large = seconds_of(latencies).values()
    what = "limits slider to painted pixels, 8 MP"
    print_row(what, ours, plain, "plain ipympl", "")
    print_row(what, ours, floor, "a slider that sends back 8 x 8 pixels", "0.5 ×")
    print_row(f"{what}, asinh", bent, floor, "a slider that sends back 8 x 8 pixels", "")
    print_row("limits slider to painted pixels, 32 MP", large, ours, "8 MP", "0.77 ×")
