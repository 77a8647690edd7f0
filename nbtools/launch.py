"""The command ``nbtools``: JupyterLab on a working copy of the notebooks.

The notebooks travel in the wheel. They are copied to a folder of the user's, where they can be run and
changed; a later start adds what is missing there and leaves every other file alone.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from filecmp import cmp
from pathlib import Path

FIRST = "start_here.ipynb"
NO_LAB = 'nbtools: JupyterLab is not installed. Install it with: pip install "nbtools-imaging[demo]"'


def notebooks_folder() -> Path:
    """Folder of the notebooks: inside an installed package, or beside it in a checkout."""
    here = Path(__file__).resolve().parent
    for folder in (here / "notebooks", here.parent / "notebooks"):
        if (folder / FIRST).is_file():
            return folder
    raise FileNotFoundError(f"no notebooks in or beside {here}")


def copy_notebooks(source: Path, target: Path) -> list[str]:
    """Copy the files of `source` that `target` lacks; no existing file is ever written.

    Parameters
    ----------
    source, target : Path
        Folders; `target` is made when it is missing.

    Returns
    -------
    list of str
        Names of the files in `target` that differ from those in `source`, and were kept.
    """
    kept = []
    for file in sorted(source.rglob("*")):
        name = file.relative_to(source)
        if file.is_dir() or any(part.startswith((".", "__")) for part in name.parts):
            continue
        copy = target / name
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)
        elif not cmp(file, copy, shallow=False):
            kept.append(str(name))
    return kept


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command with the given arguments (default: those of the process); return its exit code."""
    options = parse(argv)
    if importlib.util.find_spec("jupyterlab") is None:
        print(NO_LAB, file=sys.stderr)
        return 1
    target = options.dir.resolve()
    try:
        kept = copy_notebooks(notebooks_folder(), target)
        port = free_port(options.port)
    except OSError as error:
        print(f"nbtools: {error}", file=sys.stderr)
        return 1
    print(f"nbtools: notebooks are in {target}", flush=True)
    if kept:
        print(f"nbtools: kept your own {', '.join(kept)} (--dir gives a fresh copy elsewhere)", flush=True)

    # All end the command as Ctrl-C does, also where Ctrl-C is ignored, as behind nohup.
    for name in {"SIGINT", "SIGTERM", "SIGHUP"} & set(dir(signal)):
        signal.signal(getattr(signal, name), signal.default_int_handler)
    token = secrets.token_hex(16)
    server = start_lab(target, port, token, browser=not options.no_browser)
    try:
        if wait_until_up(server, port):
            url = f"http://127.0.0.1:{port}/lab/tree/{FIRST}?token={token}"
            print(f"nbtools: open {url} (Ctrl-C ends it)", flush=True)
        return 1 if server.wait() else 0
    except KeyboardInterrupt:
        return 0
    finally:
        end(server)


def parse(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser("nbtools", description="Open JupyterLab on a copy of the notebooks.")
    parser.add_argument("--dir", type=Path, default="nbtools-notebooks", help="where (default: %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="only print the address")
    return parser.parse_args(argv)


def free_port(wanted: int = 0) -> int:
    """Return the wanted port, or any free one for 0; OSError when it is taken."""
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", wanted))
        except (OSError, OverflowError) as error:
            raise OSError(f"port {wanted} cannot be used: {error}") from None
        return int(probe.getsockname()[1])


def start_lab(folder: Path, port: int, token: str, *, browser: bool) -> subprocess.Popen[bytes]:
    """Start JupyterLab on the first notebook in `folder`, with the running Python as its kernel."""
    command = [sys.executable, "-m", "jupyterlab", str(folder / FIRST)]
    command += ["--ServerApp.log_level=WARN", "--LabApp.log_level=WARN"]
    command += ["--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if not browser:
        command.append("--no-browser")
    if getattr(os, "geteuid", lambda: 1)() == 0:  # in a container; it listens on 127.0.0.1 with a token
        command.append("--allow-root")
    # the token stays out of the list of processes; another Python's kernel in the user's folders is not taken
    env = {**os.environ, "JUPYTER_TOKEN": token, "JUPYTER_PREFER_ENV_PATH": "1"}
    # in a session of its own Ctrl-C does not reach JupyterLab, which would ask back
    return subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL, start_new_session=True)


def wait_until_up(server: subprocess.Popen[bytes], port: int) -> bool:
    """Wait until the server takes connections; False when it ended instead."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return True
        time.sleep(0.1)
    return False


def end(server: subprocess.Popen[bytes]) -> None:
    """End the server, which ends its kernels; by force after 20 s."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an impatient second Ctrl-C would leave it running
    server.terminate()
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main())
