"""ScaleExplorer: images of different sizes at one scale."""
