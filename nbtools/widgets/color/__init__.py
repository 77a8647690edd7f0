"""ColorExplorer: colormap, limits and scale."""
