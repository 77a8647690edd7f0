"""Values along a line over an image."""
