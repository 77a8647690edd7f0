"""Round steps for sliders whose unit is the image's own."""

from __future__ import annotations

import math


def nice(value: float) -> float:
    """Round down to 1, 2 or 5 times a power of ten.

    Examples
    --------
    >>> [nice(value) for value in (0.0071, 3, 990)]
    [0.005, 2.0, 500.0]
    """
    power = 10.0 ** math.floor(math.log10(value))
    return float(max(k for k in (1, 2, 5) if k * power <= value * (1 + 1e-9)) * power)
