"""The project that is measured: the app, and beside it the view that people write by hand."""
