"""What every explorer owes, tested without a browser."""

import base64
import errno
import gc
import html
import inspect
import io
import itertools
import json
import os
import pydoc
import re
import threading
import time
import warnings
import weakref
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import ipywidgets
import numpy as np
import pandas as pd
import pytest
import traitlets
from ipywidgets.widgets.widget import _instances
from matplotlib.colors import ListedColormap
from PIL import Image

import nbtools as nb
from nbtools.model.numbers import Number, Optional
from nbtools.model.steps import step
from nbtools.widgets.base.explorer import _descendants
from tests.cases import CASES
from tests.rcparams import VARIETY, forget, other_settings, set_to
from tests.widgets.mouse import drag, mouse


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


@pytest.fixture
def explorer(case):
    with case.make() as explorer:
        yield explorer


def slider_of(explorer, parameter):
    """The slider of a parameter, as the browser would move it."""
    label = explorer.parameters()[parameter].title
    return next(
        w
        for w in _descendants(explorer)
        if isinstance(w, ipywidgets.FloatSlider | ipywidgets.IntSlider) and w.description == label
    )


def pixels(explorer):
    return np.asarray(Image.open(io.BytesIO(explorer.png())))


# --- parameters -----------------------------------------------------------------------------------------------


def test_a_line_of_python_moves_control_picture_and_result(explorer, case):
    before = pixels(explorer)
    result = explorer.result
    setattr(explorer, case.parameter, case.values[0])
    assert slider_of(explorer, case.parameter).value == case.values[0]
    assert not np.array_equal(pixels(explorer), before)
    assert explorer.result is not result


def test_a_control_moves_the_parameter(explorer, case):
    slider_of(explorer, case.parameter).value = case.values[0]
    assert getattr(explorer, case.parameter) == case.values[0]


@pytest.mark.parametrize("by_control", [False, True])
def test_each_observer_is_called_once_and_nothing_bounces(explorer, case, by_control):
    calls = []
    explorer.observe(calls.append, names=case.parameter)
    target = slider_of(explorer, case.parameter) if by_control else explorer
    setattr(target, "value" if by_control else case.parameter, case.values[0])
    assert [change.new for change in calls] == [case.values[0]]


def test_out_of_bounds_raises_from_python_and_is_refused_with_a_message_in_the_control(explorer, case):
    value = getattr(explorer, case.parameter)
    with pytest.raises(ValueError, match=f"{case.parameter} must be (a whole number )?(between|>=) .* got"):
        setattr(explorer, case.parameter, case.too_much)
    explorer.steer(case.parameter, case.too_much)
    assert f"{case.parameter} must be " in explorer.shell.message
    assert getattr(explorer, case.parameter) == value
    assert slider_of(explorer, case.parameter).value == value
    setattr(explorer, case.parameter, case.values[0])
    assert "must be" not in explorer.shell.message


def test_every_number_refuses_bool_nan_text_and_none(explorer):
    for name, trait in explorer.parameters().items():
        if isinstance(trait, Number):
            for value in (True, float("nan"), "3", *(() if isinstance(trait, Optional) else (None,))):
                with pytest.raises(ValueError, match=name):
                    setattr(explorer, name, value)


STRANGE = [
    *(2**63, -(2**70), 10**400, -(10**5000), 5e-324, -1e-300, 1.7e308, -1.7e308, np.inf, 1j),
    *(
        np.ma.masked,
        np.arange(3),
        np.zeros((9, 9)),
        np.array(["center", "exact"]),
        np.array(2.5),
        b"x",
        {},
        object(),
    ),
    *((2**70, 10**400), (np.nan, 1), (np.ma.masked, 1), (5e-324, 1e308), ((1, 2, 10**5000),), "x" * 1000),
]


def test_strange_values_are_taken_or_refused_by_name_in_a_short_line(explorer):
    for name in explorer.parameters():
        for value in STRANGE:
            before, message = explorer.params, name
            try:
                setattr(explorer, name, value)
            except ValueError as error:
                message = str(error)
            assert re.fullmatch(rf"{name}((\[\d\])? must .{{,200}})?", message), (name, value)
            assert message == name or explorer.params == before
            assert explorer.last_error is None
            assert explorer.status()


def test_a_misspelled_parameter_is_refused(explorer, case):
    with pytest.raises(AttributeError, match=f"did you mean '{case.parameter}'"):
        setattr(explorer, case.parameter + "x", 3)


def test_set_is_all_or_nothing_and_draws_once(explorer, case, monkeypatch):
    drawn = []
    monkeypatch.setattr(explorer, "draw", lambda: drawn.append(1))
    before = explorer.params
    with pytest.raises(ValueError, match=case.parameter):
        explorer.set(cmap="magma", **{case.parameter: case.too_much})
    assert explorer.params == before
    explorer.set(cmap="magma", **{case.parameter: case.values[0]})
    assert drawn == [1]
    with pytest.raises(TypeError, match="no parameter 'rodios'; "):
        explorer.set(rodios=3)


def test_unknown_parameter_or_bad_value_makes_no_widget(case):
    before = len(_instances)
    with pytest.raises(TypeError, match="no parameter"):
        case.make(radios=4)
    with pytest.raises(ValueError, match=case.parameter):
        case.make(**{case.parameter: case.too_much})
    for wrong in (
        np.zeros((3, 3), complex),
        np.array([["a"]]),
        np.empty((0, 4)),
        np.zeros((2, 2, 2, 2)),
        object(),
    ):
        with pytest.raises((TypeError, ValueError)):
            case.make(case.wrong(wrong))
    gc.collect()
    assert len(_instances) == before


def test_parameters_can_be_linked(explorer, case):
    with case.make() as other:
        traitlets.link((explorer, case.parameter), (other, case.parameter))
        slider_of(explorer, case.parameter)
        setattr(explorer, case.parameter, case.values[0])
        assert getattr(other, case.parameter) == case.values[0]


def test_linked_explorers_changed_from_two_threads_do_not_wait_for_each_other(explorer, case):
    with case.make() as other:
        traitlets.link((explorer, case.parameter), (other, case.parameter))
        threads = [
            threading.Thread(
                target=lambda w=w: [w.steer(case.parameter, v) for v in case.values * 5], daemon=True
            )
            for w in (explorer, other)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not any(thread.is_alive() for thread in threads)
        assert getattr(explorer, case.parameter) == getattr(other, case.parameter)


def test_what_an_observer_draws_is_shown(explorer, case):
    axes = explorer.picture.axes

    def write(change):
        axes.text(0.5, 0.5, f"{change.new}", transform=axes.transAxes, color="red", size=30)

    explorer.canvas.draw()
    explorer.observe(write, names=case.parameter)
    explorer.steer(case.parameter, case.values[0])
    written = explorer.canvas.pixels()
    explorer.canvas.draw()
    assert np.array_equal(written, explorer.canvas.pixels())
    axes.texts[-1].remove()
    assert (written != explorer.canvas.pixels()).any()


def test_what_one_thread_reads_is_one_state_while_another_one_steers(explorer, case):
    reads = [
        explorer.status,
        explorer.code,
        lambda: explorer.params,
        lambda: explorer.table().to_csv(),
        lambda: explorer.rgba().tobytes(),
    ]
    states = [{case.parameter: case.values[k], "cmap": cmap} for k, cmap in enumerate(("gray", "magma"))]
    allowed = [[read() for read in reads] for state in states if explorer.set(**state)]
    done = threading.Event()

    def steer():
        while not done.is_set():
            for state in states:
                explorer.set(**state)

    with ThreadPoolExecutor(1) as pool:
        steering = pool.submit(steer)
        end = time.monotonic() + 0.5
        try:
            while time.monotonic() < end:
                for read, wanted in zip(reads, zip(*allowed, strict=True), strict=True):
                    assert read() in wanted
        finally:
            done.set()
        steering.result(60)
    assert explorer.last_error is None


# --- state ----------------------------------------------------------------------------------------------------


def test_state_goes_through_json_and_back(explorer, case):
    setattr(explorer, case.parameter, case.values[0])
    text = json.dumps(explorer.state())
    with case.make() as other:
        other.set(**json.loads(text))
        assert other.params == explorer.params


def test_undo_redo_and_reset(explorer, case):
    first = getattr(explorer, case.parameter)
    for value in case.values:
        setattr(explorer, case.parameter, value)
    assert explorer.undo()
    assert getattr(explorer, case.parameter) == case.values[1]
    assert explorer.redo()
    assert getattr(explorer, case.parameter) == case.values[2]
    assert not explorer.redo()
    explorer.reset()
    assert getattr(explorer, case.parameter) == first
    assert explorer.undo()
    assert getattr(explorer, case.parameter) == case.values[2]


def test_a_drag_is_one_step_back(explorer, case):
    first = getattr(explorer, case.parameter)
    slider = slider_of(explorer, case.parameter)
    for value in np.linspace(*case.values[:2], 8).round():
        slider.value = value
    assert explorer.undo()
    assert getattr(explorer, case.parameter) == first
    assert not explorer.undo()


def test_code_gives_the_same_numbers_without_the_widget(explorer, case):
    setattr(explorer, case.parameter, case.values[0])
    space = case.space()
    exec(explorer.code(), space)
    assert type(space["result"]) is type(explorer.result)
    pd.testing.assert_frame_equal(space["table"], explorer.table())


def test_code_uses_nothing_but_what_is_looked_at(explorer):
    compile(explorer.code(), "code", "exec")
    first, second, *_ = explorer.code().splitlines()
    assert first.startswith("# What was explored: ")
    assert second == "import nbtools as nb"


def test_another_image_keeps_what_fits_and_draws_once(explorer, case, monkeypatch):
    slider = slider_of(explorer, case.parameter)
    slider.value = slider.max
    drawn = []
    draw = explorer.draw
    monkeypatch.setattr(explorer, "draw", lambda: (drawn.append(1), draw()))
    explorer.image = case.other
    assert drawn == [1]
    assert explorer.image is case.other
    with case.make(case.other, **explorer.params) as fresh:
        pd.testing.assert_frame_equal(fresh.table(), explorer.table())


def test_a_wrong_image_leaves_everything_as_it_was(explorer, case):
    before, image = explorer.table(), explorer.image
    with pytest.raises((TypeError, ValueError)):
        explorer.image = case.wrong(np.zeros((4, 4), complex))
    assert explorer.image is image
    pd.testing.assert_frame_equal(explorer.table(), before)


def test_the_same_cell_run_again_keeps_the_parameters_and_does_not_grow(case):
    first = case.make(name="cell", cmap="viridis")
    setattr(first, case.parameter, case.values[0])
    gc.collect()
    size = len(_instances)
    for _ in range(5):
        last = case.make(name="cell", cmap="viridis")
        assert getattr(last, case.parameter) == case.values[0]
    gc.collect()
    assert len(_instances) == size
    changed = case.make(name="cell", cmap="magma")
    assert (changed.cmap, getattr(changed, case.parameter)) == ("magma", case.values[0])
    with pytest.raises(RuntimeError, match="closed"):
        setattr(last, case.parameter, case.values[1])
    changed.close()


# --- tables ---------------------------------------------------------------------------------------------------


def assert_columns_are_attributes(table):
    """Hold that `table.name` is the column, not something that every DataFrame has."""
    for name in table.columns:
        assert name.isidentifier()
        assert not hasattr(pd.DataFrame, name), f"{name!r} is an attribute of every DataFrame"


def test_each_column_of_a_table_is_an_attribute(explorer):
    assert_columns_are_attributes(explorer.table())


SMALL = np.arange(63.0).reshape(7, 9)
TABLES = {
    "measure_disks": lambda: nb.measure_disks(SMALL, [(3, 3)], 2, method="exact", background=(2, 4)),
    "measure_spots": lambda: nb.measure_spots(SMALL, radius=2),
    "measure_stack": lambda: nb.measure_stack(np.stack([SMALL, SMALL]), radius=2, progress=False),
    "difference": lambda: nb.difference(SMALL, SMALL[::-1]).regions,
    "zoomed": lambda: nb.zoomed(SMALL, (3, 4), 2).coordinates,
    "colorize": lambda: nb.colorize(SMALL).table,
    "pixel_window": lambda: nb.pixel_window(SMALL, 3, 4).table(),
    "pixel_window of colours": lambda: nb.pixel_window(np.zeros((7, 9, 4)), 3, 4, channel_axis=-1).table(),
    "contact_sheet": lambda: nb.contact_sheet([SMALL], pixel_size=2, unit="nm").table,
    "contour_lines": lambda: nb.contour_lines(SMALL, [9.5]).table,
}


@pytest.mark.parametrize("which", TABLES)
def test_each_column_of_a_functions_table_is_an_attribute(which):
    assert_columns_are_attributes(TABLES[which]())


# --- errors ---------------------------------------------------------------------------------------------------


def test_a_failed_step_keeps_the_picture_says_so_and_recovers(explorer, case, monkeypatch):
    before = pixels(explorer)
    monkeypatch.setattr(explorer, "raise_errors", False)

    def fail():
        raise OSError("the disk is on <fire>")

    with monkeypatch.context() as patch:
        patch.setattr(explorer, "draw", fail)
        setattr(explorer, case.parameter, case.values[0])
        assert isinstance(explorer.last_error, OSError)
        assert "the disk is on <fire>" in explorer.shell.message
        assert np.array_equal(pixels(explorer), before)
    setattr(explorer, case.parameter, case.values[1])
    assert explorer.last_error is None
    assert "fire" not in explorer.shell.message


def test_in_tests_an_error_is_raised(explorer, case, monkeypatch):
    monkeypatch.setattr(explorer, "status", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        setattr(explorer, case.parameter, case.values[0])


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", r"$\frac{"])
def test_titles_are_literal_text(case, text):
    with case.make(title=text) as explorer:
        html = [w.value for w in _instances.values() if isinstance(w, ipywidgets.HTML)]
        assert not any("<img" in value for value in html)
        assert any(text in value or "&lt;img" in value for value in html)
        assert not any(
            isinstance(w, ipywidgets.Label | ipywidgets.HTMLMath) and "frac" in w.value
            for w in _instances.values()
        )
        explorer.png()


def test_the_title_can_be_changed(explorer, tmp_path):
    plain, name = explorer.png(), type(explorer).__name__
    assert explorer.title == ""
    assert f"<b>{name}</b>" in explorer.shell._title.value
    explorer.title = "A <b>"
    assert explorer.shell._title.value == "<b>A &lt;b&gt;</b>"
    assert repr(explorer) == f"<{name}: A <b>: {explorer.status()}>"
    assert explorer._static.bundle()[1]["image/png"]["alt"] == repr(explorer)[1:-1]
    explorer.save_png(tmp_path / "a.png")
    for file in (io.BytesIO(explorer.png()), tmp_path / "a.png"):
        with Image.open(file) as picture:
            assert picture.text["Title"] == "A <b>"
    explorer.title = ""
    assert explorer.png() == plain
    for wrong in (None, 3, "a\0"):
        with pytest.raises(ValueError, match="title must be text"):
            explorer.title = wrong
    explorer.close()
    with pytest.raises(RuntimeError, match="is closed"):
        explorer.title = "b"


def test_a_wrong_keyword_of_a_saved_picture_is_told_by_the_method_that_was_called(explorer, tmp_path):
    said = rf"{type(explorer).__name__}.save_png has no 'size'; it takes path, .*marks"
    with pytest.raises(TypeError, match=said):
        explorer.save_png(tmp_path / "a.png", size=3)
    assert not any(tmp_path.iterdir())


# --- pictures and files ---------------------------------------------------------------------------------------


def test_shown_without_a_kernel_it_is_one_png_with_text(explorer):
    data, about = explorer._repr_mimebundle_()
    assert set(data) == {"image/png", "text/plain", "application/vnd.jupyter.widget-view+json"}
    assert explorer.status() in data["text/plain"]
    assert len(about["image/png"]["alt"]) > 10


def test_in_marimo_it_is_a_picture_with_the_line_that_helps(explorer):
    kind, text = explorer._display_()._mime_()
    assert kind == "text/html"
    assert "<code>mo.image(w.png())</code>" in text
    assert base64.b64encode(explorer.png()).decode() in text
    assert html.escape(explorer.status(), quote=True) in text


@pytest.mark.parametrize("number", range(VARIETY))
def test_the_picture_does_not_depend_on_rcparams(case, number):
    def pictures(settings):
        with set_to(settings), case.make() as explorer:
            found = [explorer.png()]
            setattr(explorer, case.parameter, case.values[0])
            explorer.picture.zoom(0.5)
            return [*found, explorer.png(), explorer.canvas.vector("svg"), explorer.rgba().tobytes()]

    forget()
    plain = pictures({})
    forget()
    assert pictures(other_settings(number)) == plain
    assert pictures({}) == plain


def test_pyplot_knows_nothing_of_it(explorer):
    import matplotlib.pyplot as plt

    assert plt.get_fignums() == []


def test_rgba_has_one_pixel_for_each_pixel_of_the_data(explorer, case):
    found = explorer.rgba()
    assert (found.dtype, found.shape) == (np.uint8, (*case.pixels(explorer), 4))
    plain = explorer.rgba(marks=False)
    assert (plain.dtype, plain.shape) == (found.dtype, found.shape)


@pytest.mark.parametrize("how", [{}, {"scale": 3}, {"marks": False}])
def test_data_pixels_are_saved_exactly_with_the_parameters(explorer, case, tmp_path, how):
    setattr(explorer, case.parameter, case.values[0])
    explorer.save_png(tmp_path / "a.png", **how)
    scale = how.get("scale", 1)
    how = {key: value for key, value in how.items() if key != "scale"}
    with Image.open(tmp_path / "a.png") as picture:
        assert np.array_equal(
            np.asarray(picture.convert("RGBA")), np.kron(explorer.rgba(**how), np.ones((scale, scale, 1)))
        )
        assert picture.text["Software"] == f"nbtools {nb.__version__}"
        assert picture.text["Description"] == explorer.status()
        assert json.loads(picture.text["Parameters"]) == json.loads(json.dumps(explorer.state()))


def test_the_figure_is_saved_as_it_is_on_the_screen(explorer, tmp_path):
    explorer.save_figure(tmp_path / "a.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "a.png")), pixels(explorer))


@pytest.mark.parametrize(("ending", "start"), [(".svg", b"<?xml"), (".pdf", b"%PDF-")])
def test_the_figure_in_lines_leaves_the_live_one_alone(explorer, tmp_path, ending, start):
    figure, before = explorer.canvas.figure, pixels(explorer)
    live = figure.canvas, figure.dpi, explorer.canvas.device_pixel_ratio, tuple(figure.get_size_inches())
    explorer.save_figure(tmp_path / f"a{ending}")
    assert (tmp_path / f"a{ending}").read_bytes().startswith(start)
    assert live == (
        explorer.canvas, figure.dpi, explorer.canvas.device_pixel_ratio, tuple(figure.get_size_inches())
    )  # fmt: skip
    assert np.array_equal(pixels(explorer), before)


WRITERS = {".png": ("save_png", "save_figure"), ".svg": ("save_figure",), ".pdf": ("save_figure",),
           ".csv": ("to_csv",), ".json": ("save_state",)}  # fmt: skip


@pytest.mark.parametrize(
    ("ending", "method"), [(end, name) for end, names in WRITERS.items() for name in names]
)
def test_files_are_the_same_each_time_and_never_lost(explorer, case, tmp_path, monkeypatch, ending, method):
    save, file = getattr(explorer, method), tmp_path / f"a{ending}"
    save(file)
    first = file.read_bytes()
    assert not re.search(rb"20\d\d-\d\d|D:20\d\d|CreationDate", first)
    with pytest.raises(FileExistsError, match="overwrite=True"):
        save(file)
    with case.make() as other:  # as good as tomorrow
        getattr(other, method)(file, overwrite=True)
    assert file.read_bytes() == first
    for wrong, error in (
        ("", ValueError),
        (f"a\0{ending}", ValueError),
        ("a.exe", ValueError),
        (f"no/a{ending}", FileNotFoundError),
    ):
        with pytest.raises(error):
            save(tmp_path / wrong if wrong else wrong)

    def fail(*_):
        raise OSError("no room")

    monkeypatch.setattr("os.replace", fail)
    with pytest.raises(OSError, match="no room"):
        save(file, overwrite=True)
    assert file.read_bytes() == first
    assert [path.name for path in tmp_path.iterdir()] == [file.name]


def test_saved_parameters_make_the_same_explorer_again(explorer, case, tmp_path):
    setattr(explorer, case.parameter, case.values[0])
    explorer.save_state(tmp_path / "a.json")
    with case.make(**json.loads((tmp_path / "a.json").read_text())) as other:
        assert other.params == explorer.params
        assert np.array_equal(other.rgba(), explorer.rgba())


def choose(explorer, what):
    """Choose in the save box, as the browser would, and return the name that is proposed."""
    explorer.shell.save_box._what.value = what
    return explorer.shell.save_box._name.value


def test_every_choice_of_the_save_box_writes_its_file(explorer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for what, (_, write) in explorer.exports().items():
        name = choose(explorer, what)
        explorer.shell.save_box.save(explorer.shell.save_box._name.value)
        assert explorer.shell.message == f"saved {name}"
        write(tmp_path / f"by hand{Path(name).suffix}", overwrite=True)
        assert (tmp_path / name).read_bytes() == (tmp_path / f"by hand{Path(name).suffix}").read_bytes()
    with Image.open("pixels.png") as picture:
        assert np.array_equal(np.asarray(picture.convert("RGBA")), explorer.rgba())
    assert {"pixels.png", "figure.png", "figure.svg", "figure.pdf", "parameters.json"} <= set(os.listdir())


def test_the_save_box_stays_in_its_folder(explorer, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "raise_errors", False)
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    for name, message in {
        "../a.png": "must have no folder in it",
        "/tmp/a.png": "must have no folder in it",
        "b\\a.png": "must have no folder in it",
        "": "must end in",
        "..": "must end in",
        ".png": "must end in",
        "a.exe": "must end in .csv or .json or .pdf or .png or .svg, got 'a.exe'",
        "a\0.png": "must be a file name",
        "a" * 400 + ".png": "File name too long",
    }.items():
        explorer.shell.save_box.save(name)
        assert message in str(explorer.last_error)
        assert explorer.shell.message == str(explorer.last_error)
        assert message.replace("'", "&#x27;") in explorer.shell.save_box._note.value
    explorer.shell.save_box.save("a.png")
    assert [path.name for path in tmp_path.rglob("*.*")] == ["a.png"]
    assert explorer.shell.message == "saved a.png"
    assert str(tmp_path / "inner" / "a.png") in explorer.shell.save_box._note.value


def test_the_save_box_replaces_a_file_only_when_told(explorer, case, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "raise_errors", False)
    monkeypatch.chdir(tmp_path)
    box = explorer.shell.save_box
    box.save("a.json")
    first = Path("a.json").read_bytes()
    setattr(explorer, case.parameter, case.values[0])
    box.save("a.json")
    assert "a.json exists; tick 'replace'" in explorer.shell.message
    assert Path("a.json").read_bytes() == first
    box._replace.value = True
    with monkeypatch.context() as patch:
        patch.setattr("os.replace", lambda *_: (_ for _ in ()).throw(OSError("no room")))
        box.save("a.json")
    assert "no room" in explorer.shell.message
    assert (os.listdir(), Path("a.json").read_bytes()) == (["a.json"], first)
    box.save("a.json")
    assert Path("a.json").read_bytes() != first
    assert box._replace.value is False


def test_an_ending_chooses_what_is_saved_and_a_stem_is_kept(explorer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    box = explorer.shell.save_box
    choose(explorer, "figure (PNG)")
    box.save("run 3.json")
    assert json.loads(Path("run 3.json").read_text()) == json.loads(json.dumps(explorer.state()))
    assert box._what.value == "parameters (JSON)"
    assert choose(explorer, "figure (PDF)") == "run 3.pdf"
    box._name.value = "figure.pdf"
    assert choose(explorer, "parameters (JSON)") == "parameters.json"


def ask(explorer, monkeypatch):
    """Return a function that presses "download", as the browser would, and gives what the page gets."""
    page, sent = explorer.shell.page, []
    monkeypatch.setattr(page, "send", lambda content, buffers=None: sent.append((content, buffers)))

    def press(name):
        what = explorer.shell.save_box._what.index
        page._handle_custom_msg({"download": {"page": "page 7", "what": what, "name": name}}, [])
        return sent.pop() if sent else None

    return press


def test_every_choice_is_downloaded_without_a_folder(explorer, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    press = ask(explorer, monkeypatch)
    for what, (_, write) in explorer.exports().items():
        name = choose(explorer, what)
        write(tmp_path / f"by hand{Path(name).suffix}", overwrite=True)
        with monkeypatch.context() as patch:
            patch.setattr("tempfile.mkstemp", lambda **_: pytest.fail("nothing is written"))
            content, [data] = press(name)
        assert content == {"download": "page 7", "name": name}
        assert data == (tmp_path / f"by hand{Path(name).suffix}").read_bytes()
        assert explorer.shell.message == f"downloaded {name}"
        assert not (tmp_path / name).exists()


def test_the_browser_gets_what_is_made_for_it_and_no_file_of_the_folder(explorer, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "raise_errors", False)
    monkeypatch.chdir(tmp_path)
    press = ask(explorer, monkeypatch)
    Path("secret.txt").write_text("secret")
    Path("secret.json").write_text("secret")
    assert press("secret.txt") is None
    assert "must end in" in explorer.shell.message
    for name in ("../a.png", str(tmp_path / "secret.json"), "b\\a.png"):
        assert press(name) is None
        assert "must have no folder in it" in explorer.shell.message
    assert press("a\0.png") is None
    assert "must be a file name" in explorer.shell.message
    _, [data] = press("secret.json")
    assert json.loads(data) == json.loads(json.dumps(explorer.state()))
    press("<img src=x onerror=alert(1)>.json")
    assert "<img" not in explorer.shell.save_box._note.value
    assert "downloaded &lt;img" in explorer.shell.save_box._note.value


def test_where_the_folder_cannot_be_written_the_save_box_says_what_works(explorer, tmp_path, monkeypatch):
    monkeypatch.setattr(explorer, "raise_errors", False)
    monkeypatch.chdir(tmp_path)
    press = ask(explorer, monkeypatch)

    def refuse(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("tempfile.mkstemp", refuse)
    choose(explorer, "figure (PNG)")
    explorer.shell.save_box.save("figure.png")
    assert explorer.shell.message == f"the folder {tmp_path} is not writable; 'download' needs no folder"
    assert press("figure.png")[1] == [explorer.png()]
    assert list(tmp_path.iterdir()) == []


def test_an_open_file_gets_what_a_path_gets(explorer, tmp_path):
    for ending, methods in WRITERS.items():
        for method in methods:
            file = io.BytesIO()
            file.name = f"a{ending}"
            getattr(explorer, method)(file)
            getattr(explorer, method)(tmp_path / f"a{ending}", overwrite=True)
            assert file.getvalue() == (tmp_path / f"a{ending}").read_bytes()


# --- what users draw ------------------------------------------------------------------------------------------


def axes_of(explorer):
    return explorer.axes if isinstance(explorer.axes, tuple) else (explorer.axes,)


def draw_into(explorer):
    """Draw a disk into the middle of the picture, and name it and its axes."""
    axes = axes_of(explorer)[0]
    axes.scatter([0.5], [0.5], s=900, color="#ff00ff", transform=axes.transAxes)
    axes.set_title("mine")
    axes.set_xlabel("across")


def magenta(picture):
    return (picture[..., :3] == (255, 0, 255)).all(axis=-1).sum()


def test_what_a_user_draws_is_shown_and_stays(explorer, case, tmp_path):
    assert explorer.figure is explorer.canvas.figure
    assert magenta(pixels(explorer)) < 20
    draw_into(explorer)
    whole = magenta(pixels(explorer))
    assert whole > 500
    names = [axes_of(explorer)[0].title, axes_of(explorer)[0].xaxis.label]

    def is_there():
        shown = pixels(explorer)
        inside = [text.get_window_extent() for text in names]
        box = explorer.figure.bbox
        assert all(box.x0 <= e.x0 and e.x1 <= box.x1 and box.y0 <= e.y0 and e.y1 <= box.y1 for e in inside)
        return magenta(shown) >= 0.2 * whole  # but for marks of the explorer, which lie above it

    setattr(explorer, case.parameter, case.values[0])
    assert is_there()
    explorer.picture.zoom(0.5)
    assert is_there()
    explorer.image = case.other
    assert is_there()
    explorer.reset()
    assert is_there()
    explorer.save_figure(tmp_path / "a.png")
    assert magenta(np.asarray(Image.open(tmp_path / "a.png"))) >= 0.3 * whole
    explorer.save_figure(tmp_path / "a.svg")
    assert b"#ff00ff" in (tmp_path / "a.svg").read_bytes()
    data, _ = explorer._repr_mimebundle_()
    assert magenta(np.asarray(Image.open(io.BytesIO(base64.b64decode(data["image/png"]))))) >= 0.3 * whole


def test_what_a_user_draws_is_in_animations_and_disturbs_nothing(explorer, case, tmp_path):
    parameter, values, _ = case.swept
    draw_into(explorer)
    before, calls = pixels(explorer), []
    explorer.observe(calls.append, names=list(explorer.parameters()))
    explorer.save_animation(tmp_path / "a.png", parameter=parameter, values=values, progress=False)
    assert calls == []
    assert np.array_equal(pixels(explorer), before)
    frames = list(frames_of(tmp_path / "a.png"))
    for value, frame in zip(values, frames, strict=True):
        setattr(explorer, parameter, value)
        assert np.array_equal(frame, pixels(explorer))
        assert magenta(frame) > 400


def test_what_a_user_draws_is_no_work_at_a_step(explorer, case, monkeypatch):
    draw_into(explorer)
    explorer.png()
    drawn = []
    scatter = axes_of(explorer)[0].collections[-1]
    monkeypatch.setattr(scatter, "draw", lambda renderer: drawn.append(1))
    name = "cmap" if case.explorer == "SpotExplorer" else case.parameter
    whole = case.explorer in ("SpotExplorer",)  # whose image does not move: other colours draw all anew
    explorer.set(**({name: "magma"} if whole else {name: case.values[0]}))
    explorer.png()
    assert len(drawn) == whole


def test_what_is_drawn_into_it_goes_with_it(case):
    explorer = case.make()
    draw_into(explorer)
    gone = [weakref.ref(explorer.figure), weakref.ref(axes_of(explorer)[0].collections[-1])]
    explorer.close()
    for name in ("figure", "axes"):
        with pytest.raises(RuntimeError, match="is closed"):
            getattr(explorer, name)
    del explorer
    gc.collect()
    assert [ref for ref in gone if ref() is not None] == []


# --- what users see -------------------------------------------------------------------------------------------


def test_completion_offers_what_users_call_and_nothing_else(explorer):
    offered = dir(explorer)
    wanted = {*explorer.parameters(), "result", "table", "rgba", "code", "set", "undo", "save_png", "axes"}
    inner = "take fit build draw steer steer_all guarded nearest shell reach look radial found finder plain data comm"
    assert wanted <= {*offered}
    assert not {*inner.split(), "keys", "press"} & {*offered}
    assert all(hasattr(explorer, name) for name in offered)


def test_signature_and_help_tell_of_every_parameter(explorer):
    kind = type(explorer)
    assert {"name", "title", *kind.parameters()} <= {*inspect.signature(kind).parameters}
    for name, trait in kind.parameters().items():
        assert f"    {name} : {trait.kind}\n        {trait.help}" in kind.__doc__


def test_help_begins_with_a_table_of_the_parameters_and_is_about_what_users_call(explorer):
    kind = type(explorer)
    text = pydoc.plain(pydoc.render_doc(kind))
    summary, table, _ = inspect.getdoc(kind).split("\n\n", 2)
    assert text.index("parameter ") < text.index("Parameters\n")
    assert "\n" not in summary
    head, *rows = [line for line in table.splitlines() if not line.startswith("===")]
    assert head.split() == ["parameter", "default", "allowed", "unit"]
    ends = [m.start() for m in re.finditer(r"\S+", head)] + [None]
    found = [[row[a:b].strip() for a, b in itertools.pairwise(ends)] for row in rows]
    assert [row[0] for row in found] == [*kind.parameters()]
    for (name, default, allowed, unit), trait in zip(found, kind.parameters().values(), strict=True):
        value = trait.default_value
        assert default == ("by the data" if value is None and "None" not in allowed else repr(value)), name
        assert allowed == trait.allowed
        assert allowed not in ("", "object")
        assert unit == trait.unit
    steps = {name for base in kind.__mro__ for name, member in vars(base).items() if isinstance(member, step)}
    shown = {*re.findall(r"^ \|  (\w+)(?:\(| = |$)", text, re.M)}
    assert "result" in shown
    assert not shown & (steps - {"result", "profiles", "color_limits"})
    assert not shown & {"take", "build", "comm", "keys"}


def test_the_bounds_in_help_are_those_that_hold(explorer):
    for name, trait in type(explorer).parameters().items():
        if bounds := re.fullmatch(r"(\S+) to (\S+)", trait.allowed):
            low, high = map(float, bounds.groups())
            for beyond in (low - 1, round(high * 1.01) + 1):
                with pytest.raises(ValueError, match=name):
                    trait.validate(explorer, beyond)


def test_three_classes_at_most_lie_between_an_explorer_and_its_box(explorer):
    chain = type(explorer).__mro__
    assert chain.index(ipywidgets.VBox) <= 4


def test_a_colormap_may_be_any_or_an_object(explorer, case, tmp_path):
    explorer.cmap = "plasma"
    plain = explorer.rgba(marks=False)
    own = ListedColormap(["#102030", "#ff8000", "#00ff80"], name="mine")
    explorer.cmap = own
    assert explorer.cmap is own
    found = explorer.rgba(marks=False)
    explorer.png()
    space = case.space()
    exec(explorer.code(), space)
    with case.make(**json.loads(json.dumps(explorer.state()))) as other:
        assert np.array_equal(other.rgba(marks=False), found)
    assert not np.array_equal(plain, found)
    with pytest.raises(ValueError, match="cmap must be the name of a colormap"):
        explorer.cmap = "virids"


# --- animations -----------------------------------------------------------------------------------------------


def frames_of(path):
    with Image.open(path) as picture:
        for number in range(picture.n_frames):
            picture.seek(number)
            yield np.asarray(picture.convert("RGBA"))


def test_an_animation_shows_rgba_at_each_value_and_disturbs_nothing(explorer, case, tmp_path, monkeypatch):
    parameter, values, _ = case.swept
    setattr(explorer, parameter, values[0])
    before, picture, result = explorer.params, pixels(explorer), explorer.result
    calls, drawn = [], []
    explorer.observe(calls.append, names=list(explorer.parameters()))
    with monkeypatch.context() as patch:
        patch.setattr(explorer, "draw", lambda: drawn.append(1))
        explorer.save_animation(
            tmp_path / "a.png",
            parameter=parameter,
            values=iter(values),
            duration=0.2,
            progress=False,
        )
    assert (calls, drawn) == ([], [])
    assert explorer.params == before
    assert explorer.result is result
    assert np.array_equal(pixels(explorer), picture)
    explorer.undo()
    assert not explorer.undo()
    expected = []
    for value in values:
        setattr(explorer, parameter, value)
        expected.append(explorer.rgba())
    assert np.array_equal(list(frames_of(tmp_path / "a.png")), expected)
    assert any(not np.array_equal(expected[0], other) for other in expected[1:])


def test_an_animation_as_gif_is_exact_or_says_what_it_is_not(explorer, case, tmp_path):
    parameter, values, _ = case.swept
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        explorer.save_animation(
            tmp_path / "a.gif",
            parameter=parameter,
            values=values,
            scale=2,
            marks=False,
            progress=False,
        )
    found = list(frames_of(tmp_path / "a.gif"))
    expected = []
    for value in values:
        setattr(explorer, parameter, value)
        expected.append(np.kron(explorer.rgba(marks=False), np.ones((2, 2, 1), np.uint8)))
    many = any(len(np.unique(frame.reshape(-1, 4), axis=0)) > 256 for frame in expected)
    assert [str(each.message).partition(" is ")[2][:9] for each in said] == ["not exact"] * many
    assert np.array_equal(found, expected) is not many
    for each in said:
        assert each.filename == __file__


def test_progress_is_shown_on_request(explorer, case, tmp_path, capsys):
    parameter, values, _ = case.swept
    for progress in (False, True):
        explorer.save_animation(
            tmp_path / f"{progress}.png", parameter=parameter, values=values, progress=progress
        )
        assert ("3/3" in capsys.readouterr().err) is progress


def test_a_wrong_animation_is_refused_before_its_first_frame(explorer, case, tmp_path, monkeypatch):
    parameter, values, wrong_value = case.swept
    before = explorer.params
    monkeypatch.setattr(type(explorer), "rgba", lambda *_, **__: pytest.fail("nothing must be drawn"))
    (tmp_path / "there.png").write_bytes(b"old")
    good = {"parameter": parameter, "values": values, "progress": False}
    for name, wrong, error, message in (
        ("a.png", {"parameter": parameter + "x"}, TypeError, "no parameter"),
        ("a.png", {"values": (*values, wrong_value)}, ValueError, f"{parameter} must be"),
        ("a.png", {"values": ()}, ValueError, f"values must have at least one value of {parameter}"),
        ("a.png", {"scale": 0}, ValueError, "scale must be"),
        ("a.png", {"duration": 0}, ValueError, "duration must be"),
        ("a.mp4", {}, ValueError, r"path must end in \.gif or \.png"),
        ("there.png", {}, FileExistsError, "overwrite=True"),
        ("no/a.png", {}, FileNotFoundError, "does not exist"),
    ):
        with pytest.raises(error, match=message):
            explorer.save_animation(tmp_path / name, **{**good, **wrong})
    assert explorer.params == before
    assert (tmp_path / "there.png").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["there.png"]


def test_an_animation_that_fails_midway_leaves_everything_as_it_was(explorer, case, tmp_path, monkeypatch):
    parameter, values, _ = case.swept
    before, rgba, made = explorer.params, explorer.rgba, []

    def fail(**how):
        made.append(1)
        if len(made) == 2:
            raise OSError("no more memory")
        return rgba(**how)

    monkeypatch.setattr(type(explorer), "rgba", lambda self, **how: fail(**how))
    with pytest.raises(OSError, match="no more memory"):
        explorer.save_animation(tmp_path / "a.png", parameter=parameter, values=values, progress=False)
    assert explorer.params == before
    assert list(tmp_path.iterdir()) == []
    calls = []
    explorer.observe(calls.append, names=parameter)
    setattr(explorer, parameter, values[0])
    assert len(calls) == 1


# --- the mouse ------------------------------------------------------------------------------------------------


def test_a_plain_drag_moves_what_is_seen_and_the_cursor_says_so(explorer):
    """In any panel; a click moves nothing, and whoever comes back to where he began is back there."""
    picture, canvas = explorer.picture, explorer.canvas
    while (np.ptp(picture.view, axis=0) > 0.6 * np.array(picture.shape)).any():
        picture.zoom(0.5)
    canvas.draw()
    axes = [axes for axes in picture.panels if axes.get_visible()][-1]
    start = axes.bbox.x0 + 0.3 * axes.bbox.width, axes.bbox.y0 + 0.8 * axes.bbox.height
    end = start[0] - 24, start[1] + 16
    held, view = axes.transData.inverted().transform(start), picture.view
    mouse(canvas, "motion_notify", *start, button=0)
    assert canvas.cursor == "grab"
    click = axes.bbox.x0 + 0.6 * axes.bbox.width, axes.bbox.y0 + 0.3 * axes.bbox.height
    drag(canvas, click, (click[0] + 2, click[1] - 1))
    assert picture.view == view
    drag(canvas, start, end, start)
    assert np.allclose(picture.view, view)
    drag(canvas, start, end)
    assert not np.allclose(picture.view, view)
    assert axes.transData.transform(held) == pytest.approx(end, abs=1)
    mouse(canvas, "motion_notify", 1, 1, button=0)
    assert canvas.cursor == "default"
    canvas.set_mode("zoom", True)
    mouse(canvas, "motion_notify", *end, button=0)
    assert canvas.cursor == "crosshair"


# --- life -----------------------------------------------------------------------------------------------------


def test_created_and_closed_often_nothing_is_left(case):
    case.make().close()
    gc.collect()
    before = len(_instances)
    figures = []
    for _ in range(50):
        explorer = case.make()
        figures.append(weakref.ref(explorer.canvas.figure))
        explorer.close()
    del explorer
    gc.collect()
    assert len(_instances) == before
    assert [figure for figure in figures if figure() is not None] == []


def test_closing_twice_is_fine_and_use_after_it_a_clear_error(explorer, case):
    explorer.close()
    explorer.close()
    for use in (
        lambda: explorer.result,
        lambda: explorer.png(),
        lambda: explorer.set(**{case.parameter: case.values[0]}),
        lambda: setattr(explorer, case.parameter, case.values[1]),
        lambda: setattr(explorer, "image", case.other),
        explorer._ipython_display_,
    ):
        with pytest.raises(RuntimeError, match="is closed; make a new one"):
            use()
    assert "closed" in repr(explorer)


def test_it_stands_in_boxes_and_tabs(explorer):
    tab = ipywidgets.Tab([explorer])
    box = ipywidgets.HBox([explorer, tab])
    assert explorer in box.children
    box.close()
    tab.close()  # while it lives, no page of all widgets can be made without the explorer


def test_every_parameter_has_a_label_and_help(explorer):
    for name, trait in explorer.parameters().items():
        assert trait.label, name
        assert trait.help.endswith((".", ";", ")")), name


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((1, 1)),
        np.full((20, 30), 7, np.uint8),
        np.full((20, 30), np.nan),
        np.zeros((20, 30), bool),
        np.ones((1, 40)),
        np.full((20, 30), np.inf),
        np.ma.masked_all((20, 30)),
        np.arange(600, dtype=">u2").reshape(20, 30),
        np.full((20, 30), 1e300) * np.linspace(-1, 1, 30),
    ],
    ids=["1x1", "constant", "all nan", "bool", "1 row", "all inf", "all masked", "big-endian", "huge"],
)
@pytest.mark.parametrize("upside_down", [False, True])
def test_odd_images_give_a_plain_status_and_no_warning(case, image, upside_down):
    with case.make(case.like(image, image[::-1] if upside_down else image)) as explorer:
        assert explorer.status()
        assert explorer.last_error is None
        explorer.png()
        explorer.table()


def test_inputs_stay_as_they_were(case):
    before = [image.copy() for image in case.arrays()]
    for image in case.arrays():
        image.flags.writeable = False
    with case.make() as explorer:
        setattr(explorer, case.parameter, case.values[0])
        explorer.table()
    for image in case.arrays():
        image.flags.writeable = True
    assert all(np.array_equal(*pair) for pair in zip(case.arrays(), before, strict=True))
