"""Steps that take long: progress, cancel, another value meanwhile, the end of the explorer, and no event loop."""

import asyncio

import numpy as np
import pytest

import nbtools as nb
from nbtools.compute.spots import peaks
from nbtools.model import steps
from nbtools.widgets.base import canvas, static, working

NOISE = np.random.default_rng(0).normal(size=(90, 120))
DARK = -NOISE


@pytest.fixture(autouse=True)
def _impatient(monkeypatch):
    monkeypatch.setattr(working, "_AT_FIRST", 0)
    monkeypatch.setattr(working, "_PIECE", 0)


def in_page(test):
    """Let an event loop run, as in a kernel, with an explorer that is at rest."""

    async def run():
        with nb.SpotExplorer(NOISE, threshold_abs=0.0) as w:
            await until_done(w)
            w._finish()
            await test(w)

    asyncio.run(run())


async def until_done(w):
    """Let turns pass; give the steps that were under way, and the shares that the bar showed."""
    shares = []
    while w.shell.working.waits:
        going = steps.going(w)
        shares.append((going and going.name, bar(w).value))
        await asyncio.sleep(0)
    return shares


def bar(w):
    return w.shell.working._shown[0]


def cancel(w):
    return w.shell.working._shown[1]


def is_seen(w):
    return {widget.layout.display for widget in w.shell.working._shown} == {None}


def expected(**parameters):
    with nb.SpotExplorer(NOISE, threshold_abs=0.0, **parameters) as w:
        w.sharpen()
        return w.table(), w.canvas.pixels(), w.status()


def same(w, **parameters):
    """Whether an explorer shows what one has that was made with these parameters."""
    table, pixels, status = expected(**parameters)
    return w.table().equals(table) and (w.canvas.pixels() == pixels).all() and w.shell.message == status


def test_the_last_good_picture_stays_until_the_next_one_is_there():
    async def test(w):
        before, message = w.canvas.pixels(), w.shell.message
        w.prominence = 2.0
        assert is_seen(w)
        assert (w.canvas.pixels() == before).all()
        assert w.shell.message == message
        shares = [share for name, share in await until_done(w) if name == "ranked"]
        assert len(set(shares)) > 5
        assert shares == sorted(shares)
        assert not is_seen(w)
        assert same(w, prominence=2.0)
        w.prominence = 3.0  # is known now
        assert "ranked" not in dict(await until_done(w))

    in_page(test)


def test_a_step_that_is_cancelled_is_done_without():
    async def test(w):
        w.prominence = 2.0
        await asyncio.sleep(0)
        cancel(w).click()
        assert w.prominence == 0
        assert not is_seen(w)
        assert w.shell.message == f"cancelled: prominence = 0.0, {w.status()}"
        for _ in range(20):
            await asyncio.sleep(0)
        assert not w.candidates.knows_prominence
        assert w.undo()
        await until_done(w)
        assert same(w, prominence=2.0)

    in_page(test)


def test_where_nothing_can_be_left_out_the_last_change_is_taken_back():
    async def test(w):
        w.radius = 30.0
        cancel(w).click()
        await until_done(w)
        assert w.radius == 5
        assert w.shell.message == f"cancelled: {w.status()}"
        w.cmap = "magma"
        assert same(w, cmap="magma")

    in_page(test)


def test_another_value_of_what_a_step_does_not_read_lets_it_go_on(monkeypatch):
    begun = []
    monkeypatch.setattr(peaks, "summits_work", counted(peaks.summits_work, begun))

    async def test(w):
        w.prominence = 2.0
        await asyncio.sleep(0)
        w.prominence = 1.0
        w.radius = 3.0
        await until_done(w)
        assert same(w, prominence=1.0, radius=3.0)
        assert len(begun) == 2  # and one for the comparison

    in_page(test)


def test_another_image_ends_a_step_and_begins_it_anew():
    async def test(w):
        w.prominence = 2.0
        await asyncio.sleep(0)
        w.image = DARK
        await until_done(w)
        with nb.SpotExplorer(DARK, **w.params) as other:
            other.sharpen()
            assert w.table().equals(other.table())
            assert (w.canvas.pixels() == other.canvas.pixels()).all()

    in_page(test)


def test_a_step_that_is_not_needed_any_more_is_given_up():
    async def test(w):
        w.prominence = 2.0
        await asyncio.sleep(0)
        w.prominence = 0.0
        assert not w.shell.working.waits
        assert not is_seen(w)
        assert same(w)

    in_page(test)


@pytest.mark.parametrize("ask", [lambda w: w.result, lambda w: w.table(), lambda w: w.png()])
def test_python_waits_for_what_it_asks_for(ask):
    async def test(w):
        w.prominence = 2.0
        await asyncio.sleep(0)
        ask(w)
        await until_done(w)
        assert same(w, prominence=2.0)

    in_page(test)


def test_an_explorer_can_be_closed_in_the_middle():
    async def test(w):
        w.prominence = 2.0
        await asyncio.sleep(0)
        w.close()
        assert steps.going(w) is None
        for _ in range(5):
            await asyncio.sleep(0)

    in_page(test)


def test_an_error_in_the_middle_ends_the_step(monkeypatch):
    def broken(image, invert):
        yield 0.1
        yield 0.2
        raise ValueError("no prominence today")

    monkeypatch.setattr(peaks, "summits_work", broken)
    monkeypatch.setattr(nb.SpotExplorer, "raise_errors", False)

    async def test(w):
        w.prominence = 2.0
        await until_done(w)
        assert str(w.last_error) == w.shell.message == "no prominence today"
        assert not is_seen(w)
        w.prominence = 0.0
        assert same(w)

    in_page(test)


@pytest.mark.parametrize("page", [False, True])
def test_an_explorer_opens_while_a_step_is_under_way(page, monkeypatch):
    """Its image is there at once; a notebook that is run without a page is saved with all."""
    for name in ("_last_size", "_last_ratio", "_last_theme"):
        monkeypatch.setattr(canvas, name, {})
    saved = []
    monkeypatch.setattr(static, "display", lambda data, **_: saved.append(data))
    monkeypatch.setattr(static, "update_display", lambda data, **_: saved.append(data))
    monkeypatch.setattr(static, "pages_are_there", lambda: page)

    async def run():
        with nb.SpotExplorer(NOISE, threshold_abs=0.0, prominence=2.0) as w:
            assert w.shell.working.waits
            w._ipython_display_()
            box = w.picture.axes.bbox
            inside = w.canvas.pixels()[-int(box.y1) : -int(box.y0), int(box.x0) : int(box.x1)]
            assert len(np.unique(inside)) > 100
            w._static._settle()  # the end of the cell
            assert w.shell.working.waits == page
            assert len(saved) == (2 if page else 3)
            await until_done(w)
            assert same(w, prominence=2.0)
            w._static._settle()
            assert "22 spots" in saved[-1]["text/plain"]

    asyncio.run(run())


def test_without_an_event_loop_it_is_waited_for():
    with nb.SpotExplorer(NOISE, threshold_abs=0.0) as w:
        w.prominence = 2.0
        assert w.shell.working._shown is None
        assert same(w, prominence=2.0)


@pytest.mark.parametrize("explorer", [nb.GridExplorer, nb.SpotExplorer])
def test_what_a_long_step_is_done_without_are_values_of_parameters(explorer):
    members = [member for kind in explorer.__mro__ for member in vars(kind).values()]
    without = [member.without for member in members if isinstance(member, steps.step) and member.without]
    assert without
    with explorer(NOISE) as w:
        for parameters in without:
            w.set(**parameters)
            assert w.params | parameters == w.params


def counted(function, calls):
    def run(*args, **kwargs):
        calls.append(args)
        return function(*args, **kwargs)

    return run
