"""Small charts beside a picture."""
