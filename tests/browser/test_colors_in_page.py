"""The page gives numbers the colours that matplotlib gives them: its own functions, in a page without a notebook."""

import base64
import json

import numpy as np
import pytest
from matplotlib import colormaps

import nbtools as nb
from nbtools.compute.color.norms import make_norm, norm_numbers
from nbtools.compute.color.places import indices
from nbtools.compute.color.ranked import centered
from nbtools.compute.sliders import Even, Pairs
from tests.browser.blank import Blank, load
from tests.browser.test_painters import compare as compare_pictures
from tests.browser.test_painters import controls, random_states, set_to

FIND = """([kind, text, colors, entries]) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const floats = { f8: Float64Array, f4: Float32Array };
  const kinds = { ...floats, u1: Uint8Array, u2: Uint16Array, i2: Int16Array, i4: Int32Array };
  const values = new kinds[kind](bytes.buffer);
  const places = Uint16Array.from(Array.from(values), module.finderFor(values, colors, entries));
  const found = new Uint8Array(places.buffer);
  let out = "";
  for (let k = 0; k < found.length; k += 32768) out += String.fromCharCode(...found.subarray(k, k + 32768));
  return btoa(out);
}"""
SCALES = [("linear", 1.0, 1.0), ("linear", 0.45, 1.0), ("linear", 2.2, 1.0), ("log", 1.0, 1.0),
          ("symlog", 1.0, 0.7), ("symlog", 1.0, 9.0), ("asinh", 1.0, 0.7), ("asinh", 1.0, 20.0)]  # fmt: skip
FACTORS = {"f8": 1, "f4": 1, "u1": 1, "u2": 100, "i2": 100, "i4": 1e5}
LIMITS = [(1.0, 180.0), (2.3456, 99.1)]


@pytest.fixture(scope="module")
def page(browser):
    """A page that knows the functions of the module."""
    found = browser.new_page()
    load(found, "at", "finderFor")
    yield found
    found.close()


def places(page, values, colors, entries=256):
    """Ask the page which entry of a table of colours each value has."""
    text = base64.b64encode(values.tobytes()).decode()
    found = page.evaluate(FIND, [values.dtype.str[1:], text, colors, entries])
    return np.frombuffer(base64.b64decode(found), np.uint16)


def values_of(kind):
    """Make numbers on both sides of zero and of the limits, with some that are none; of short ones very many."""
    number = 70_000 if kind[1] == "2" else 30_000
    numbers = (np.random.default_rng(3).gamma(1.5, 40, number) - 20) * FACTORS[kind]
    if kind[0] == "f":
        numbers[:5] = np.nan, np.inf, -np.inf, 0.0, -0.0
        return numbers.astype(kind)
    info = np.iinfo(kind)
    return np.clip(numbers, info.min, info.max).astype(kind)


def compare(page, kind, scale):
    """Count the values that have another colour in the page; it must be a neighbour."""
    name, gamma, linthresh = scale
    values, factor = values_of(kind), FACTORS[kind]
    differ = 0
    for low, high in LIMITS:
        norm = make_norm(name, (low * factor, high * factor), gamma, linthresh * factor)
        single = bool(np.promote_types(values.dtype, np.float32) == np.float32)
        found, wanted = (
            places(page, values, {**norm_numbers(norm), "single": single}),
            indices(values, 256, norm),
        )
        away = np.abs(found.astype(int) - wanted)
        assert away.max() <= 1, (kind, scale, low, high)
        differ += np.count_nonzero(away)
    return differ, values.size * len(LIMITS)


def test_linear_scales_and_powers_give_the_same_colours_to_the_pixel(page):
    for kind in FACTORS:
        assert compare(page, kind, SCALES[0])[0] == 0, kind


def test_bent_scales_differ_by_one_colour_in_a_hundred_thousand_pixels_at_most(page):
    counted = np.sum([compare(page, kind, scale) for kind in FACTORS for scale in SCALES[1:]], axis=0)
    assert counted[0] <= counted[1] / 100_000


def test_tables_of_other_lengths_and_limits_that_are_one_value(page):
    values = values_of("f4")
    for limits, entries in (((0.0, 50.0), 7), ((3.0, 3.0), 256)):
        found = places(page, values, {"limits": limits, "single": True}, entries)
        assert np.array_equal(found, indices(values, entries, limits))


def test_a_slider_stands_for_the_number_that_the_kernel_takes_it_for(page):
    slider = Even(-3.7, 812.3, 0.7)
    rng = np.random.default_rng(4)
    pairs = np.sort(rng.uniform(-5, 815, (300, 2)), axis=1)
    about = {"limits": [0.123, 900.5]}
    live = [{"of": "x", "field": "limits", "range": slider.ends, "log": False, "through": None}]
    found = page.evaluate(
        """([about, live, pairs]) => pairs.map((pair) =>
            module.at({ about, live, arrays: {} }, new Map([["x", pair]]), { x: [-1e3, 1e3] })?.limits)""",
        json.loads(json.dumps([about, live, pairs.tolist()])),
    )
    ends = slider.place(-1e3), slider.place(1e3)
    for pair, now in zip(pairs.tolist(), found, strict=True):
        wanted = [
            kept if place == end else place
            for place, end, kept in zip(Pairs(slider).place(pair), ends, about["limits"], strict=True)
        ]
        assert now == (wanted if wanted[0] < wanted[1] else None)


@pytest.mark.parametrize("moved", [0, 1])
def test_symmetric_limits_follow_the_end_that_is_moved(page, moved):
    before, middle = [2.0, 8.0], 5.0
    live = [{"of": "x", "field": "limits", "range": [0, 20, 0.1], "log": False, "through": None}]
    place = [1.3, 8.0] if moved == 0 else [2.0, 9.4]
    now = page.evaluate(
        """([about, live, place, before]) =>
            module.at({ about, live, arrays: {} }, new Map([["x", place]]), { x: before }).limits""",
        [{"limits": before, "middle": middle}, live, place, before],
    )
    assert tuple(now) == centered((place[moved],) * 2, middle)


# --- what is chosen in lists ------------------------------------------------------------------------------------

LISTS = "cmap", "reverse", "bad", "clipping", "gamma", "percentiles"
STARTS = {
    "as it is": {},
    "turned": {"reverse": True, "cmap": "RdBu_r", "bad": "magenta", "vision": "tritanopia"},
    "marked": {"clipping": True, "cmap": "twilight", "percentiles": (20, 70)},
    "in no list": {"cmap": "jet", "clipping": True},
    "own": {
        "cmap": colormaps["plasma"].resampled(7).with_extremes(under="red", over="lime"),
        "reverse": True,
    },
}


@pytest.fixture
def blank(browser):
    """A page without a notebook."""
    page = Blank(browser)
    yield page
    assert page.errors == []
    page.close()


@pytest.mark.parametrize("start", STARTS)
def test_colours_that_are_chosen_in_lists_are_those_of_the_kernel_to_the_pixel(start, blank, monkeypatch):
    rng = np.random.default_rng(8)
    image = rng.gamma(1.5, 40, (60, 80))
    image[10:20, 30:50] = np.nan
    with nb.ColorExplorer(image, **STARTS[start]) as explorer:
        blank.show(explorer, monkeypatch)
        assert set(LISTS) <= set(controls(explorer))
        states = [{name: state[name] for name in LISTS} for state in random_states(explorer, 40, rng)]
        pictures = blank.paint(states)
        blank.leave()
        ahead = 0
        for state, found in zip(states, pictures, strict=True):
            set_to(explorer, state)
            for canvas, page in zip(explorer.shell.pictures, found, strict=True):
                if page is not None:
                    image_pixels, wrong, _, _ = compare_pictures(page, canvas)
                    assert image_pixels > 0
                    assert wrong == 0, (canvas.alt, state)
                    ahead += 1
        assert ahead == len(states) * 2
