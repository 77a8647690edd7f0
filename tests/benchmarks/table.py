"""Run all benchmarks of this folder and print the table of its README, with the machine's description.

    python tests/benchmarks/table.py [NAME...]

Each benchmark is a script that prints Markdown rows; what else it prints goes to the standard error.
"""

import os
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
HEADER = "| what | nbtools | compared with | times faster | goal |\n|---|---|---|---|---|"
LIBRARIES = (
    "numpy",
    "scipy",
    "scikit-image",
    "matplotlib",
    "ipympl",
    "jupyterlab",
    "photutils",
    "sep",
    "anyplotlib",
)


def machine():
    """Return a line about the machine and the libraries."""
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        models = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        cpu = models[0].split(":", 1)[1].strip() if models else cpu
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        f"{cpu}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}; {libraries}"
    )


def main(names):
    """Run the benchmarks with these names, or all, one after the other; return 1 when one failed."""
    scripts = sorted(file for file in HERE.glob("[a-z]*.py") if file.name != Path(__file__).name)
    failed = []
    print(f"Measured on: {machine()}.\n\n{HEADER}", flush=True)
    for script in scripts:
        if names and script.stem not in names:
            continue
        done = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=False)
        for line in done.stdout.splitlines():
            is_row = line.startswith("| ") and line.count("|") == HEADER.splitlines()[0].count("|")
            print(line, file=sys.stdout if is_row else sys.stderr, flush=True)
        if done.returncode:
            failed.append(script.name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
