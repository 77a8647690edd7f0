"""Numbers in, numbers out: everything that can be computed without a figure or a widget."""
