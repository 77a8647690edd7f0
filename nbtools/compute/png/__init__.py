"""Pixels to files, and back: exact, all or nothing."""
