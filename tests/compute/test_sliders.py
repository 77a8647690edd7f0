import pytest

from nbtools.compute.sliders import Doubling, Even, Listed, Pairs

SLIDERS = [Even(0, 10, 0.5), Even(-3, 3.7, 1), Even(1e6, 1e6 + 1, 0.05), Doubling(0.25, 16), Doubling(1, 12)]


@pytest.mark.parametrize("slider", [*SLIDERS, Listed((0.5, 1, 4))])
def test_the_number_of_a_place_stands_there(slider):
    for number in slider.typical:
        assert slider.value(slider.place(number)) == number


@pytest.mark.parametrize("slider", SLIDERS)
@pytest.mark.parametrize("beside", [-1e-9, 1e-9])
def test_a_place_that_the_browser_tells_a_little_beside_is_the_same(slider, beside):
    for number in slider.typical:
        assert slider.value(slider.place(number) * (1 + beside / 1e3)) == number


@pytest.mark.parametrize("slider", SLIDERS)
def test_beyond_the_ends_it_stands_at_an_end(slider):
    assert slider.value(slider.place(slider.high * 3 + 9)) == slider.high
    assert slider.value(slider.place(slider.low - slider.low / 2 if slider.low > 0 else -99)) == slider.low


def test_two_numbers_share_a_slider():
    slider = Pairs(Even(0, 10, 0.5))
    assert slider.value(slider.place((0.1, 7.3))) == (0.0, 7.5)
    assert slider.ends == (0, 10, 0.5)
