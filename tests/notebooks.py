"""Run the notebooks and keep them as a web page shows them: outputs and pictures, no kernel needed.

    python tests/notebooks.py [NAME...]

Widgets leave their picture behind, and nothing else: no state, no times, no names of this machine.
"""

import sys
from pathlib import Path

import nbformat
from nbconvert.preprocessors import ExecutePreprocessor

FOLDER = Path(__file__).resolve().parent.parent / "notebooks"
VIEW = "application/vnd.jupyter.widget-view+json"


def strip(book):
    """Remove what only a running kernel can use, and what differs from run to run."""
    book.metadata = {
        "kernelspec": book.metadata["kernelspec"],
        "language_info": {"name": "python"},
    }
    for cell in book.cells:
        cell.metadata = {}
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if VIEW not in output.get("data", {})]
    return book


def main(names):
    """Run the notebooks with these names, or all, and save them in place."""
    for path in sorted(FOLDER.glob("*.ipynb")):
        if names and path.stem not in names:
            continue
        book = nbformat.read(path, as_version=4)
        ExecutePreprocessor(timeout=300, store_widget_state=False).preprocess(
            book, {"metadata": {"path": str(FOLDER)}}
        )
        nbformat.write(strip(book), path)
        print(f"{path.name}: {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(sys.argv[1:])
