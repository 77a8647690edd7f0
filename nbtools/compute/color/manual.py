"""Limits that are set by hand, and what the scale of the colours needs of them."""

from __future__ import annotations

from nbtools.compute.color.ranked import Ranked, auto_limits

Limits = tuple[float, float]


def suited(
    limits: Limits, before: Limits, ranked: Ranked, *, middle: float | None = None, positive: bool = False
) -> Limits:
    """Bring limits to where a scale can show them.

    Parameters
    ----------
    limits, before : (float, float)
        As they are set, and as they were shown.
    ranked : Ranked
        The image's pixels.
    middle : float, optional
        The limits become symmetric about this value; the one that has been moved decides.
    positive : bool
        Whether they must be above zero, as a logarithm needs it.

    Examples
    --------
    >>> from nbtools.compute.images import as_image
    >>> ranked = Ranked(as_image([[-4.0, 0.5, 9.0]]))
    >>> suited((-1.0, 7.0), (-3.0, 7.0), ranked, middle=1.0), suited((-1.0, 7.0), (1.0, 7.0), ranked, positive=True)
    ((-1.0, 3.0), (0.5, 7.0))
    """
    low, high = limits
    if positive and low <= 0:
        lowest, highest = auto_limits(ranked, "min/max", positive=True)
        return (lowest, high) if lowest < high else (lowest, max(highest, 2 * lowest))
    if middle is None:
        return limits
    half = [abs(low - middle), abs(high - middle)]
    moved = [now != then for now, then in zip(limits, before, strict=True)]
    reach = half[moved.index(True)] if sum(moved) == 1 else max(half)
    return (middle - reach, middle + reach) if reach else before
