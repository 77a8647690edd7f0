"""What every artist here needs of a renderer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.backend_bases import GraphicsContextBase, RendererBase


@contextmanager
def graphics(artist: Artist, renderer: RendererBase) -> Iterator[GraphicsContextBase]:
    """Lend a graphics context that clips as the artist is clipped, and has its alpha."""
    context = renderer.new_gc()
    if artist.get_clip_on():
        context.set_clip_rectangle(artist.get_clip_box())
        context.set_clip_path(artist.get_clip_path())  # type: ignore[arg-type]
    if (alpha := artist.get_alpha()) is not None:
        context.set_alpha(alpha)
    yield context
    context.restore()


def paints_pixels(renderer: RendererBase) -> bool:
    """Say whether the renderer fills a buffer of pixels, as Agg does, rather than writing PDF, SVG or PS."""
    return hasattr(renderer, "buffer_rgba")
