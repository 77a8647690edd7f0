"""Intensity along lines, against scikit-image: pixels far from the line should cost nothing.

python tests/benchmarks/line_profile.py
"""

import numpy as np
from _timing import interleaved, print_row
from skimage.measure import profile_line

from nbtools.compute.profile.profile import line_profile

image = np.random.default_rng(0).normal(100, 10, (2000, 4000))
LINES = {"along a row": ((1000, 10), (1000, 3990)), "slanted": ((10, 10), (1990, 3990))}


def main():
    """Print all rows."""
    for name, ends in LINES.items():
        for width, order in ((1, 1), (9, 1), (1, 3)):
            ours, by_skimage = interleaved(
                lambda ends=ends, width=width, order=order: line_profile(image, *ends, width, order),
                lambda ends=ends, width=width, order=order: profile_line(
                    image, *ends, linewidth=width, order=order
                ),
            )
            what = f"`line_profile` {name}, 2000 × 4000, width {width}, order {order}"
            print_row(what, ours, by_skimage, "`profile_line`", "")


if __name__ == "__main__":
    main()
