"""One browser and one JupyterLab for all browser tests."""

from contextlib import ExitStack

import pytest
from playwright.sync_api import expect

from tests.browser.harness import Browser, Lab, Pages

expect.set_options(timeout=30_000)  # a busy machine is no failure


@pytest.fixture(scope="session")
def browser():
    """Return a headless Chromium."""
    with Browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def lab(tmp_path_factory):
    """Return a JupyterLab server on an empty folder."""
    with Lab(tmp_path_factory.mktemp("lab")) as lab:
        yield lab


@pytest.fixture(scope="session")
def pages(lab, browser):
    """Return the notebooks that tests take one after the other."""
    with Pages(lab, browser) as pages:
        yield pages


@pytest.fixture
def open_notebook(pages, request):
    """Return a function that shows and runs code cells in a notebook; its last state is kept as a picture."""
    with ExitStack() as opened:

        def open_notebook(*cells, **options):
            name = f"{request.node.name}-{len(notebooks)}"
            notebooks.append(opened.enter_context(pages.show(list(cells), name=name, **options)))
            return notebooks[-1]

        notebooks = []
        yield open_notebook
        for notebook in notebooks:
            notebook.screenshot()


@pytest.fixture(params=[True, False], ids=["subshell", "main"])
def subshells(request):
    """Run the test twice: widget messages on a subshell of the kernel, and on its main thread."""
    return request.param
