"""Single pixels, and images side by side: how numbers are written, which are shown, where each image stands."""
