"""The public names of `nbtools`, and what importing them costs."""

import subprocess
import sys

import pytest

import nbtools

HEAVY = {"scipy", "skimage", "pandas", "tqdm", "ipympl", "anywidget", "xarray", "dask"}


def run(code):
    """Run code in a new Python and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_is_sorted_and_complete():
    assert nbtools.__all__ == sorted(set(nbtools.__all__))
    assert set(nbtools.__all__) <= set(dir(nbtools))


@pytest.mark.parametrize("name", nbtools.__all__)
def test_public_names_are_there_and_documented(name):
    assert getattr(nbtools, name).__doc__


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'find_peeks'"):
        _ = nbtools.find_peeks


def test_import_is_light():
    code = (
        "import sys, matplotlib, ipywidgets, numpy; before = set(sys.modules); import nbtools;"
        "print(*{name.split('.')[0] for name in set(sys.modules) - before})"
    )
    assert HEAVY & set(run(code).split()) == set()


def test_the_functions_need_no_widget_library():
    code = (
        "import sys, nbtools; nbtools.find_peaks, nbtools.disk_sums, nbtools.measure_stack;"
        "print(*{name.split('.')[0] for name in sys.modules})"
    )
    assert {"ipywidgets", "ipympl", "scipy", "skimage", "pandas", "tqdm"} & set(run(code).split()) == set()


def test_import_has_no_side_effect():
    code = (
        # read as a plain dict: rcParams itself resolves the backend, and for that imports pyplot
        "import sys, numpy, matplotlib as mpl; rc = [*dict.items(mpl.rcParams)]; err = numpy.geterr();"
        "from nbtools import *;"
        "assert [*dict.items(mpl.rcParams)] == rc; assert numpy.geterr() == err;"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    assert run(code) == ""
