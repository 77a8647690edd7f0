"""What lies over images and beside them: circles, numbers, ticks, scales."""
