"""What explorers of stacks share: which frame is shown, and its pixels.

Their `data` is a `Stack`; a class has a copy of `frame`, and the `steps` under their names.
"""

from __future__ import annotations

from nbtools.compute.frames import Stack
from nbtools.compute.images import Image, Pixels
from nbtools.draw.image.shades import Source, source_of
from nbtools.model.numbers import Number
from nbtools.model.steps import step

frame = Number(0, 0, 0, integer=True, help="Which image of the stack is shown and measured.")


@step
def shown(data: Stack, frame: int) -> Pixels:
    """The frame that is shown, as it came in."""
    return data.pixels(frame)


@step
def pixels(shown: Pixels) -> Image:
    """The frame that is shown, as it is measured."""
    return shown.image


@step
def plain(shown: Pixels) -> Source:
    """The frame that is shown, ready to be coloured."""
    return source_of(shown)


@step
def samples(pixels: Image) -> tuple[Image, ...]:
    """What the percentiles are of."""
    return (pixels,)


steps = shown, pixels, plain, samples
