"""Comparing two images of 8 million pixels: opening the explorer, and the regions."""

import matplotlib.pyplot as plt
import numpy as np
from _timing import interleaved, print_row
from scipy import ndimage
from skimage.measure import regionprops_table

import nbtools as nb

PAIR = nb.samples.changed_pair()


def open_ours():
    """Construct the explorer and paint its first picture."""
    with nb.DiffExplorer(PAIR.before, PAIR.after) as w:
        w.canvas.draw()


def open_plain():
    """Show both images with matplotlib."""
    figure, axes = plt.subplots(1, 2, figsize=(10, 4), sharex=True, sharey=True)
    for ax, image in zip(axes, (PAIR.before, PAIR.after), strict=True):
        ax.imshow(image)
    figure.canvas.draw()
    plt.close(figure)


def regions():
    """Find the differing pixels and their regions."""
    return nb.difference(PAIR.before, PAIR.after).regions


def labels():
    """Do the same with scipy and scikit-image."""
    amount = np.abs(PAIR.before - PAIR.after)
    labelled, _ = ndimage.label(amount > 0, np.ones((3, 3)))
    return regionprops_table(labelled, amount, properties=("bbox", "area", "intensity_max"))


if __name__ == "__main__":
    plt.switch_backend("agg")
    ours, plain = interleaved(open_ours, open_plain, budget=30)
    print_row("opening two images of 8 MP, first picture", ours, plain, "`imshow` of both", "1 ×")
    ours, plain = interleaved(regions, labels, repeat=3, budget=30)
    print_row("regions of two images of 8 MP", ours, plain, "`ndimage.label` + `regionprops_table`", "")
