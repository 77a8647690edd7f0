"""Fields on grids: cells, edges, contour lines."""
