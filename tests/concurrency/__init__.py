"""Several processes against one real database server; skipped on SQLite, whose test database lives in one process."""
