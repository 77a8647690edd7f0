"""The table of SpotExplorer is that of measure_spots with the same parameters, whatever they are."""

import numpy as np
import pandas as pd
import pytest

import nbtools as nb


@pytest.mark.parametrize("prominence", [0.0, 5.0])
@pytest.mark.parametrize("added", [(), ((1, 3.0, 4.0),), ((1, 0.5, 60.25), (0, 5.0, 5.0))])
@pytest.mark.parametrize("options", [{}, {"method": "exact", "background": (7.0, 10.0), "invert": True}])
def test_table_is_that_of_measure_spots(prominence, added, options):
    stack = np.random.default_rng(0).poisson(nb.samples.spot_stack(frames=2, n=9, seed=0).stack.clip(0))
    threshold = 60.0 if not options else 15.0
    recipe = {"threshold_abs": threshold, "min_distance": 3, "radius": 4.5, **options}
    with nb.SpotExplorer(stack, frame=1, added=added, prominence=prominence, **recipe) as w:
        w.remove_spot(*w.result.centers[0])
        here = [point[1:] for point in added if point[0] == 1]
        expected = nb.measure_spots(
            stack[1],
            frame=1,
            add=here,
            remove=[point[1:] for point in w.removed],
            prominence=prominence or None,
            **recipe,
        )
        assert len(expected) > 2
        assert len(w.removed) == 1
        assert expected["prominence"].notna().sum() == (len(expected) - len(here) if prominence else 0)
        pd.testing.assert_frame_equal(w.table(), expected)
        space = {"image": stack}
        exec(w.code(), space)
        pd.testing.assert_frame_equal(space["table"], expected)
