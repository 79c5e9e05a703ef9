"""One file a noun; every change is a POST."""
