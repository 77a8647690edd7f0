"""Spots: where they are, and what the pixels in and around them come to."""
