"""Numbers to colours, and back."""
