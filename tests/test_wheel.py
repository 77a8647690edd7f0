"""What is in the wheel and the source archive, and that the wheel works on its own."""

import email
import os
import subprocess
import sys
import tarfile
import zipfile

import pytest

import nbtools


@pytest.fixture(scope="module")
def built(tmp_path_factory, root):
    """Build the wheel and the source archive without network; return their folder."""
    folder = tmp_path_factory.mktemp("dist")
    command = [
        sys.executable,
        "-m",
        "build",
        "--no-isolation",
        "--wheel",
        "--sdist",
        "--outdir",
        folder,
        root,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built):
    """Return the opened wheel."""
    (path,) = built.glob("*.whl")
    with zipfile.ZipFile(path) as archive:
        yield archive


def in_package(folder):
    """Return the relative names of all files in a folder that belong to the project."""
    files = (p.relative_to(folder) for p in folder.rglob("*") if p.is_file())
    return {p.as_posix() for p in files if not any(s == "__pycache__" or s.startswith(".") for s in p.parts)}


def test_wheel_holds_the_package_and_the_notebooks(wheel, root):
    names = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {f"nbtools/{name}" for name in in_package(root / "nbtools")}
    expected |= {f"nbtools/notebooks/{name}" for name in in_package(root / "notebooks")}
    assert names == expected
    assert {"nbtools/py.typed", "nbtools/notebooks/start_here.ipynb"} <= names


def test_wheel_names_itself(wheel):
    (path,) = [name for name in wheel.namelist() if name.endswith("/METADATA")]
    about = email.message_from_bytes(wheel.read(path))
    assert (about["Name"], about["Version"]) == ("nbtools-imaging", nbtools.__version__)
    assert about["License-Expression"] == "BSD-3-Clause"
    assert path.replace("METADATA", "licenses/LICENSE") in wheel.namelist()
    entry_points = wheel.read(path.replace("METADATA", "entry_points.txt")).decode()
    assert "nbtools = nbtools.launch:main" in entry_points


def test_installed_wheel_works_outside_the_checkout(wheel, tmp_path):
    wheel.extractall(tmp_path / "site")
    code = (
        "import socket; socket.socket.connect = socket.create_connection = None;"  # no network
        "import nbtools, nbtools.launch as launch; from nbtools import *;"
        "print(nbtools.__file__, launch.notebooks_folder(), sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    package = tmp_path / "site" / "nbtools"
    assert done.stdout.split("\n")[:2] == [str(package / "__init__.py"), str(package / "notebooks")]


def test_source_archive_holds_all_that_is_needed_to_test_it(built):
    (path,) = built.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "LICENSE",
        "pyproject.toml",
        ".ci/run",
        "nbtools/py.typed",
        "notebooks/start_here.ipynb",
        "tests/conftest.py",
        "tests/browser/harness.py",
    } <= names
    assert not any(name.startswith(("tests/artefacts", ".venv", "nbtools-notebooks")) for name in names)
