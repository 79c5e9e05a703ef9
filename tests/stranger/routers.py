"""Visits, Django's own sessions, live in a database of their own."""


class VisitsElsewhere:
    def db_for_read(self, model, **hints) -> str | None:
        return "visits" if model._meta.app_label == "sessions" else None

    db_for_write = db_for_read

    def allow_migrate(self, db: str, app_label: str, **hints) -> bool:
        return (db == "visits") is (app_label == "sessions")
