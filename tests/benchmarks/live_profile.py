"""ProfileExplorer: slider -> painted pixels in a real JupyterLab, against plain ipympl, the echo floor, large images.

python tests/benchmarks/live_profile.py [--steps N] [--rounds N] [--shots]
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
from skimage.measure import profile_line
plt.ioff()
figure, (above, below) = plt.subplots(2, figsize=(5.5, 5))
rows, cols = image.shape
ends = lambda row: ((row, cols // 10), (rows // 2, cols * 9 // 10))
above.imshow(image, interpolation="none")
line, = above.plot([cols // 10, cols * 9 // 10], [0, rows // 2])
curve, = below.plot(profile_line(image, *ends(0), linewidth={width}))
below.set_ylim(0, 1)
row = ipywidgets.FloatSlider(description="row", value=0, min=0, max=rows - 1, step=0.5)
def update(change):
    (row0, col0), (row1, col1) = ends(row.value)
    line.set_data([col0, col1], [row0, row1])
    values = profile_line(image, (row0, col0), (row1, col1), linewidth={width})
    curve.set_data(range(len(values)), values)
    figure.canvas.draw_idle()
row.observe(update, "value")
display(ipywidgets.VBox([row, figure.canvas]))
"""

OURS = """
import nbtools as nb
w = nb.ProfileExplorer(image, width={width})
w
"""

SHAPES = {"1 MP": (700, 1400), "8 MP": (2000, 4000), "32 MP": (4000, 8000)}
EIGHT = IMAGE.format(shape=SHAPES["8 MP"])
WIDTH = 9

NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl": (EIGHT + PLAIN.format(width=WIDTH), "row", 100_000),
    "nb.ProfileExplorer": (EIGHT + OURS.format(width=WIDTH), "row of start (px)", 100_000),
}
SIZES = {
    name: (IMAGE.format(shape=shape) + OURS.format(width=WIDTH), "row of start (px)", 100_000)
    for name, shape in SHAPES.items()
}

if __name__ == "__main__":
    about = __doc__.splitlines()[0]
    medians = seconds_of(run(NOTEBOOKS, about)[0])
    what, ours = "line slider to painted pixels, 8 MP", medians["nb.ProfileExplorer"]
    print_row(what, ours, medians["plain ipympl"], "profile_line + set_data on ipympl", "10 ×")
    print_row(what, ours, medians["floor: 8 x 8 PNG"], "a slider that sends back 8 x 8 pixels", "0.5 ×")
    sizes = seconds_of(run(SIZES, about)[0])
    for name in ("8 MP", "32 MP"):
        print_row(f"line slider to painted pixels, {name}", sizes[name], sizes["1 MP"], "1 MP", "")
