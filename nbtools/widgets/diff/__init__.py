"""DiffExplorer: every differing pixel of two images."""
