"""Images at the resolution of the screen."""
