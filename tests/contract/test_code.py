"""The code of each explorer is right for what its user has, in a notebook where the usual names are other things."""

import re

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import __main__
import nbtools as nb
from tests.cases import CASES

RNG = np.random.default_rng(0)
PICTURE = RNG.random((30, 40, 3))
IMAGE = RNG.random((30, 40))
OTHER = np.zeros((50, 60))
MASKED = np.ma.masked_less(IMAGE, 0.2)

KINDS = {
    "array": IMAGE,
    "as_image": nb.as_image(PICTURE, channel_axis=-1),
    "DataArray": xr.DataArray(
        IMAGE, dims=("y", "x"), coords={"y": np.arange(30) * 2.0, "x": np.arange(40.0)}
    ),
    "masked": MASKED,
    "list": IMAGE.tolist(),
}
STACKS = {
    "stack": RNG.random((3, 30, 40)),
    "as_stack": nb.as_stack(RNG.random((3, 30, 40))),
    "colour stack": nb.as_stack(RNG.random((3, 30, 40, 3)), channel_axis=-1),
    "one frame": RNG.random((1, 30, 40)),
    "list of frames": [IMAGE, MASKED],
}
TAKE_STACKS = {"SpotExplorer", "ProfileExplorer"}
INPUTS = [
    pytest.param(case, kind, id=f"{case}-{name}")
    for case in CASES
    for name, kind in (KINDS | (STACKS if case.explorer in TAKE_STACKS else {})).items()
]


@pytest.fixture
def notebook(monkeypatch):
    """The names of a notebook, of which those that one thinks of first are something else."""

    def name(**names):
        usual = dict.fromkeys(("image", "images", "before", "after", "z", "x", "y", "mask", "frame"), OTHER)
        for key, value in (usual | names).items():
            monkeypatch.setattr(__main__, key, value, raising=False)

    return name


def run(explorer):
    """Run the code in the notebook, and hold that it gives the same table."""
    space = dict(vars(__main__))
    exec(explorer.code(), space)
    pd.testing.assert_frame_equal(space["table"], explorer.table())
    return explorer.code().splitlines()


def given(case, kind):
    """What the explorer is given: an image, a pair of different ones, or a list."""
    changed = kind[::-1] if isinstance(kind, np.ndarray | list) else kind
    return {tuple: (kind, changed), list: [kind, changed]}.get(type(case.image), kind)


@pytest.mark.parametrize(("case", "kind"), INPUTS)
def test_inputs_are_written_by_their_names_or_read_from_the_explorer_or_checked(notebook, case, kind):
    inputs = given(case, kind)
    one, two = inputs if isinstance(inputs, tuple) else (inputs, OTHER)
    with case.make(inputs) as w:
        notebook(w=w, one=one, two=two)
        first, *code = run(w)
        assert first.startswith("# What was explored: one, ")
        assert not re.search(r"\b(image|images|before|after|z|w|assert)\b", "\n".join(code))
        notebook(one=OTHER, two=OTHER)
        first, *_ = run(w)
        assert re.match(r"# What was explored: w\.(image|before), ", first)
        notebook(w=OTHER)
        code, name = w.code(), case.arguments[0]
        assert re.match(rf"# What was explored: {name}, .*, which has no name here", code)
        space = dict(vars(__main__))
        with pytest.raises(AssertionError, match=f"{name} is not what was explored"):
            exec(code, space)
        exec(code, space | dict(zip(case.arguments, (one, two), strict=False)))


def test_a_part_of_something_with_a_name_is_written_so(notebook):
    pair = nb.samples.changed_pair(shape=(30, 40))
    notebook(pair=pair, images={"cat": IMAGE})
    with nb.DiffExplorer(pair.before, pair.after) as w:
        assert run(w)[0] == "# What was explored: pair.before, float64 (30, 40); pair.after, float64 (30, 40)"
    with nb.ColorExplorer(__main__.images["cat"]) as w:
        assert run(w)[0] == "# What was explored: images['cat'], float64 (30, 40)"


@pytest.mark.parametrize("named", [False, True])
def test_masks_and_coordinates_are_among_the_inputs(notebook, named):
    bad, rows = IMAGE < 0.5, np.arange(30) ** 2.0
    notebook(
        **(
            {"bad": bad, "rows": rows, "data": IMAGE, "flipped": (flipped := IMAGE[::-1])}
            if named
            else {"mask": bad}
        )
    )
    flipped = flipped if named else IMAGE[::-1]
    with nb.DiffExplorer(IMAGE, flipped, mask=bad) as w:
        __main__.w = w
        assert ("bad, bool (30, 40)" if named else "mask, bool (30, 40)") in run(w)[0]
    with nb.ProfileExplorer(IMAGE, mask=bad, lines=[(3, 3, 20, 20)]) as w:
        __main__.w = w
        run(w)
    with nb.GridExplorer(IMAGE, y=rows) as w:
        __main__.w = w
        assert ("rows, " if named else "w.image[2], ") in run(w)[0]
    del __main__.w


def test_an_offset_of_zero_is_in_the_code_where_the_shapes_differ(notebook):
    notebook(one=IMAGE, two=(two := IMAGE[:20]))
    with nb.DiffExplorer(IMAGE, two, offset=(0, 0)) as w:
        run(w)


def test_another_image_under_the_same_name_is_not_taken(notebook):
    notebook(image=IMAGE)
    with nb.ColorExplorer(IMAGE) as w:
        assert run(w)[0] == "# What was explored: image, float64 (30, 40)"
        notebook(w=w)
        assert run(w)[0] == "# What was explored: w.image, float64 (30, 40)"
