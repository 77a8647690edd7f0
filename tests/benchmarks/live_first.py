"""The first picture of each explorer: from the running of a cell to painted pixels, 512 x 512, with a warm kernel.

python tests/benchmarks/live_first.py [--rounds N]
"""

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from _timing import print_row

from tests.browser.harness import Browser, Lab, Notebook

WARM = """
%matplotlib widget
import ipywidgets, matplotlib.pyplot as plt, numpy as np, nbtools as nb
from skimage.draw import disk
plt.ioff()
from skimage import data
image = data.camera()
other = image.copy()
other[disk((200, 300), 20)] //= 2
"""
CELLS = {
    "plain imshow on ipympl": "figure, axes = plt.subplots(figsize=(5.5, 5)); axes.imshow(image); figure.canvas",
    "SpotExplorer": "nb.SpotExplorer(image)",
    "DiffExplorer": "nb.DiffExplorer(image, other)",
    "ZoomExplorer": "nb.ZoomExplorer(image)",
    "ColorExplorer": "nb.ColorExplorer(image)",
    "ScaleExplorer": "nb.ScaleExplorer([image, other[:300, :200]])",
    "GridExplorer": "nb.GridExplorer(image, np.arange(512), np.arange(512))",
    "PixelExplorer": "nb.PixelExplorer(image)",
    "ProfileExplorer": "nb.ProfileExplorer(image)",
}
AREA = 150_000  # pixels of the picture at least: smaller frames are charts
# Put code into the last cell, run it, and give the ms until its picture is painted
RUN = """async ([code, area]) => {
  const { content } = window.panel;
  content.activeCellIndex = content.model.cells.length - 1;
  content.activeCell.model.sharedModel.setSource(code);
  window.frameTimes.length = 0;
  const start = performance.now();
  window.jupyterapp.commands.execute('notebook:run-cell');
  for (;;) {
    if (performance.now() > start + 20000) throw new Error(`no picture after 20 s: ${code}`);
    const frame = window.frameTimes.find(([, pixels]) => pixels >= area);
    if (frame) return frame[0] - start;
    await new Promise(done => setTimeout(done, 5));
  }
}"""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    times = {name: [] for name in CELLS}
    with (
        tempfile.TemporaryDirectory() as folder,
        Lab(folder) as lab,
        Browser() as browser,
        Notebook(lab, browser, [WARM, ""], name="first") as nb,
    ):
        for number in range(options.rounds + 1):  # the first round warms the kernel and the page
            for name, cell in CELLS.items():
                took = nb.page.evaluate(RUN, [cell, AREA])
                nb.settle()
                if number:
                    times[name].append(took / 1e3)
    plain, *ours = ((name, statistics.median(some)) for name, some in times.items())
    for name, took in ours:
        print_row(f"first picture of {name}, 512 x 512", took, plain[1], plain[0], "0.5 ×")


if __name__ == "__main__":
    main()
