"""Over a link like Binder's, 150 ms there and back and 20 Mbit/s: slider -> painted pixels, exact number, bytes.

python tests/benchmarks/live_far.py [--steps N]
"""

import argparse
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from _live import FLOOR, time_burst, time_step
from _timing import print_row
from live_diff import NOTEBOOKS as DIFFS
from live_spots import SPOTS

from tests.browser.far import FarLab
from tests.browser.harness import Browser, Lab, Notebook

# The ms from the last key to the last change of a text of the page, once it has come to rest
WORDS = """async (selector) => {
  const said = document.querySelector(selector);
  let last = 0;
  const watch = new MutationObserver(() => { last = performance.now() });
  watch.observe(said, {subtree: true, childList: true, characterData: true});
  window.saidAfter = () => { watch.disconnect(); return last - window.keyTime };
}"""


def time_number(nb, handle):
    """Return the ms from the press of a key to the words of the status line that the kernel sends for it."""
    handle.focus()
    nb.page.evaluate(WORDS, ".nbtools-status")
    handle.press("ArrowRight")
    nb.settle(quiet=1000)
    return nb.page.evaluate("() => window.saidAfter()")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--steps", type=int, default=8)
    options = parser.parse_args()
    with ExitStack() as stack:
        lab = stack.enter_context(Lab(stack.enter_context(tempfile.TemporaryDirectory())))
        browser = stack.enter_context(Browser())
        link = stack.enter_context(FarLab(lab))
        cells = {
            "floor": (FLOOR, "radius", 64),
            "spots": (SPOTS, "radius (px)", 200_000),
            "diff": (DIFFS["nb.DiffExplorer"][0], "threshold", 150_000),
        }
        found = {name: {"ms": [], "bytes": [], "said": [], "burst": []} for name in cells}
        notebooks = {}
        for name, (cell, label, area) in cells.items():
            nb = stack.enter_context(Notebook(link, browser, [cell], name=f"far-{name}"))
            handle = nb.slider(label).handle
            handle.focus()
            handle.press("Home")
            nb.settle(quiet=2000)
            notebooks[name] = nb, handle, area
        for _ in range(options.steps):
            for name, (nb, handle, area) in notebooks.items():
                nb.page.bring_to_front()
                before = link.bytes_down
                found[name]["ms"].append(time_step(nb, handle, "ArrowRight", area))
                nb.settle(quiet=1000)
                found[name]["bytes"].append(link.bytes_down - before)
                if name != "floor":
                    found[name]["said"].append(time_number(nb, handle))
        for name, (nb, handle, area) in notebooks.items():
            nb.page.bring_to_front()
            before = link.bytes_down
            if name != "floor":
                nb.page.evaluate(WORDS, ".nbtools-status")
            found[name]["burst"] = time_burst(nb, handle, "ArrowRight", area)
            if name != "floor":
                found[name]["after"] = nb.page.evaluate("() => window.saidAfter()")
            print(f"{name}: burst {found[name]['burst']}, {(link.bytes_down - before) / 40:.0f} bytes a key")
    floor = statistics.median(found["floor"]["ms"]) / 1e3
    for name in ("spots", "diff"):
        ms, size, said = (statistics.median(found[name][what]) for what in ("ms", "bytes", "said"))
        print(f"{name}: painted after {ms:.0f} ms, number after {said:.0f} ms, {size / 1e3:.0f} kB a step")
        print_row(
            f"{name}: slider to painted pixels, 150 ms and 20 Mbit/s away",
            ms / 1e3,
            floor,
            "a slider that sends back 8 x 8 pixels",
            "8 ×",
        )
        print_row(f"{name}: slider to the exact number, there", said / 1e3, floor, "the same", "0.87 ×")
        what = f"{name}: 40 keys in a second, there: exact number of the last"
        last = found["floor"]["burst"][1] / 1e3
        print_row(what, found[name]["after"] / 1e3, last, "its last answer to 40 keys", "0.87 ×")


if __name__ == "__main__":
    main()
