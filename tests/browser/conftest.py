"""One browser and one JupyterLab for all browser tests."""

import pytest
from playwright.sync_api import expect

from tests.browser.harness import Browser, Lab, Notebook

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


@pytest.fixture
def open_notebook(lab, browser, request):
    """Return a function that opens and runs a notebook of code cells; its last state is kept as a picture."""
    notebooks = []

    def open_notebook(*cells, **options):
        notebook = Notebook(
            lab, browser, list(cells), name=f"{request.node.name}-{len(notebooks)}", **options
        )
        notebooks.append(notebook)
        return notebook

    yield open_notebook
    for notebook in notebooks:
        notebook.screenshot()
        notebook.close()


@pytest.fixture(params=[True, False], ids=["subshell", "main"])
def subshells(request):
    """Run the test twice: widget messages on a subshell of the kernel, and on its main thread."""
    return request.param
