"""The check that all examples share."""

from __future__ import annotations

from nbtools.compute import checks


def shape_of(shape: tuple[int, int]) -> tuple[int, int]:
    """Check that `shape` is a pair of sizes of at least one pixel."""
    if len(shape) != 2:
        raise ValueError(f"shape must be (rows, cols), got {shape}")
    rows, cols = (checks.integer("shape", side, minimum=1, unit="px") for side in shape)
    return rows, cols
