"""The command `nbtools`: copies the notebooks, starts JupyterLab, ends it."""

import contextlib
import json
import re
import select
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import psutil
import pytest

from nbtools import launch


@pytest.fixture
def command(tmp_path):
    """Return the running command, started in an empty folder."""
    process = subprocess.Popen(
        [sys.executable, "-m", "nbtools.launch", "--no-browser"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    yield process
    with contextlib.suppress(psutil.NoSuchProcess):
        for child in psutil.Process(process.pid).children(recursive=True):
            child.kill()
    process.kill()
    process.wait()
    process.stdout.close()


def address(process, timeout=60):
    """Return the printed address, and the token in it."""
    printed = ""
    end = time.monotonic() + timeout
    while time.monotonic() < end:
        if select.select([process.stdout], [], [], 1)[0]:
            line = process.stdout.readline()
            printed += line
            if match := re.fullmatch(r"nbtools: open (http://\S+\?token=(\w+)) \(Ctrl-C ends it\)\n", line):
                return match.groups()
            if not line:
                break
    pytest.fail(f"no address was printed, but:\n{printed}")


def ask(url, token, data=None):
    """Return the decoded answer of the server."""
    request = urllib.request.Request(url, data=data, headers={"Authorization": f"token {token}"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT], ids=lambda ending: ending.name)
def test_serves_the_notebooks_and_leaves_nothing_running(command, tmp_path, ending):
    url, token = address(command)
    with urllib.request.urlopen(url, timeout=30) as page:
        assert page.status == 200
        assert b"JupyterLab" in page.read()
    base = url.split("/lab/")[0]
    names = [entry["name"] for entry in ask(f"{base}/api/contents/", token)["content"]]
    assert launch.FIRST in names
    assert (tmp_path / "nbtools-notebooks" / launch.FIRST).is_file()

    ask(f"{base}/api/kernels", token, data=b'{"name": "python3"}')
    family = psutil.Process(command.pid).children(recursive=True)
    kernel = next(p for p in family if "ipykernel_launcher" in " ".join(p.cmdline()))
    assert kernel.cmdline()[0] == sys.executable
    command.send_signal(ending)
    assert command.wait(30) == 0
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_the_address_needs_its_token(command):
    url, _ = address(command)
    base = url.split("/lab/")[0]
    with pytest.raises(urllib.error.HTTPError, match="403"):
        ask(f"{base}/api/contents/", "wrong")


def test_changed_files_are_kept(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    (source / "data").mkdir(parents=True)
    (source / ".ipynb_checkpoints").mkdir()
    for name in ("one.ipynb", "two.ipynb", "data/three.csv", ".ipynb_checkpoints/one.ipynb"):
        (source / name).write_text("original")
    assert launch.copy_notebooks(source, target) == []
    copied = sorted(str(p.relative_to(target)) for p in target.rglob("*") if p.is_file())
    assert copied == ["data/three.csv", "one.ipynb", "two.ipynb"]

    (target / "one.ipynb").write_text("changed")
    (target / "two.ipynb").unlink()
    assert launch.copy_notebooks(source, target) == ["one.ipynb"]
    assert (target / "one.ipynb").read_text() == "changed"
    assert (target / "two.ipynb").read_text() == "original"


def test_without_jupyterlab_it_says_what_to_install(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(launch.importlib.util, "find_spec", lambda name: None)
    assert launch.main(["--dir", str(tmp_path / "new")]) == 1
    assert 'pip install "nbtools-imaging[demo]"' in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_a_taken_port_is_named(capsys, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert launch.main(["--port", str(port), "--dir", str(tmp_path)]) == 1
    assert f"port {port} cannot be used" in capsys.readouterr().err


def test_a_file_in_the_way_is_named(capsys, tmp_path):
    (tmp_path / "file").touch()
    assert launch.main(["--dir", str(tmp_path / "file")]) == 1
    assert str(tmp_path / "file") in capsys.readouterr().err
