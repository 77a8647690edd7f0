"""A zoomed image at the resolution of the screen."""
