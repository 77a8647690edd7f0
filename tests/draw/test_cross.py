from matplotlib.figure import Figure

from nbtools.draw.marks.cross import Cross


def seen(cross):
    """The axes of each line that is seen, with its x and y."""
    lines = [line for line in cross.artists if line.get_visible()]
    return [(line.axes, line.get_xdata()[0], line.get_ydata()[0]) for line in lines]


def test_a_cross_is_seen_on_the_panels_that_are_named_and_visible():
    first, second, hidden = panels = Figure().subplots(1, 3)
    hidden.set_visible(False)
    cross = Cross(panels)
    assert seen(cross) == []
    assert cross.show((3, 4), [second, hidden])
    assert seen(cross) == [(second, 3, 4)] * 2  # black over a wider white
    assert cross.show((5, 6), [first])
    assert seen(cross) == [(first, 5, 6)] * 2


def test_what_is_nowhere_already_changes_nothing():
    panels = Figure().subplots(1, 2)
    cross = Cross(panels)
    assert not cross.show(None, panels)
    assert cross.show((1, 1), panels)
    assert cross.show(None, panels)
    assert seen(cross) == []
    assert not cross.show((1, 1), [])
