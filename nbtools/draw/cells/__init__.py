"""The single pixels of an image: ticks, lines, numbers."""
