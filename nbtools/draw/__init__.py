"""Matplotlib artists that cost what the screen costs: images, thousands of circles, labels. No widget."""
