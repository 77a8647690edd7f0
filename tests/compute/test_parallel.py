"""Work is done on each element once, and its errors are not lost."""

import numpy as np
import pytest

from nbtools.compute.parallel import in_parallel


@pytest.mark.parametrize("size", [0, 1, 7, 1000])
@pytest.mark.parametrize("least", [1, 300, 5000])
def test_each_element_is_worked_on_once(size, least):
    count = np.zeros(size, int)

    def add(part):
        count[part] += 1

    in_parallel(add, size, least=least)
    assert (count == 1).all()


@pytest.mark.parametrize("least", [1, 5000])
def test_an_error_in_a_part_is_raised(least):
    def fail(part):
        raise KeyError(part.stop)

    with pytest.raises(KeyError):
        in_parallel(fail, 1000, least=least)
