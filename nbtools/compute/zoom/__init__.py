"""Images between and beyond their pixels."""
