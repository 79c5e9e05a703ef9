from pathlib import Path

from example_project.mail import mail_settings

FOLDER = Path("mails")
FILES, SMTP = (f"django.core.mail.backends.{name}.EmailBackend" for name in ("filebased", "smtp"))


def test_mail__stays_in_a_folder() -> None:
    assert mail_settings(smtp="", folder=FOLDER, has_mailers=False) == {
        "EMAIL_BACKEND": FILES,
        "EMAIL_FILE_PATH": "mails",
    }


def test_mail__by_smtp() -> None:
    assert mail_settings(smtp="mail.example:2525", folder=None, has_mailers=False) == {
        "EMAIL_BACKEND": SMTP,
        "EMAIL_HOST": "mail.example",
        "EMAIL_PORT": 2525,
        "EMAIL_TIMEOUT": 20,
    }


def test_mail__by_smtp_on_its_own_port() -> None:
    assert mail_settings(smtp="mail.example", folder=None, has_mailers=False)["EMAIL_PORT"] == 25


def test_mailers__in_one_dictionary() -> None:
    assert mail_settings(smtp="", folder=FOLDER, has_mailers=True) == {
        "MAILERS": {"default": {"BACKEND": FILES, "OPTIONS": {"file_path": "mails"}}}
    }
