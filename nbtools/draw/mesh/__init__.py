"""Cells and contour lines of a field."""
