"""Colours of values: their scale, their histogram, and how they look to other eyes."""
