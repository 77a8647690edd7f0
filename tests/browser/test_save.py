"""The save box as a user meets it: a file is written into the notebook's folder and comes into the browser."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.looking import kernel_picture, pixels

SETUPS = {
    "spots": """
import numpy as np
import nbtools as nb
image = nb.samples.spots(n=12, shape=(120, 160), radius=2.0, noise=0.5, seed=5).image
w = nb.SpotExplorer(image, threshold_abs=20.0, min_distance=5)
w
""",
    "diff": """
import numpy as np
import nbtools as nb
pair = nb.samples.changed_pair(shape=(300, 600), fraction=0.01, seed=1)
w = nb.DiffExplorer(pair.before, pair.after)
w
""",
}


@pytest.fixture(scope="module", params=SETUPS)
def page(pages, request):
    """One page for all tests of an explorer."""
    narrow = {"width": 1080, "height": 800}  # leaves 900 px for a cell when the list of files is closed
    with pages.show([SETUPS[request.param]], name=f"save-{request.param}", viewport=narrow) as notebook:
        notebook.hide_files()
        notebook.page.locator(".nbtools-head button[title='Save']").click()
        notebook.settle()
        yield notebook


@pytest.fixture
def box(page, lab, request):
    """The open save box, and a folder without files in it."""
    for file in lab.root.glob("*.*"):
        if file.is_file() and file.suffix != ".ipynb":
            file.unlink()
    page.execute("box = w.shell.save_box; box._name.value, box._what.value = '', 'data pixels (PNG)'")
    page.execute("box._name.value = 'pixels.png'; box._tell('')")
    page.settle(quiet=150)
    page.console_errors.clear()
    yield page.page.locator(".nbtools-save")
    page.screenshot(request.node.name)
    assert page.console_errors == []


def choose(notebook, box, what):
    """Choose what is saved; return the name that is proposed."""
    box.locator("select").select_option(what)
    notebook.settle(quiet=150)
    return box.locator("input[type=text]").input_value()


def save(box):
    box.locator("button", has_text=re.compile(r"^\s*save\s*$")).click()
    expect(box).to_contain_text(re.compile("saved |⚠ "), timeout=120_000)


def download(notebook, box, name):
    """Press the button that downloads; return what the browser has got."""
    with notebook.page.expect_download(timeout=120_000) as waiting:
        box.locator(".nbtools-download").click()
    assert waiting.value.suggested_filename == re.sub("[<>]", "_", name)  # which the browser replaces itself
    return waiting.value.path()


def test_data_pixels_come_into_the_browser_exactly(page, box, lab):
    assert choose(page, box, "data pixels (PNG)") == "pixels.png"
    save(box)
    expect(box).to_contain_text(f"saved {lab.root.resolve() / 'pixels.png'}")
    file = download(page, box, "pixels.png")
    assert file.read_bytes() == (lab.root / "pixels.png").read_bytes()
    found = np.asarray(Image.open(file).convert("RGBA"))
    assert np.array_equal(found, page.value("w.rgba()"))
    assert found.shape == (*page.value("(w.before if hasattr(w, 'before') else image).shape"), 4)


def test_every_choice_is_written_and_downloaded(page, box, lab):
    starts = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".csv": b"", ".json": b"{"}
    for what in box.locator("select option").all_inner_texts():
        name = choose(page, box, what)
        save(box)
        file = download(page, box, name)
        assert file.read_bytes() == (lab.root / name).read_bytes()
        assert file.read_bytes().startswith(starts["." + name.split(".")[1]])
    assert json.loads((lab.root / "parameters.json").read_text()) == page.value("w.state()")
    assert np.array_equal(pixels((lab.root / "figure.png").read_bytes()), kernel_picture(page))
    table = page.value("w.table()")
    numbers = table.select_dtypes("number").columns
    back = pd.read_csv(lab.root / "table.csv")[numbers]
    pd.testing.assert_frame_equal(back, table[numbers], check_dtype=False, rtol=1e-12)


def test_an_existing_file_is_replaced_when_the_box_is_ticked(page, box, lab):
    name = choose(page, box, "parameters (JSON)")
    (lab.root / name).write_text("mine")
    save(box)
    expect(box.locator(".nbtools-error")).to_contain_text(f"{name} exists; tick 'replace' to write over it")
    expect(page.page.locator(".nbtools-status .nbtools-error")).to_contain_text(f"{name} exists")
    page.screenshot(f"{page.name}-exists")
    assert (lab.root / name).read_text() == "mine"
    box.locator("input[type=checkbox]").check()
    save(box)
    expect(box).to_contain_text("saved ")
    expect(box.locator("input[type=checkbox]")).not_to_be_checked()
    assert json.loads(download(page, box, name).read_text()) == page.value("w.state()")


def test_hostile_names_are_literal_text(page, box, lab):
    evil = "<img src=x onerror=window.hit=1>&amp;$.json"
    choose(page, box, "parameters (JSON)")
    box.locator("input[type=text]").fill(evil)
    save(box)
    expect(box).to_contain_text(evil)
    assert json.loads(download(page, box, evil).read_text())
    box.locator("input[type=text]").fill("../<img src=x onerror=window.hit=1>.json")
    save(box)
    expect(box.locator(".nbtools-error")).to_contain_text("must have no folder in it")
    assert page.page.evaluate("window.hit") is None
    assert box.locator("img").count() == 0


def test_the_page_cannot_ask_for_a_file_of_the_folder(page, box, lab):
    (lab.root / "secret.json").write_text("secret")
    choose(page, box, "parameters (JSON)")
    got = page.page.evaluate(
        """async (what) => {
          const kernel = window.panel.sessionContext.session.kernel, heard = [];
          kernel.anyMessage.connect((_, {msg}) => { if (msg.buffers?.length) heard.push(msg) });
          for (const comm of kernel._comms.values())
            comm.send({method: "custom", content: {download: {page: "x", what, name: "secret.json"}}});
          await new Promise(done => setTimeout(done, 1500));
          return heard.filter(m => m.content.data?.content?.download)
            .map(m => [m.content.data.content.name, new TextDecoder().decode(m.buffers[0])]);
        }""",
        box.locator("select").evaluate("list => list.selectedIndex"),
    )
    assert [name for name, _ in got] == ["secret.json"]
    assert json.loads(got[0][1]) == page.value("w.state()")
    (lab.root / "secret.json").unlink()


def test_downloading_needs_no_folder_and_leaves_nothing_in_it(page, box, lab):
    name = choose(page, box, "figure (PNG)")
    before = sorted(lab.root.iterdir())
    file = download(page, box, name)
    assert np.array_equal(pixels(file.read_bytes()), kernel_picture(page))
    expect(box).to_contain_text(f"downloaded {name}")
    assert sorted(lab.root.iterdir()) == before


def test_nothing_of_the_file_stays_in_the_widgets(page, box):
    choose(page, box, "data pixels (PNG)")
    before = page.value(
        "sum(len(str(x.get_state())) for x in __import__('ipywidgets').widget._instances.values())"
    )
    save(box)
    download(page, box, "pixels.png")
    after = page.value(
        "sum(len(str(x.get_state())) for x in __import__('ipywidgets').widget._instances.values())"
    )
    assert abs(after - before) < 2000


def test_only_the_keyboard_saves_and_downloads(page, box, lab):
    choose(page, box, "table (CSV)")
    box.locator("select").focus()
    seen = []
    for _ in range(3):
        page.page.keyboard.press("Tab")
        seen.append(page.page.evaluate("document.activeElement.type"))
    assert seen == ["text", "checkbox", "submit"]
    page.page.keyboard.press("Enter")
    expect(box).to_contain_text("saved ")
    page.page.keyboard.press("Tab")
    with page.page.expect_download() as waiting:
        page.page.keyboard.press("Enter")
    assert waiting.value.path().read_bytes() == (lab.root / "table.csv").read_bytes()


def test_two_views_download_once(open_notebook, lab):
    notebook = open_notebook(SETUPS["spots"], "w")
    page, downloads = notebook.page, []
    page.on("download", lambda one: downloads.append(one))
    page.locator(".nbtools-head button[title='Save']").last.click()
    box = page.locator(".nbtools-save").last
    box.locator("input[type=text]").fill("two.png")
    save(box)
    box.locator(".nbtools-download").click()
    page.wait_for_timeout(2000)
    assert [one.suggested_filename for one in downloads] == ["two.png"]


def test_a_large_file_comes_whole(open_notebook, lab):
    notebook = open_notebook("""
import numpy as np
import nbtools as nb
w = nb.SpotExplorer(np.random.default_rng(0).integers(0, 65536, (2000, 2200), np.uint16), threshold_abs=65535)
w
""")
    page = notebook.page
    page.locator(".nbtools-head button[title='Save']").click()
    box = page.locator(".nbtools-save")
    save(box)
    expect(box).to_contain_text("saved ", timeout=120_000)
    file = download(notebook, box, "pixels.png")
    assert file.stat().st_size > 4e6
    assert file.read_bytes() == (lab.root / "pixels.png").read_bytes()


def test_the_open_box_fits_and_nothing_overlaps(page, box):
    choose(page, box, box.locator("select option").all_inner_texts()[-1])
    box.locator("input[type=text]").fill("a rather long name of a file, as one might well choose it.png")
    save(box)
    expect(box).to_contain_text("saved ")
    page.settle()
    outer = page.page.locator(".nbtools-explorer").bounding_box()
    assert outer["width"] <= 900
    parts = box.locator("select:visible, input:visible, button:visible, .widget-html:visible").all()
    places = [part.bounding_box() for part in parts]
    for k, a in enumerate(places):
        assert outer["x"] <= a["x"]
        assert a["x"] + a["width"] <= outer["x"] + outer["width"]
        for b in places[:k]:
            apart = a["x"] >= b["x"] + b["width"] - 1 or b["x"] >= a["x"] + a["width"] - 1
            assert apart or a["y"] >= b["y"] + b["height"] - 1 or b["y"] >= a["y"] + a["height"] - 1
    cut = "e => e.scrollWidth > e.clientWidth + 1"
    assert not any(part.evaluate(cut) for part in box.locator("button:visible, select, .widget-html").all())
