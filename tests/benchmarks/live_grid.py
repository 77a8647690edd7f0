"""GridExplorer: levels slider -> painted pixels in a real JupyterLab, against plain ipympl and the echo floor, 8 MP.

python tests/benchmarks/live_grid.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row

FIELD = """
import numpy as np
v, u = np.mgrid[-3:3:2000j, -3:3:4000j]
z = np.sin(2 * u) * np.cos(3 * v) + 0.3 * u
"""

PLAIN = """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt
plt.ioff()
figure, axes = plt.subplots(figsize=(5.5, 3))
axes.imshow(z, aspect="auto")
shift = ipywidgets.FloatSlider(description="levels", value=0, min=0, max=0.3, step=0.01)
lines = None
def update(change):
    global lines
    if lines is not None:
        lines.remove()
    lines = axes.contour(z, np.linspace(-1.5, 1.2, 10) + shift.value, colors="k")
    figure.canvas.draw_idle()
update(None)
shift.observe(update, "value")
display(ipywidgets.VBox([shift, figure.canvas]))
"""

# 10 levels that move at each step: about so many round ones would stay where they are for some steps
OURS = """
import ipywidgets, nbtools as nb
w = nb.GridExplorer(z, at=np.linspace(-1.5, 1.2, 10))
shift = ipywidgets.FloatSlider(description="shift", value=0, min=0, max=0.3, step=0.01)
def update(change):
    w.steer("at", tuple((np.linspace(-1.5, 1.2, 10) + shift.value).tolist()))
shift.observe(update, "value")
display(ipywidgets.VBox([shift, w]))
"""

NOTEBOOKS = {
    "floor: 8 x 8 PNG": (FLOOR, "radius", 64),
    "plain ipympl": (FIELD + PLAIN, "levels", 100_000),
    "nb.GridExplorer": (FIELD + OURS, "shift", 100_000),
}

if __name__ == "__main__":
    medians = seconds_of(run(NOTEBOOKS, __doc__.splitlines()[0])[0])
    what, ours = "levels slider to painted pixels, 8 MP, 10 levels", medians["nb.GridExplorer"]
    print_row(what, ours, medians["plain ipympl"], "contour on ipympl", "")
    print_row(what, ours, medians["floor: 8 x 8 PNG"], "a slider that sends back 8 x 8 pixels", "0.5 ×")
