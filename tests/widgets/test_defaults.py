"""What is set once for all holds for every explorer and function, until an argument or another setting wins."""

import inspect

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import ListedColormap

import nbtools as nb
from tests.cases import CASES

IMAGE = np.arange(12.0).reshape(3, 4)
OWN = "viridis"


@pytest.fixture(autouse=True)
def as_before():
    yield
    nb.set_defaults(cmap=None)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_explorer_begins_with_one_colormap_and_with_the_one_that_is_set(case):
    with case.make() as before:
        assert before.cmap == OWN
        with nb.set_defaults(cmap="magma"), case.make() as w:
            assert w.cmap == "magma"
            assert w.reset().cmap == "magma"
            with case.make(cmap="bone") as told:
                assert told.cmap == "bone"
        assert before.cmap == OWN
    with case.make() as w, mpl.rc_context({"image.cmap": "gray"}):
        assert w.cmap == OWN


@pytest.mark.parametrize("name", [name for name in nb.__all__ if inspect.isfunction(getattr(nb, name))])
def test_every_function_that_colours_has_the_same_colormap_of_its_own(name):
    cmap = inspect.signature(getattr(nb, name)).parameters.get("cmap")
    assert cmap is None or cmap.default == OWN or name == "set_defaults"


def test_functions_colour_with_what_is_set(tmp_path):
    mine = ListedColormap(["red", "lime", "blue"], name="mine")
    for cmap in ("gray", mine):
        nb.set_defaults(cmap=cmap)
        wanted = nb.to_rgba(IMAGE, cmap=cmap)
        assert not np.array_equal(wanted, nb.to_rgba(IMAGE, OWN))
        np.testing.assert_array_equal(nb.to_rgba(IMAGE), wanted)
        np.testing.assert_array_equal(nb.colorize(IMAGE).rgba, wanted)
        path = nb.save_png(tmp_path / "a.png", IMAGE, overwrite=True)
        np.testing.assert_array_equal(nb.read_png(path).rgba, wanted)
        assert nb.contact_sheet([IMAGE, IMAGE]).cmap is cmap
        assert nb.mesh_contour(IMAGE).mappable.get_cmap().name == getattr(cmap, "name", cmap)
        colors = np.zeros((3, 4, 3), np.uint8)
        assert nb.to_rgba(colors).shape == (3, 4, 4)
        nb.save_png(tmp_path / "b.png", colors)
        (tmp_path / "b.png").unlink()
        nb.save_png(tmp_path / "b.png", IMAGE.astype(np.uint8), cmap=None, bits=8, overwrite=True)
        (tmp_path / "b.png").unlink()
    with pytest.raises(ValueError, match="cmap must not be given for data that are colours already"):
        nb.to_rgba(colors, "magma")


def test_settings_are_kept_brought_back_and_checked():
    assert nb.set_defaults().cmap == OWN
    nb.set_defaults(cmap="gray")
    assert nb.set_defaults().cmap == "gray"
    with nb.set_defaults(cmap="magma") as outer:
        assert outer.cmap == "magma"
        with nb.set_defaults(colormap="bone"):
            assert nb.set_defaults().cmap == "bone"
        assert nb.set_defaults().cmap == "magma"
    assert nb.set_defaults().cmap == "gray"
    with pytest.raises(ValueError, match="cmap must be a colormap or the name of one that matplotlib knows"):
        nb.set_defaults(cmap="greyish")
    with pytest.raises(ValueError, match="cmap must be a colormap"):
        nb.set_defaults(cmap=3)
    with pytest.raises(TypeError, match="has no argument 'camp'; did you mean cmap"):
        nb.set_defaults(camp="gray")
    assert nb.set_defaults().cmap == "gray"
    assert repr(nb.set_defaults(cmap=None)) == "Defaults(cmap='viridis')"


def test_the_code_names_the_colormap_that_was_set():
    with nb.set_defaults(cmap="magma"), nb.ColorExplorer(IMAGE) as w:
        code, shown = w.code(), w.rgba()
    space = {"image": IMAGE}
    exec(code, space)
    np.testing.assert_array_equal(space["rgba"], shown)
