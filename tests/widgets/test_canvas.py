"""The canvas against a browser of our own, which keeps ipympl's protocol and can be slow or lose a frame."""

import io
import subprocess
import sys

import numpy as np
import pytest
from matplotlib.backend_bases import MouseButton
from matplotlib.figure import Figure
from PIL import Image

from nbtools.draw.scene import Layer, Panel
from nbtools.widgets.base import canvas as canvas_module
from nbtools.widgets.base.canvas import Canvas
from nbtools.widgets.base.flow import Flow
from nbtools.widgets.base.module import PICTURES, source
from tests.widgets.mouse import mouse


class Browser:
    """What our page does with the messages of the canvas; it may be slow to answer, or reload."""

    def __init__(self, canvas, monkeypatch):
        self.canvas, self.frames, self.inbox, self.picture, self.places = canvas, 0, [], None, []
        monkeypatch.setattr(canvas, "send", self.receive)
        self.say("refresh")
        self.answer()

    def say(self, kind, **content):
        self.canvas._handle_message(None, {"type": kind, **content}, [])

    def receive(self, content, buffers=()):
        if "frame" in content:
            self.frames += 1
            self.show(bytes(buffers[0]), content["frame"])
            if content["frame"]["answer"]:
                self.inbox.append("draw")

    def show(self, png, about):
        new = np.asarray(Image.open(io.BytesIO(png)).convert("RGBA"))
        self.places.append((about["place"], new.shape[:2]))
        if about["whole"]:
            self.picture = new.copy()
        else:
            (row, col), (rows, cols) = about["place"], new.shape[:2]
            old = self.picture[row : row + rows, col : col + cols]
            assert old.shape == new.shape
            old[new[..., 3] > 0] = new[new[..., 3] > 0]

    def answer(self):
        while self.inbox:
            self.say(self.inbox.pop(0))


@pytest.fixture
def canvas():
    figure = Figure((3, 2), dpi=100, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, 30), ylim=(0, 20))
    canvas = Canvas(figure)
    (line,) = axes.plot([2, 2], [0, 20], linewidth=3)
    canvas.set_moving(line)
    return canvas


def move(canvas, x):
    canvas.figure.axes[0].lines[0].set_xdata([x, x])
    canvas.moved()


def live_layer():
    layer = Layer("straight", {"at": 1}, {})
    layer.live.append({"of": "x"})
    return layer


def on_screen(canvas):
    return np.asarray(Image.open(io.BytesIO(canvas.png())))


def test_no_browser_no_frame(canvas, monkeypatch):
    sent = []
    monkeypatch.setattr(canvas, "send", lambda *a, **k: sent.append(a))
    move(canvas, 5)
    canvas.draw_idle()
    assert sent == []


def test_a_move_paints_one_frame_and_the_browser_shows_it(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    before = browser.frames
    move(canvas, 11)
    assert browser.frames == before + 1
    assert np.array_equal(browser.picture, on_screen(canvas))


def test_a_busy_browser_gets_only_the_last_of_many_changes(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    before = browser.frames
    for x in range(3, 28):
        move(canvas, x)
    assert browser.frames == before + 1  # it has not answered yet
    browser.answer()
    assert browser.frames == before + 2
    assert np.array_equal(browser.picture, on_screen(canvas))


def test_a_far_page_paints_by_itself_but_not_what_the_mouse_moves_in_the_picture(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    monkeypatch.setattr(Flow, "far", True)
    browser.say("watched")
    canvas.describe([Panel((0, 0, 300, 200), (255, 255, 255), [live_layer()])])
    before = browser.frames
    move(canvas, 11)
    assert browser.frames == before
    canvas.rest()
    assert browser.frames == before + 1
    browser.answer()
    mouse(canvas, "button_press", 50, 50)
    move(canvas, 12)
    assert browser.frames == before + 2
    browser.answer()
    mouse(canvas, "button_release", 50, 50)
    mouse(canvas, "button_press", 50, 50)
    canvas.grabbed()  # the page moves the image by itself
    move(canvas, 13)
    assert browser.frames == before + 2


def test_at_the_end_of_a_drag_a_page_gets_its_frame_even_if_nothing_has_moved(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    for grabbed, frames in ((False, 0), (True, 1)):
        before = browser.frames
        mouse(canvas, "button_press", 50, 50)
        if grabbed:
            canvas.grabbed()
        mouse(canvas, "button_release", 50, 50)
        assert browser.frames == before + frames
        browser.answer()


def test_only_the_rectangle_that_has_changed_travels(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    move(canvas, 8)
    browser.answer()
    (row, col), (rows, cols) = browser.places[-1]
    assert row == 0
    assert rows == 200
    assert 15 < col < 25  # the line was at 2 of 30 data pixels, 20 px from the left
    assert cols < 70
    assert np.array_equal(browser.picture, on_screen(canvas))


def test_moving_artists_do_not_draw_the_figure_again(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    drawn = []
    canvas.mpl_connect("draw_event", drawn.append)
    for x in (4, 9, 14):
        move(canvas, x)
        browser.answer()
    assert drawn == []
    canvas.draw_idle()
    browser.answer()
    assert len(drawn) == 1


def test_resize_and_pixel_ratio_give_a_whole_frame_of_the_new_size(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    browser.say("resize", width=240, height=160)
    browser.answer()
    assert browser.picture.shape == (160, 240, 4)
    browser.say("set_device_pixel_ratio", device_pixel_ratio=2)
    browser.answer()
    assert browser.picture.shape == (320, 480, 4)
    move(canvas, 20)
    browser.answer()
    assert np.array_equal(browser.picture, on_screen(canvas))


def test_a_browser_that_opens_the_picture_again_gets_it_whole(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    move(canvas, 13)
    browser.picture = np.zeros_like(browser.picture)
    browser.say("refresh")
    browser.answer()
    assert np.array_equal(browser.picture, on_screen(canvas))


def test_mouse_motion_is_merged_while_a_frame_is_under_way_and_the_last_is_done(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    seen = []

    def follow(event):
        seen.append(event.x)
        move(canvas, event.xdata)

    canvas.mpl_connect("motion_notify_event", follow)
    for x in range(100, 140):
        mouse(canvas, "motion_notify", x, 50)
    assert seen == [100]
    browser.answer()
    assert seen == [100, 139]
    for x in range(140, 160):
        mouse(canvas, "motion_notify", x, 50)
    mouse(canvas, "button_release", 160, 50)
    assert seen == [100, 139, 140, 160]


@pytest.mark.parametrize(
    ("number", "button"), [(1, MouseButton.LEFT), (2, MouseButton.MIDDLE), (3, MouseButton.RIGHT)]
)
def test_a_drag_ends_where_the_button_is_let_go(canvas, monkeypatch, number, button):
    Browser(canvas, monkeypatch)
    heard = []
    for kind in ("motion_notify", "button_release"):
        canvas.mpl_connect(f"{kind}_event", lambda event: heard.append((event.name, event.x, event.buttons)))
    mouse(canvas, "button_release", 160, 50, button=number)
    assert heard == [("motion_notify_event", 160, {button}), ("button_release_event", 160, None)]


def test_panning_ends_where_the_button_is_let_go(canvas, monkeypatch):
    Browser(canvas, monkeypatch)
    axes = canvas.figure.axes[0]
    low, high = axes.get_xlim()
    canvas.set_mode("pan", True)
    for kind, x in [("button_press", 100), ("motion_notify", 110), ("button_release", 140)]:
        mouse(canvas, kind, x, 50)
    assert axes.get_xlim()[0] == pytest.approx(low - 40 * (high - low) / axes.bbox.width)


# --- vector files -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["svg", "pdf"])
def test_a_vector_file_holds_the_moving_artists_too_and_obeys_no_settings(canvas, kind):
    import matplotlib as mpl

    file = canvas.vector(kind)
    settings = {"savefig.bbox": "tight", "savefig.dpi": 30, "savefig.facecolor": "red", "svg.fonttype": "none",
                "svg.image_inline": False, "pdf.fonttype": 3, "pdf.compression": 0}  # fmt: skip
    with mpl.rc_context(settings):
        assert canvas.vector(kind) == file
    for artist in canvas._moving:
        artist.set_visible(False)
    assert len(canvas.vector(kind)) < len(file)
    for artist in canvas._moving:
        artist.set_visible(True)
    assert canvas.vector(kind) == file


@pytest.mark.parametrize("ratio", [1, 2])
def test_a_vector_file_leaves_the_live_picture_alone(canvas, monkeypatch, ratio):
    browser = Browser(canvas, monkeypatch)
    browser.say("set_device_pixel_ratio", device_pixel_ratio=ratio)
    browser.answer()
    before, frames = canvas.png(), browser.frames
    state = (
        canvas.figure.canvas,
        canvas.figure.dpi,
        canvas.device_pixel_ratio,
        *canvas.figure.get_size_inches(),
    )
    for kind in ("svg", "pdf"):
        canvas.vector(kind)
    assert state == (canvas, canvas.figure.dpi, ratio, *canvas.figure.get_size_inches())
    assert canvas.png() == before
    browser.answer()
    assert browser.frames == frames


def test_keys_of_matplotlib_are_off(canvas, monkeypatch):
    browser = Browser(canvas, monkeypatch)
    for key in "lkqgs":
        browser.say("key_press", key=f"k{key}")
    assert canvas.figure.axes[0].get_xscale() == canvas.figure.axes[0].get_yscale() == "linear"


def test_the_users_own_plots_keep_their_backend():
    code = (
        "import matplotlib; matplotlib.use('svg'); import matplotlib.pyplot as plt;"
        "import nbtools; nbtools.SpotExplorer; print(matplotlib.get_backend())"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "svg"


# --- the first frame --------------------------------------------------------------------------------------------


def test_what_is_shown_for_the_first_time_need_not_be_asked_for(canvas, monkeypatch):
    told = []
    monkeypatch.setattr(canvas, "send", lambda content, buffers=(): told.append(content))
    canvas.offer()
    (frame,) = (content["frame"] for content in told)
    assert frame["whole"]
    assert not frame["answer"]
    canvas._handle_message(None, {"type": "refresh", "known": frame["number"]}, [])
    assert len(told) == 1  # the page has it
    canvas._handle_message(None, {"type": "refresh", "known": 0}, [])
    assert [content["frame"]["whole"] for content in told if "frame" in content] == [True, True]
    canvas.offer()
    assert sum("frame" in content for content in told) == 2  # a page is there


def test_a_picture_begins_in_the_size_that_the_last_one_of_its_kind_had(canvas, monkeypatch):
    for name in ("_last_size", "_last_ratio"):
        monkeypatch.setattr(canvas_module, name, {})
    monkeypatch.setattr(canvas, "send", lambda *told, **buffers: None)
    canvas._handle_message(None, {"type": "resize", "width": 240, "height": 160}, [])
    canvas._handle_message(None, {"type": "set_device_pixel_ratio", "device_pixel_ratio": 2}, [])
    figure = Figure((3, 2), dpi=100, facecolor="white")
    for other, wanted in (
        (Canvas(figure), (160 * 2, 240 * 2)),
        (Canvas(Figure((2, 2), dpi=100)), (400, 400)),
    ):
        monkeypatch.setattr(other, "send", lambda *told, **buffers: None)
        assert other.device_pixel_ratio == 1
        other.offer()
        assert other.pixels().shape[:2] == wanted
        other.close()


def test_what_is_drawn_is_drawn_again_only_when_it_has_changed(canvas, monkeypatch):
    (line,) = canvas.figure.axes[0].plot([0, 30], [0, 20])
    canvas.set_moving(line)
    drawn = []
    draw = type(line).draw
    monkeypatch.setattr(type(line), "draw", lambda *told: (drawn.append(told[0]), draw(*told))[1])
    before = canvas.pixels()
    assert np.array_equal(canvas.pixels(), before)
    assert drawn.count(line) == 1
    line.set_ydata([20, 0])  # which nobody has told the canvas
    assert not np.array_equal(canvas.pixels(), before)
    line.set_visible(False)
    assert (canvas.pixels()[..., :3] == 255).mean() > (before[..., :3] == 255).mean()


def test_the_page_side_is_small_and_travels_without_its_comments():
    module = source(*PICTURES)
    assert len(module.encode()) <= 60_000
    assert "/**" not in module
    assert " // " not in module
    assert module.endswith("export default{initialize,render};")
