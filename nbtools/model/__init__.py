"""What an explorer can be told and what follows from it; no widget, no figure."""
