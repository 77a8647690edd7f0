"""Arguments that nobody means are refused in one short line that names them, or taken; never with a warning."""

import numpy as np
import pytest

import nbtools as nb

IMAGE = nb.samples.spots(n=5, shape=(30, 40), seed=3).image
ODD = [
    *(2**63, -(2**70), 10**20, 10**400, -(10**5000), 5e-324, -1e-300, 1e200, 1.7e308, np.inf, np.nan, 1j),
    *(np.ma.masked, np.arange(3), np.zeros((9, 9)), np.array(["center", "exact"]), np.array(2.5), b"x", {}),
    *(object(), list(range(100_000)), "x" * 100_000, np.int8(3), np.float16(3), True, (np.ma.masked, 1)),
    *((5e-324, 1e308), (10**29, 1), [(5e-324, 1e308)], (2**63, 2**70)),
]
CALLS = {
    (nb.find_peaks, "image"): "min_distance threshold_abs prominence invert",
    (nb.measure_disks, "image", "centers", "radius"): "centers method background",
    (nb.disk_sums, "image", "centers", "radius"): "centers radius method",
    (nb.local_sum, "image", "radius"): "radius mode",
    (nb.difference, "before", "after"): "atol rtol equal_nan offset register channel_axis",
    (nb.zoomed, "image", "center"): "center factor order mode cval channel_axis",
    (nb.zoom_roi, "image", "roi"): "roi shape order mode cval",
    (nb.line_profile, "image", "start", "end"): "order background pixel_size unit",
    (nb.contour_lines, "z", "levels"): "smoothing where xscale",
    (nb.mesh_contour, "z"): "smoothing vmin linewidths cmap filled labels",
    (nb.contact_sheet, "images"): "scale columns width gap align order percentiles vmin vmax unit",
    (nb.pixel_window, "image", "row", "col"): "row col size channel_axis",
    (nb.colorize, "image"): "cmap vmin vmax bad under over channel_axis",
    (nb.to_rgba, "data"): "cmap vmin vmax norm bad",
    (nb.as_image, "image"): "channel_axis",
}
GIVEN = {
    **dict.fromkeys(("image", "before", "after", "z", "data"), IMAGE),
    **{"centers": [(3, 4)], "radius": 3, "center": (3, 4), "roi": ((0, 0), (3, 4)), "levels": [20.0]},
    **{"start": (0, 0), "end": (9, 9), "images": [IMAGE, IMAGE[:9]], "row": 3, "col": 4},
}


@pytest.mark.parametrize(
    ("call", "names"), CALLS.items(), ids=lambda value: getattr(value[0], "__name__", "")
)
def test_an_odd_argument_is_taken_or_refused_in_a_short_line(call, names):
    function, *needed = call
    for name in names.split():
        for value in ODD:
            message = f"{name} must"
            try:
                function(**{key: GIVEN[key] for key in needed} | {name: value})
            except (TypeError, ValueError) as error:
                message = str(error)
            assert " must " in f"{message} ", (name, value)
            assert len(message) < 300
