"""ZoomExplorer: slider -> painted pixels in a real JupyterLab, against plain ipympl, the echo floor, larger images.

python tests/benchmarks/live_zoom.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row

IMAGE = """
import numpy as np
image = np.random.default_rng(0).random({shape})
"""

PLAIN = """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
from scipy import ndimage
plt.ioff()
figure, axes = plt.subplots(figsize=(5.5, 3))
rows, cols = image.shape
def zoomed(row):
    top, left, height, width = int(row), cols * 3 // 8, rows // 4, cols // 4
    part = image[top : top + height, left : left + width]
    return ndimage.zoom(part, 4, order={order}, mode="nearest", grid_mode=True)
picture = axes.imshow(zoomed(0), interpolation="none")
row = ipywidgets.FloatSlider(description="row", value=0, min=0, max=rows * 3 // 4, step=0.5)
def update(change):
    picture.set_data(zoomed(row.value))
    figure.canvas.draw_idle()
row.observe(update, "value")
display(ipywidgets.VBox([row, figure.canvas]))
"""

OURS = """
import nbtools as nb
w = nb.ZoomExplorer(image, order={order}, factor=4)
w
"""

SHAPES = {"1 MP": (700, 1400), "8 MP": (2000, 4000), "32 MP": (4000, 8000)}
EIGHT = IMAGE.format(shape=SHAPES["8 MP"])

NOTEBOOKS = {"floor: 8 x 8 PNG": (FLOOR, "radius", 64)}
for order in (1, 3):
    NOTEBOOKS[f"plain ipympl, order {order}"] = (EIGHT + PLAIN.format(order=order), "row", 100_000)
    NOTEBOOKS[f"nb.ZoomExplorer, order {order}"] = (EIGHT + OURS.format(order=order), "row (px)", 100_000)
SIZES = {
    name: (IMAGE.format(shape=shape) + OURS.format(order=3), "row (px)", 100_000)
    for name, shape in SHAPES.items()
}

if __name__ == "__main__":
    about = __doc__.splitlines()[0]
    medians = seconds_of(run(NOTEBOOKS, about)[0])
    for order in (1, 3):
        what, ours = (
            f"zoom slider to painted pixels, 8 MP, order {order}",
            medians[f"nb.ZoomExplorer, order {order}"],
        )
        print_row(
            what, ours, medians[f"plain ipympl, order {order}"], "ndimage.zoom + set_data on ipympl", "20 ×"
        )
        print_row(what, ours, medians["floor: 8 x 8 PNG"], "a slider that sends back 8 x 8 pixels", "0.5 ×")
    sizes = seconds_of(run(SIZES, about)[0])
    for name in ("8 MP", "32 MP"):
        print_row(f"zoom slider to painted pixels, {name}", sizes[name], sizes["1 MP"], "1 MP", "")
