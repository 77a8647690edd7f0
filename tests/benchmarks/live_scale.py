"""ScaleExplorer: scale slider -> painted pixels with 45 images in a real JupyterLab, against imshow, and the floor.

python tests/benchmarks/live_scale.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row

IMAGES = """
import nbtools as nb
images = nb.samples.chromosomes(n=45).images
"""

PLAIN = """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
plt.ioff()
figure = plt.figure(figsize=(5.5, 4))
axes = figure.subplots(5, 9)
for ax, (title, image) in zip(axes.flat, images.items()):
    ax.imshow(image, cmap="gray", interpolation="none")
    ax.set_title(title, fontsize=6)
    ax.axis("off")
scale = ipywidgets.IntSlider(description="scale", value=1, min=1, max=50)
def update(change):
    for ax, image in zip(axes.flat, images.values()):
        middle = ax.get_position().get_points().mean(axis=0)
        rows, cols = image.shape
        width, height = cols * scale.value / 10 / 550, rows * scale.value / 10 / 400
        ax.set_position((*(middle - (width / 2, height / 2)), width, height))
    figure.canvas.draw_idle()
scale.observe(update, "value")
display(ipywidgets.VBox([scale, figure.canvas]))
"""

OURS = """
w = nb.ScaleExplorer(images, cmap="gray", pixel_size=0.125, unit="µm")
w
"""

NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl, 45 axes": (IMAGES + PLAIN, "scale", 100_000),
    "nb.ScaleExplorer, scale": (IMAGES + OURS, "scale (px)", 100_000),
    "nb.ScaleExplorer, gap": (IMAGES + OURS, "gap (px)", 100_000),
}

if __name__ == "__main__":
    medians = seconds_of(run(NOTEBOOKS, __doc__.splitlines()[0])[0])
    for slider in ("scale", "gap"):
        what, ours = f"{slider} slider to painted pixels, 45 images", medians[f"nb.ScaleExplorer, {slider}"]
        print_row(what, ours, medians["plain ipympl, 45 axes"], "45 axes moved on ipympl", "10 ×")
        print_row(what, ours, medians["floor: 8 x 8 PNG"], "a slider that sends back 8 x 8 pixels", "0.5 ×")
