"""mesh_contour against pcolormesh and contour: construction and first draw with Agg, 10 levels, 2000 x 2000.

python tests/benchmarks/mesh.py
"""

import numpy as np
from _timing import interleaved, print_row
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

import nbtools as nb

N = 2000
V, U = np.mgrid[-3 : 3 : N * 1j, -3 : 3 : N * 1j]
Z = np.sin(2 * U) * np.cos(3 * V) + 0.3 * U
TURN = np.deg2rad(20)
GRIDS = {
    "even": (U[0], V[:, 0]),
    "uneven": (U[0] + 0.1 * U[0] ** 2 / 2, V[:, 0] ** 3 + V[:, 0]),
    "turned": (U * np.cos(TURN) - V * np.sin(TURN), U * np.sin(TURN) + V * np.cos(TURN)),
}
LEVELS = np.linspace(-1.5, 1.5, 10)


def new():
    figure = Figure((6.4, 4.8), dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_subplot()


def ours(x, y):
    ax = new()
    nb.mesh_contour(Z, x, y, levels=LEVELS, ax=ax, colors="black")
    ax.figure.canvas.draw()


def theirs(x, y):
    ax = new()
    ax.pcolormesh(x, y, Z, shading="nearest")
    ax.contour(x, y, Z, LEVELS, colors="black", linestyles="solid", linewidths=1)
    ax.figure.canvas.draw()


if __name__ == "__main__":
    for name, grid in GRIDS.items():
        times = interleaved(lambda g=grid: ours(*g), lambda g=grid: theirs(*g), repeat=3, budget=60)
        goal = "10 ×" if name != "turned" else ""
        print_row(f"mesh and contour, {N} x {N}, {name}", *times, "pcolormesh + contour", goal)
