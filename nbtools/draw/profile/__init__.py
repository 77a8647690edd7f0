"""Lines over an image, and the values along them."""
