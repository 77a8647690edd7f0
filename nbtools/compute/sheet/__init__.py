"""Images of different sizes on one sheet."""
