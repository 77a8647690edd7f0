"""Images of different sizes at one scale."""
