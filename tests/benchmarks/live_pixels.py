"""PixelExplorer: slider -> painted pixels in a real JupyterLab, 4000 x 4000 pixels, and the floor and plain ipympl.

python tests/benchmarks/live_pixels.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row

IMAGE = """
import numpy as np
image = np.random.default_rng(0).integers(0, 1000, (4000, 4000))
"""

# what is written by hand: imshow and one text for each pixel in view, and another window at each step
PLAIN = """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
plt.ioff()
figure, axes = plt.subplots(figsize=(5.5, 4.7))
axes.imshow(image, interpolation="none")
texts = [[axes.text(0, 0, "", ha="center", va="center", fontsize=8, color="w") for _ in range(15)] for _ in range(13)]
def show(top):
    axes.set(xlim=(1999.5, 2014.5), ylim=(top + 12.5, top - 0.5))
    for i, line in enumerate(texts):
        for j, text in enumerate(line):
            text.set(position=(2000 + j, top + i), text=str(image[top + i, 2000 + j]))
    figure.canvas.draw_idle()
row = ipywidgets.IntSlider(description="row", value=0, min=0, max=3980)
row.observe(lambda change: show(row.value), "value")
show(0)
display(ipywidgets.VBox([row, figure.canvas]))
"""

OURS = """
import nbtools as nb
w = nb.PixelExplorer(image)
{look}
w
"""

NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl, 195 numbers": (IMAGE + PLAIN, "row", 100_000),
    "nb.PixelExplorer, whole image": (IMAGE + OURS.format(look=""), "row (px)", 100_000),
    # each step moves the view, as the marked pixel leaves it
    "nb.PixelExplorer, 195 numbers": (
        IMAGE + OURS.format(look="w.row = 0; w.look_at(((-12, 2000), (1, 2015))); w.col = 2007"),
        "row (px)",
        100_000,
    ),
}

if __name__ == "__main__":
    medians = seconds_of(run(NOTEBOOKS, __doc__.splitlines()[0])[0])
    floor, plain = medians["floor: 8 x 8 PNG"], medians["plain ipympl, 195 numbers"]
    for what in ("whole image", "195 numbers"):
        ours = medians[f"nb.PixelExplorer, {what}"]
        told = f"row slider to painted pixels, 4000 x 4000, {what}"
        print_row(told, ours, floor, "a slider that sends back 8 x 8 pixels", "0.5 ×")
        print_row(told, ours, plain, "imshow and 195 texts on ipympl", "10 ×")
