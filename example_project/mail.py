"""Where e-mail goes: into a folder that the demo shows, or by SMTP."""

from typing import TYPE_CHECKING, Any

from django import VERSION

if TYPE_CHECKING:
    from pathlib import Path

BACKENDS = "django.core.mail.backends"
#: One dictionary took the place of a dozen settings in Django 6.1.
HAS_MAILERS = VERSION >= (6, 1)


def mail_settings(*, smtp: str, folder: "Path | None", has_mailers: bool = HAS_MAILERS) -> dict[str, Any]:
    """Return Django's settings: ``smtp`` is a host and a port, and empty where e-mail stays in the folder."""
    host, _, port = smtp.partition(":")
    options: dict[str, Any] = (
        {"host": host, "port": int(port or 25), "timeout": 20} if smtp else {"file_path": str(folder)}
    )
    backend = f"{BACKENDS}.{'smtp' if smtp else 'filebased'}.EmailBackend"
    if has_mailers:
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    return {"EMAIL_BACKEND": backend} | {f"EMAIL_{name.upper()}": value for name, value in options.items()}
