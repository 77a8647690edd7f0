"""The truth about the named matrix and the mosaic."""

import numpy as np
import pytest

import nbtools as nb


def test_confusion():
    sample = nb.samples.confusion()
    assert sample.matrix.shape == (len(sample.names),) * 2
    assert (sample.matrix.sum(axis=1) == 100).all()
    off = sample.matrix - np.diag(np.diag(sample.matrix))
    assert np.unravel_index(off.argmax(), off.shape) == sample.worst


def test_mosaic():
    sample = nb.samples.mosaic((300, 410), tile=30, seed=4)
    assert (sample.image.dtype, sample.image.shape) == (np.float32, (300, 410))
    assert np.argwhere(sample.image < -1).tolist() == [list(sample.odd)]
    expected = [[sample.level(row, col) for col in range(410)] for row in range(300)]
    rounded = np.rint(sample.image)
    rounded[sample.odd] = sample.level(*sample.odd)
    assert np.array_equal(rounded, expected)
    assert np.array_equal(nb.samples.mosaic((300, 410), tile=30, seed=4).image, sample.image)
    with pytest.raises(ValueError, match="shape must be"):
        nb.samples.mosaic((0, 3))
