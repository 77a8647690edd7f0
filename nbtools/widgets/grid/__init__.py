"""GridExplorer: cells and contour lines of a field."""
