"""Limits for all percentiles at once are those that are found for each of them; norms are told by their numbers."""

import numpy as np
import pytest
from matplotlib.colors import FuncNorm, Normalize, PowerNorm

import nbtools as nb
from nbtools.compute.color.limits import percentile_limits, percentile_table
from nbtools.compute.color.norms import NORMS, make_norm, norm_numbers
from nbtools.compute.color.ranked import Ranked, auto_limits, percentile_steps
from nbtools.compute.images import as_image
from nbtools.compute.ranges import held
from nbtools.compute.sheet.collection import read_images

PERCENTS = np.arange(1001) / 10
RNG = np.random.default_rng(8)
IMAGES = {
    "floats": RNG.normal(3, 20, (40, 30)),
    "few values": RNG.integers(-1, 2, (40, 30)),
    "one value": np.full((5, 6), 7),
    "no pixel": np.full((5, 6), np.nan),
}


def pick(table, low, high):
    """What a page takes from a table for two places of a slider."""
    pair = table[0, low], table[1, high]
    return pair if pair[0] < pair[1] else tuple(table[:, -1])


@pytest.mark.parametrize("name", IMAGES)
def test_every_pair_of_percentiles_is_in_the_table(name):
    image = nb.as_image(IMAGES[name])
    table = percentile_table(image, PERCENTS)
    for low, high in np.sort(RNG.choice(1001, (200, 2)), axis=1).tolist():
        if low < high:
            assert pick(table, low, high) == percentile_limits(image, low / 10, high / 10)


@pytest.mark.parametrize("positive", [False, True])
@pytest.mark.parametrize("name", IMAGES)
def test_every_pair_of_percentiles_of_all_pixels_too(name, positive):
    ranked = Ranked(nb.as_image(IMAGES[name]))
    table = percentile_steps(ranked, PERCENTS, positive=positive)
    for low, high in np.sort(RNG.choice(1001, (200, 2)), axis=1).tolist():
        if low < high:
            wanted = auto_limits(ranked, "percentiles", (low / 10, high / 10), positive=positive)
            assert pick(table, low, high) == held(*wanted)


@pytest.mark.parametrize("own", [False, True])
def test_every_image_of_several_has_its_table(own):
    images = read_images([IMAGES["floats"], np.zeros((3, 4, 3), np.uint8), IMAGES["few values"]])
    tables = images.limit_steps(PERCENTS, own=own)
    assert tables[1] is None
    for low, high in ((0, 1000), (5, 995), (250, 300), (400, 401)):
        wanted = images.limits(low / 10, high / 10, own=own)
        assert [pick(tables[k], low, high) for k in (0, 2)] == [wanted[0], wanted[2]]


@pytest.mark.parametrize("name", NORMS)
@pytest.mark.parametrize("gamma", [1.0, 0.4])
def test_a_norm_is_made_again_from_its_numbers(name, gamma):
    norm = make_norm(name, (0.5, 9.0), gamma, 2.0)
    about = norm_numbers(norm)
    again = make_norm(about["scale"], about["limits"], about.get("gamma", 1.0), about.get("linthresh", 1.0))
    assert type(again) is type(norm)
    assert np.array_equal(again(IMAGES["floats"]), norm(IMAGES["floats"]))


def test_other_norms_have_no_numbers():
    other = FuncNorm((np.sqrt, np.square), 0, 1)
    assert norm_numbers(other) is norm_numbers(PowerNorm(2, 0, 1, clip=True)) is None
    assert norm_numbers((1.0, 2.0)) == norm_numbers(Normalize(1.0, 2.0))


@pytest.mark.parametrize("value", [np.finfo("f8").max, -np.finfo("f8").max, 2.0**63, 5e-324])
def test_limits_of_any_constant_image_rise_and_have_a_distance(value):
    low, high = percentile_limits(np.full((3, 4), value))
    assert low < high
    assert np.isfinite(high - low)
    assert (
        percentile_table(as_image(np.full((3, 4), value), nodata=()), PERCENTS)[:, -1] == (low, high)
    ).all()
