"""How many seconds `import nbtools` adds when matplotlib, ipywidgets and numpy are imported already.

python tests/benchmarks/importing.py
"""

import statistics
import subprocess
import sys

from _timing import seconds

BEFORE = "import time, matplotlib, ipywidgets, numpy; start = time.perf_counter()"
AFTER = "print(time.perf_counter() - start)"
CASES = {
    "`import nbtools`": "import nbtools",
    "`from nbtools import *` (all public names)": "from nbtools import *",
}


def measure(code):
    """Return the seconds of code in a new Python in which matplotlib, ipywidgets and numpy are imported."""
    script = "\n".join([BEFORE, code, AFTER])
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return float(done.stdout)


def main(repeat=7):
    """Print a row for each case."""
    times = {what: [] for what in CASES}
    for _ in range(repeat + 1):  # the first round fills the cache of the disk
        for what, code in CASES.items():
            times[what].append(measure(code))
    for what, kept in times.items():
        goal = "at most 0.3 s" if what == "`import nbtools`" else ""
        print(f"| {what} | {seconds(statistics.median(kept[1:]))} | | | {goal} |", flush=True)


if __name__ == "__main__":
    main()
