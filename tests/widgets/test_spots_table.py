"""The table of SpotExplorer is that of measure_spots with the same parameters, whatever they are."""

import json

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


SAMPLE = nb.samples.spots(n=9, shape=(90, 100), gain=2.0, read_noise=4.0, seed=1)
FILM = nb.samples.spot_stack(frames=3, n=5, shape=(70, 80), seed=2).stack
ERRORS = np.random.default_rng(0).uniform(0.5, 2, FILM.shape)
RECIPE = {"threshold_abs": 30.0, "radius": 5.0, "background": (8.0, 12.0)}


@pytest.mark.parametrize(
    ("image", "error", "here", "written"),
    [
        (SAMPLE.image, SAMPLE.error, SAMPLE.error, "error=error,"),
        (SAMPLE.image, np.float64(1.5), 1.5, "error=1.5,"),
        (FILM, ERRORS, ERRORS[1], "error=error[1],"),
        (FILM, ERRORS[0], ERRORS[0], "error=error,"),
        (FILM, 2, 2, "error=2.0,"),
    ],
)
def test_errors_are_those_of_measure_spots_and_in_the_code(image, error, here, written):
    stack = image.ndim == 3
    known = {"gain": 2.0, "background_method": "mean"}
    with nb.SpotExplorer(image, error=error, **RECIPE, **known) as w:
        if stack:
            w.frame = 1
        expected = nb.measure_spots(
            image[1] if stack else image,
            frame=int(stack),
            error=here,
            min_distance=w.min_distance,
            **RECIPE,
            **known,
        )
        assert len(expected) > 2
        assert set(expected["err_from"]) == {"error+gain"}
        pd.testing.assert_frame_equal(w.table(), expected)
        assert written in w.code()
        space = {"image": image, "error": error}
        exec(w.code(), space)
        pd.testing.assert_frame_equal(space["table"], expected)
        if stack:
            every = nb.measure_stack(
                image, progress=False, error=error, min_distance=w.min_distance, **RECIPE, **known
            )
            pd.testing.assert_frame_equal(w.measure_all(progress=False), every)
            assert len(every) > len(expected)


def test_gain_and_read_noise_are_kept_in_the_state():
    with nb.SpotExplorer(SAMPLE.image, gain=2.0, read_noise=4.0, **RECIPE) as w:
        expected = nb.measure_spots(
            SAMPLE.image, min_distance=w.min_distance, gain=2.0, read_noise=4.0, **RECIPE
        )
        pd.testing.assert_frame_equal(w.table(), expected)
        state = json.loads(json.dumps(w.state()))
        w.set(gain=None, background_method="mode")
        assert set(w.table()["err_from"]) == {"ring"}
        assert "noise" not in w.code()  # a read noise without gain says nothing
        assert "background_method='mode'" in w.code()
        w.undo()
        pd.testing.assert_frame_equal(w.table(), expected)
        w.background = None
        assert "background_method" not in w.code()
    with nb.SpotExplorer(SAMPLE.image, **state) as again:
        pd.testing.assert_frame_equal(again.table(), expected)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"error": -1}, "error must be >= 0, got -1"),
        ({"error": ERRORS}, r"error must have the shape \(90, 100\) of a frame"),
        ({"error": -SAMPLE.error}, "error must be >= 0, got -"),
        ({"gain": 0}, "gain must be > 0 electrons per count, got 0"),
        ({"read_noise": -1}, "read_noise must be >= 0 electrons, got -1"),
    ],
)
def test_wrong_noise_makes_no_explorer(given, message):
    with pytest.raises(ValueError, match=message):
        nb.SpotExplorer(SAMPLE.image, **given)


def test_growth_curves_follow_the_background_method():
    with nb.SpotExplorer(SAMPLE.image, **RECIPE) as w:
        before = w.curves[1]
        w.background_method = "mean"
        assert not np.array_equal(w.curves[1], before)
