"""PixelExplorer: the value of each pixel."""
