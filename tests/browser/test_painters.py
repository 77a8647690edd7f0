"""The page and the kernel paint the same: what is seen while a slider moves is what the kernel's frame will show.

Colours of images are equal to the pixel. Marks are equal up to the smoothing of their edges, and a number that the
page does not know yet may be missing, but is never a wrong one.
"""

import base64
import io
from contextlib import contextmanager

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

import nbtools as nb
from nbtools.compute.numerals import compact, told
from nbtools.compute.sliders import Doubling
from nbtools.draw.marks.labels import Labels
from nbtools.model.contrast import PALETTES
from nbtools.model.lock import LOCK
from nbtools.widgets.base.controls import SwitchControl
from nbtools.widgets.base.sliders import IntervalControl, SliderControl
from tests.browser.blank import Blank
from tests.browser.looking import kernel_picture, screen
from tests.cases import CASES

STATES = 200  # random places of the controls, for each explorer
SMALL = 0.6  # of the size of the pictures, as in a narrow cell
BLENDED = 2  # of 255: by so much two ways differ to lay half transparent pixels over others
FRINGE = 10  # by so much they differ at the border of an image, where a circle ends that lies just outside
SMOOTH = 48  # by so much, of 255, marks may be darker or lighter than all that is around a pixel
CROSSINGS = 1e-3  # of the pixels of marks are where lines cross, and may be of either

LIVE = [case for case in CASES if getattr(nb, case.explorer).live]
ELSEWHERE = {
    "ColorExplorer",
    "DiffExplorer",
}  # test_colors_in_page.py and test_diff_painters.py: controls that depend
# on each other; and an end of ColorExplorer's limits that is not moved keeps digits that no place of a slider has
SLIDING = [case for case in LIVE if case.explorer not in ELSEWHERE]


@pytest.fixture(scope="module")
def blank(browser):
    """A page for all tests; each explorer takes the place of the one before."""
    page = Blank(browser)
    yield page
    assert page.errors == []
    page.close()


# --- what is painted --------------------------------------------------------------------------------------------


def plain(explorer):
    """Just as it starts."""


def closer(explorer):
    """A part of it, larger."""
    explorer.picture.zoom(0.55)


def crowded(explorer):
    """All that can be marked on spots."""
    explorer.set(prominence=1.0, background=(7.0, 11.5), threshold_abs=explorer.range_of("threshold_abs")[0])


def by_hand(explorer):
    """Spots that were added, removed and selected."""
    explorer.set(threshold_abs=explorer.range_of("threshold_abs")[0], method="exact")
    explorer.add_spot(30.25, 40.5)
    explorer.remove_spot(*explorer.result.centers[1])
    explorer.selected = 2


def dark(explorer):
    """Dark spots, and a background that begins at the centre."""
    explorer.set(invert=True, background=(0.0, 6.0), prominence=0.5, labels=False)


def filled(explorer):
    """An image that fills the picture, with known positions over it."""
    if len(explorer.parameters()["aspect"].options) > 1:
        explorer.aspect = "auto"
        explorer.overlay([(20, 30), (44.5, 70.25), (80, 3)], label="known", size=15)


STARTS = {
    "SpotExplorer": (plain, closer, crowded, by_hand, dark, filled),
    # In an overview that fills its place, six pixels beside a corner of the rectangle differ by up to 3 of 255.
    "ZoomExplorer": (plain, closer),
}


def controls(explorer):
    """The controls that the page follows."""
    places = explorer.standing(explorer.canvas)[1]
    found = {name: explorer.shell._controls[name] for name in places if explorer.shell.has(name)}
    return {name: control for name, control in found.items() if not control.parts[0].disabled}


def random_place(control, rng):
    """Somewhere on a slider, twice in a while at an end of it; or the number of an option."""
    if not isinstance(control, SliderControl):
        return int(rng.integers(len(options_of(control))))
    low, high, step = control.range.ends
    steps = int(np.ceil((high - low) / step - 1e-6))
    number = [min(low + k * step, high) for k in (*rng.integers(0, steps + 1, 14).tolist(), 0, steps)]
    if isinstance(control, IntervalControl):
        return sorted(rng.choice(sorted(set(number)), 2, replace=False).tolist())
    chosen = number[rng.integers(len(number))]
    return 2.0**chosen if isinstance(control.range, Doubling) else chosen


def options_of(control):
    """What can be chosen."""
    if isinstance(control, SwitchControl):
        return False, True
    return [option if isinstance(option, str) else option[1] for option in control.parts[0].options]


def random_states(explorer, number, rng):
    """Places of all controls: some of them are moved."""
    found = controls(explorer)
    now = {name: control.standing for name, control in found.items()}
    states = []
    for _ in range(number):
        moved = [name for name in found if rng.random() < 0.6] or list(found)
        states.append(now | {name: random_place(found[name], rng) for name in moved})
    return states


def painted(canvas, without=()):
    """What the kernel paints, as RGB, without some artists."""
    seen = [artist for artist in without if artist.get_visible()]
    with LOCK:  # so that the rest need not be drawn anew
        for artist in seen:
            artist.set_visible(False)
        pixels = canvas.pixels()[..., :3].astype(np.int16)
        for artist in seen:
            artist.set_visible(True)
    return pixels


# --- how it is compared -----------------------------------------------------------------------------------------


def around(pixels, pick):
    """The least or the largest value of each pixel and the eight around it."""
    framed = np.pad(pixels, ((1, 1), (1, 1), *((0, 0),) * (pixels.ndim - 2)), mode="edge")
    rows = pick(pick(framed[:-2], framed[1:-1]), framed[2:])
    return pick(pick(rows[:, :-2], rows[:, 1:-1]), rows[:, 2:])


def edge(here):
    """What is near the border of what is painted, where the half transparent frame is."""
    return here & ~around(around(here, np.minimum), np.minimum)


def alike(a, b):
    """Whether pixels are the same up to the smoothing of edges."""
    low, high = around(b, np.minimum) - SMOOTH, around(b, np.maximum) + SMOOTH
    return ((a >= low) & (a <= high)).all(axis=-1)


def opened(page):
    """What a page has painted, RGBA."""
    return np.asarray(Image.open(io.BytesIO(page)).convert("RGBA")).astype(np.int16)


def compare(page, canvas):
    """Count the pixels of the image that are compared, those that differ, and the wrong ones of the marks."""
    marks = [artist for artist in canvas.moving if artist.get_zorder() >= 1]
    words = [artist for artist in marks if isinstance(artist, Labels)]
    rgba = opened(page)
    here, shown = rgba[..., 3] == 255, rgba[..., :3]
    kernel, bare = painted(canvas), painted(canvas, marks)
    wordless = painted(canvas, words) if words else kernel
    marked = around(around(around((kernel != bare).any(axis=-1), np.maximum), np.maximum), np.maximum)
    marked |= around((shown != bare).any(axis=-1) & marked, np.maximum)
    image, off = here & ~marked, np.abs(shown - kernel).max(axis=-1)
    wrong = image & (off > (FRINGE if marks else BLENDED) * edge(here))
    there = here & ~image
    same = alike(shown, kernel) & alike(kernel, shown)
    fewer = alike(shown, wordless) & alike(wordless, shown)
    return np.array([image.sum(), wrong.sum(), there.sum(), (there & ~same & ~fewer).sum()])


def set_to(explorer, places):
    """Bring an explorer to where its controls stand."""
    found = {name: (explorer.shell._controls[name], place) for name, place in places.items()}
    values = {
        name: control.value_at(place) if isinstance(control, SliderControl) else options_of(control)[place]
        for name, (control, place) in found.items()
    }
    explorer.set(**values)


@pytest.mark.parametrize("case", SLIDING, ids=str)
def test_the_page_paints_what_the_kernel_will(case, blank, monkeypatch):
    rng = np.random.default_rng(7)
    starts = STARTS.get(case.explorer, (plain, closer, filled))
    counts, ahead = np.zeros(4, int), 0
    for start in starts:
        with case.make() as explorer:
            start(explorer)
            blank.show(explorer, monkeypatch, SMALL)
            states = random_states(explorer, STATES // len(starts), rng)
            pictures = blank.paint(states)
            blank.leave()
            for places, found in zip(states, pictures, strict=True):
                set_to(explorer, places)
                for canvas, page in zip(explorer.shell.pictures, found, strict=True):
                    if page is not None:
                        counts += compare(page, canvas)
                        ahead += 1
    image, wrong, marks, off = counts.tolist()
    print(f"{case}: {ahead} pictures; {wrong} of {image} px of images, {off} of {marks} px of marks differ")
    assert wrong == 0
    assert off <= marks * CROSSINGS


# --- numbers ----------------------------------------------------------------------------------------------------


def some_numbers():
    """Numbers of all sizes, and what lies in the middle between two that are written."""
    rng = np.random.default_rng(3)
    found = [
        0.0,
        -0.0,
        np.nan,
        np.inf,
        -np.inf,
        5e-324,
        1.7e308,
        0.1 + 0.2,
        9999.5,
        9999.4999,
        0.01,
        0.0099995,
    ]
    found += (rng.normal(size=4000) * 10.0 ** rng.uniform(-20, 20, 4000)).tolist()
    found += (rng.integers(1, 10**5, 3000) * 10.0 ** rng.integers(-14, 18, 3000)).tolist()
    found += (rng.integers(1, 10**6, 3000) / 2.0 ** rng.integers(1, 9, 3000)).tolist()
    found += [digit * 10.0**power for digit in (1, -1, 5, 9.9995, -9.9995) for power in range(-310, 308)]
    return np.array(found)


def test_a_number_is_written_in_the_page_as_in_the_kernel(blank):
    numbers = some_numbers()
    packed = base64.b64encode(numbers.tobytes()).decode()
    for written in (compact, told):
        texts = blank.page.evaluate(
            f"(text) => Array.from(new Float64Array(binary(text).buffer), module.{written.__name__})", packed
        )
        wrong = [
            (number, text) for number, text in zip(numbers, texts, strict=True) if text != written(number)
        ]
        assert wrong == []


@pytest.mark.parametrize("start", [crowded, by_hand])
def test_numbers_beside_spots_are_exact_at_once(start, blank, monkeypatch):
    """All spots are there at first, so the sums of all that are left later are known."""
    rng = np.random.default_rng(1)
    with CASES[0].make(background=None) as explorer:
        start(explorer)
        explorer.set(background=None, prominence=0.0)
        blank.show(explorer, monkeypatch)
        blank.keep("shades", "bitmap", "numbers")
        low, high, _ = explorer.range_of("threshold_abs")
        now = explorer.params
        moved = [
            {"radius": float(radius), "threshold_abs": explorer.nearest("threshold_abs", threshold)}
            for radius, threshold in zip(
                rng.integers(1, 101, 12) / 2, np.linspace(low, high * 0.7, 12), strict=True
            )
        ]
        pictures = blank.paint(moved)
        blank.leave()
        explorer.set(**now)
        others = [artist for artist in explorer.canvas.moving if not isinstance(artist, Labels)]
        for places, (page, *_) in zip(moved, pictures, strict=True):
            set_to(explorer, places)
            kernel = painted(explorer.canvas, others)
            there = opened(page)
            assert (kernel != painted(explorer.canvas, explorer.canvas.moving)).any()
            assert np.abs(there[..., :3] - kernel)[there[..., 3] == 255].max() <= BLENDED


# --- in a notebook ----------------------------------------------------------------------------------------------

HOLD = """
import pathlib, time
from nbtools.model.lock import LOCK
with LOCK:
    pathlib.Path({held!r}).touch()
    while pathlib.Path({held!r}).exists():
        time.sleep(0.005)
"""
EXECUTE = "(code) => { window.panel.sessionContext.session.kernel.requestExecute({ code, silent: true }); }"
SLIDERS = """[
    (name, control.trait.title)
    for name in w.live
    if (control := w.shell._controls.get(name)) and hasattr(control.parts[0], "max")
]"""
OVER = "c => { const p = c.getContext('2d').getImageData(0, 0, c.width, c.height).data; return p.some((x) => x) }"
FAINT = "e => Number(getComputedStyle(e).opacity)"


@contextmanager
def held(page, path):
    """Let the kernel do nothing for the widget meanwhile."""
    page.page.evaluate(EXECUTE, HOLD.format(held=str(path)))
    while not path.exists():
        page.page.wait_for_timeout(10)
    yield
    path.unlink()


STANDS = "np.log2({0}.value) if hasattr({0}, 'base') else np.array({0}.value)"


def agree(page, name, handles):
    """Check that soon slider, parameter, if any is named, page and kernel say the same, and nothing is waiting."""
    expect(page.page.locator(".nbtools-waiting")).to_have_count(0)
    page.settle()
    control = f"w.shell._controls[{name!r}]"
    if name:
        page.until(f"{control}.value_at({control}.parts[0].value) == w.{name}")
    if handles:
        told = [float(handle.get_attribute("aria-valuenow")) for handle in handles]
        assert np.allclose(told, page.value(STANDS.format(f"{control}.parts[0]")))
    for _ in range(20):
        if np.array_equal(screen(page), kernel_picture(page)):
            break
        page.page.wait_for_timeout(250)  # a page that is far away gets the last frame when all is at rest
    assert np.array_equal(screen(page), kernel_picture(page))
    assert not any(over.evaluate(OVER) for over in page.page.locator(".nbtools-over").all())
    assert page.page.locator(".nbtools-status").evaluate(FAINT) == 1
    assert page.page.locator(".nbtools-late").count() == 0


@pytest.mark.parametrize("case", [case for case in LIVE if case.explorer != "ColorExplorer"], ids=str)
def test_after_any_burst_page_and_kernel_agree_and_what_may_not_be_true_is_faint(
    case, open_notebook, tmp_path
):
    page = open_notebook(case.cell())
    box = page.page.locator(".nbtools-controls").bounding_box()
    page.page.mouse.move(box["x"] + 3, box["y"] + 3)  # now the page asks for a description
    rng, painted = np.random.default_rng(5), 0
    for name, label in page.value(SLIDERS):
        slider = page.slider(label)
        if not slider.handle.is_visible() or slider.handle.get_attribute("disabled"):
            continue
        handles = slider.handle.locator(
            "xpath=ancestor::*[contains(@class, 'noUi-base')]//*[@role='slider']"
        ).all()
        slider.handle.focus()
        page.until("all(canvas._watched and not canvas.outdated for canvas in w.shell.pictures)")
        page.settle()
        with held(page, tmp_path / name):
            for key in rng.choice(["ArrowRight", "ArrowRight", "ArrowLeft"], 15):
                page.page.keyboard.press(key)
            ahead = any(over.evaluate(OVER) for over in page.page.locator(".nbtools-over").all())
            painted += ahead
            if ahead:
                assert page.page.locator(".nbtools-waiting").count() == 1, name
                assert page.page.locator(".nbtools-status").evaluate(FAINT) < 0.5
                fields = page.page.locator(f".nbtools-of-{name} input[type=number]:visible")
                assert all(field.evaluate(FAINT) < 0.5 for field in fields.all())
        agree(page, name, handles)
        slider.drag(float(rng.uniform(0.2, 0.8)), steps=20)
        slider.drag(float(rng.uniform(0.2, 0.8)), steps=2)
        agree(page, name, handles)
    assert painted > 0
    assert page.console_errors == []


KINDS = {name: kind for kind, names in PALETTES.items() for name in names}


@pytest.mark.parametrize("case", [case for case in CASES if case.name in ("color", "zoom")], ids=str)
def test_colormaps_that_are_chosen_one_after_the_other_are_seen_before_the_kernel_knows(
    case, open_notebook, tmp_path
):
    page = open_notebook(case.cell())
    chosen = page.page.locator(".nbtools-of-cmap select")
    page.page.mouse.move(0, 0)
    chosen.hover()  # now the page asks for all colours
    page.settle()
    over = page.page.locator(".nbtools-over").first
    seen = []
    with held(page, tmp_path / "held"):
        for name in ("magma", "RdBu_r", "twilight", "Blues_r"):
            chosen.select_option(label=f"{name} · {KINDS[name]}")
            seen.append(over.evaluate("c => c.toDataURL()"))
        assert page.page.locator(".nbtools-waiting").count() == 1
        page.screenshot(f"{page.name}-ahead")
    assert len(set(seen)) == 4
    agree(page, "cmap", [])
    assert page.value("w.cmap") == "Blues_r"
    assert page.console_errors == []
