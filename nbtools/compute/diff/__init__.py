"""Two images: where and by how much they differ."""
