"""ZoomExplorer: an image zoomed in the same shape."""
