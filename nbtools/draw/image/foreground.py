"""What lies over images that move, drawn once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure


class Foreground:
    """The pixels of artists that stay as they are while images move below them.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
        What they are drawn into.
    artists : iterable of Artist
        Drawn on nothing, the lowest first.
    """

    def __init__(self, figure: Figure, artists: Iterable[Artist]) -> None:
        self.rgba = np.empty(
            (0, 0, 4), np.uint8
        )  # of the part where there is something, its lowest row first
        self.place = 0.0, 0.0  # left and bottom of that part
        order = sorted(artists, key=lambda artist: artist.get_zorder())
        if not order:
            return
        width, height = figure.canvas.get_width_height(physical=True)
        renderer = RendererAgg(width, height, figure.dpi)
        for artist in order:
            artist.draw(renderer)
        pixels = np.asarray(renderer.buffer_rgba())
        rows, cols = (np.flatnonzero(pixels[..., 3].any(axis=axis)) for axis in (1, 0))
        if rows.size:
            top, bottom, left, right = rows[0], rows[-1] + 1, cols[0], cols[-1] + 1
            self.rgba = np.ascontiguousarray(pixels[top:bottom, left:right][::-1])
            self.place = float(left), float(height - bottom)

    def draw(self, renderer: RendererBase) -> None:
        """Lay them over what is drawn so far."""
        if self.rgba.size:
            renderer.draw_image(renderer.new_gc(), *self.place, self.rgba)
