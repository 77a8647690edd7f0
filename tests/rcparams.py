"""Other settings of matplotlib: for each rcParam some valid values that it does not have by itself."""

import contextlib
import functools
import gc

import matplotlib as mpl
from matplotlib import rcsetup

_KEPT = ("backend", "interactive", "date.epoch")  # what plain_settings leaves alone: they move no pixel
_TRIED = (
    True, False, "none", "red", "0.4", 0, 1, 2, 3, 0.3, 7.5, "bold", "italic", "serif", "monospace", "--", "s", "in",
    "left", "right", "top", "bottom", "center", "x", "both", "lower", "bilinear", "nearest", "jet", "tight", "equal",
    (3, 4), (0.1, 0.2), (1, 100, 2), [1, 2], "small", "round", "miter", "major", "minor", "%H", "Asia/Tokyo",
    mpl.cycler(color=["red"]),
)  # fmt: skip
VARIETY = 3  # as many settings differ in what most rcParams are


def others(key):
    """Give valid values of an rcParam, none of them the one that it comes with."""
    valid, own = rcsetup._validators[key], mpl.rcParamsDefault._get(key)
    known = getattr(valid, "valid", ())
    larger = [own * 1.7 + 0.3] if type(own) is float else []
    found = []
    for value in [*larger, *(known.values() if isinstance(known, dict) else known), *_TRIED]:
        with contextlib.suppress(Exception):  # what a validator raises for a wrong value is its own affair
            taken = valid(value)
            if taken != own and taken not in found:
                found.append(taken)
    return found


@functools.cache
def other_settings(number):
    """Give every rcParam that can move a pixel another value."""
    keys = [key for key in dict.keys(mpl.rcParamsDefault) if not key.startswith(_KEPT)]
    values = {key: others(key) for key in keys}
    return {key: some[number % len(some)] for key, some in values.items() if some}


@contextlib.contextmanager
def set_to(settings):
    """Set rcParams without a word about those that matplotlib gives up."""
    with mpl.rc_context():
        mpl.rcParams._update_raw(settings)
        yield


def forget():
    """Empty all caches of matplotlib and of nbtools, as in a new kernel."""
    for thing in gc.get_objects():
        if isinstance(thing, functools._lru_cache_wrapper) and (thing.__module__ or "").startswith(
            ("matplotlib", "nbtools")
        ):
            thing.cache_clear()
