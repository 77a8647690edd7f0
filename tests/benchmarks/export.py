"""An array to coloured pixels and to a PNG file against matplotlib: 8 million float64, smooth and noisy."""

import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from _timing import interleaved, print_row
from matplotlib import colormaps
from matplotlib.colors import Normalize
from PIL import Image

from nbtools.compute.color.to_rgba import to_rgba
from nbtools.draw.export import save_png

ROWS, COLS = 2000, 4000
rng = np.random.default_rng(0)
row, col = np.mgrid[:ROWS, :COLS]
smooth = np.sin(col / 300) * np.cos(row / 200) + col / COLS
PICTURES = {"smooth": smooth, "noisy": rng.normal(100, 15, (ROWS, COLS))}


def decoded(file):
    """Return the RGBA of a file."""
    with Image.open(file) as picture:
        return np.array(picture.convert("RGBA"))


def files(kind, data, folder):
    """Print the rows of files: the time, and then how many bytes; check that the pixels are the same."""
    ours, theirs = folder / "ours.png", folder / "theirs.png"
    fast, slow = interleaved(
        lambda: save_png(ours, data, overwrite=True),
        lambda: plt.imsave(theirs, data, cmap="viridis", origin="upper"),
        repeat=3,
    )
    print_row(f"`save_png`, 2000 × 4000 float64, {kind}", fast, slow, "plt.imsave", "5 ×")
    np.testing.assert_array_equal(decoded(ours), decoded(theirs))
    sizes = [file.stat().st_size / 1e6 for file in (ours, theirs)]
    goal = f"{sizes[1] / sizes[0]:.3g} × smaller | 1 × |"
    print(
        f"| the same, size of the file | {sizes[0]:.2f} MB | plt.imsave: {sizes[1]:.2f} MB | {goal}",
        flush=True,
    )


def pixels(kind, data):
    """Print the rows of pixels in memory, the last one against a copy of the array."""
    cmap = colormaps["viridis"]
    found = np.empty_like(data)
    ours, theirs, copy = interleaved(
        lambda: to_rgba(data),
        lambda: cmap(Normalize()(data), bytes=True),  # which finds the limits, too
        lambda: np.copyto(found, data),
    )
    np.testing.assert_array_equal(to_rgba(data), cmap(Normalize()(data), bytes=True))
    print_row(f"`to_rgba`, 2000 × 4000 float64, {kind}", ours, theirs, "cmap(norm(data), bytes=True)", "3 ×")
    print_row("the same, against one pass over memory", ours, copy, "a copy of the array", "0.5 ×")


def main():
    """Print all rows."""
    with tempfile.TemporaryDirectory() as folder:
        for kind, data in PICTURES.items():
            files(kind, data, Path(folder))
            pixels(kind, data)


if __name__ == "__main__":
    main()
