"""The rods have the lengths that the sample says, in pictures as large as they need."""

import numpy as np
import pytest
from scipy import ndimage

from nbtools import samples


def test_the_rods_are_as_long_as_said():
    sample = samples.chromosomes(n=12, seed=5)
    assert sample.lengths == pytest.approx(np.linspace(9, 2, 12))
    for image, length in zip(sample.images.values(), sample.lengths, strict=True):
        rod = image < 211  # the background is 225, with noise of 3
        assert ndimage.label(rod)[1] == 1
        # a rod that is not much bent is about as long as its two outermost pixels are apart
        edge = np.argwhere(rod ^ ndimage.binary_erosion(rod)) * sample.pixel_size
        apart = np.linalg.norm(edge[:, None] - edge, axis=2).max()
        assert apart == pytest.approx(length, rel=0.04)


def test_pictures_differ_in_size_and_have_a_margin():
    sample = samples.chromosomes()
    shapes = [image.shape for image in sample.images.values()]
    assert len(shapes) == 45
    assert len(set(shapes)) > 30
    assert list(sample.images)[:2] == ["chr 1", "chr 2"]
    assert shapes[0][0] > 2 * shapes[-1][0]
    for image in sample.images.values():
        assert image.dtype == np.uint8
        border = np.concatenate([image[0], image[-1], image[:, 0], image[:, -1]])
        assert border.mean() == pytest.approx(225, abs=2)
        assert image.min() < 160


def test_the_same_seed_gives_the_same_pictures():
    first, again, other = (samples.chromosomes(n=4, seed=seed).images["chr 2"] for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)
    assert len(samples.chromosomes(n=1).images) == 1
    for how, message in (({"n": 0}, "n must be a whole number >= 1"), ({"seed": -1}, "seed must be")):
        with pytest.raises(ValueError, match=message):
            samples.chromosomes(**how)
