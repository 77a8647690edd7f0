"""Sliders of all explorers -> painted pixels in one real JupyterLab, against the echo floor, each kernel in turns.

python tests/benchmarks/live_floor.py [--steps N] [--rounds N] [--shots]
"""

from _live import FLOOR, run, seconds_of
from _timing import print_row
from live_color import NOTEBOOKS as COLORS
from live_diff import NOTEBOOKS as DIFFS
from live_grid import NOTEBOOKS as GRIDS
from live_scale import NOTEBOOKS as SCALES
from live_spots import NOTEBOOKS as SPOTS
from live_zoom import NOTEBOOKS as ZOOMS

FLOOR_NAME = "floor: 8 x 8 PNG"


def ours(notebooks, nth=0):
    """Give the cell, the slider and the least area of one of the notebooks that are ours."""
    return [about for name, about in notebooks.items() if name.startswith("nb.")][nth]


def cells():
    """Give the notebooks by what their slider does."""
    spots, diff = ours(SPOTS), ours(DIFFS)
    return {
        FLOOR_NAME: (FLOOR, "radius", 64),
        "radius, 568 spots": spots,
        "threshold, spots": (spots[0], "threshold", spots[2]),
        "threshold, differences of 8 MP": diff,
        "curtain": (diff[0].replace("after)", "after, mode='curtain')"), "divider (%)", diff[2]),
        "limits, 8 MP": ours(COLORS),
        "zoom, order 0": ours(ZOOMS, 0),
        "zoom, order 1": ours(ZOOMS, 1),
        "levels, 8 MP": ours(GRIDS),
        "scale, 45 images": ours(SCALES),
    }


def main():
    medians = seconds_of(run(cells(), __doc__.splitlines()[0])[0])
    floor = medians.pop(FLOOR_NAME)
    for name, took in medians.items():
        print_row(
            f"slider to painted pixels: {name}", took, floor, "a slider that sends back 8 x 8 pixels", ""
        )


if __name__ == "__main__":
    main()
