"""Two images in one picture."""
