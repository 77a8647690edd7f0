"""The explorers: one file each, none imports another."""
