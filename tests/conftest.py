"""What all tests share: which files are tests, their order, and reproducible random examples."""

from collections import Counter
from pathlib import Path

import hypothesis
import pytest

ROOT = Path(__file__).parent.parent

collect_ignore = ["benchmarks"]  # scripts, run by hand

hypothesis.settings.register_profile(
    "nbtools",
    deadline=None,  # a busy machine is no failure
    derandomize=True,  # a failure comes again on the next machine
)
hypothesis.settings.load_profile("nbtools")


def pytest_collection_modifyitems(items):
    """Run the quick tests first, then the notebooks, then the browser, whose event loop lives to the end.

    In each part, files with many tests come first: both processes are busy to the end.
    """
    sizes = Counter(item.path for item in items)

    def rank(item):
        folders = item.path.relative_to(ROOT).parts
        return ("notebooks" in folders) + 2 * ("browser" in folders), -sizes[item.path]

    items.sort(key=rank)


@pytest.fixture(scope="session")
def root():
    """Return the folder of the checkout."""
    return ROOT


@pytest.fixture(autouse=True)
def _errors_are_raised(monkeypatch):
    """Let an error in an explorer's callback fail the test, instead of standing beside the widget."""
    from nbtools.widgets.base.explorer import Explorer

    monkeypatch.setattr(Explorer, "raise_errors", True)
