import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from django_billing_portal.crypto import decrypt, encrypt
from django_billing_portal.exceptions import NotConfigured, UndecryptableValue
from tests.overrides import portal

URL = "https://billing.stripe.com/p/session/test_sesame"


@given(st.text())
def test_decrypt__what_was_encrypted(text):
    assert decrypt(encrypt(text)) == text


def test_encrypt__another_ciphertext_each_time():
    assert encrypt(URL) != encrypt(URL)


@given(st.text(st.characters(codec=None)))
def test_decrypt__anything_else(text):
    with pytest.raises(UndecryptableValue):
        decrypt(text)


def test_encrypt__newest_key():
    with portal(KEYS=["newest", "older"]):
        ciphertext = encrypt(URL)

    with portal(KEYS=["newest"]), override_settings(SECRET_KEY="another"):
        assert decrypt(ciphertext) == URL


def test_decrypt__older_key():
    with portal(KEYS=["older"]):
        ciphertext = encrypt(URL)

    with portal(KEYS=["newest", "older"]):
        assert decrypt(ciphertext) == URL


def test_decrypt__keys_were_introduced():
    ciphertext = encrypt(URL)

    with portal(KEYS=["first"]):
        assert decrypt(ciphertext) == URL


@pytest.mark.parametrize("old", ["old", b"old"])
def test_decrypt__secret_key_was_rotated(old):
    with override_settings(SECRET_KEY=old):
        ciphertext = encrypt(URL)

    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[old]):
        assert decrypt(ciphertext) == URL


def test_decrypt__key_was_removed():
    with portal(KEYS=["gone"]):
        ciphertext = encrypt(URL)

    with pytest.raises(UndecryptableValue):
        decrypt(ciphertext)


def test_encrypt__keys_is_one_text():
    with portal(KEYS="sesame"), pytest.raises(NotConfigured):
        encrypt(URL)


@pytest.mark.parametrize("ciphertext", ["sesame", "sesame\ud800"])
def test_decrypt__error_holds_nothing_of_the_value(ciphertext):
    with pytest.raises(UndecryptableValue) as caught:
        decrypt(ciphertext)

    assert "sesame" not in str(caught.value)
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


def test_decrypt__failure_is_logged_without_the_value(caplog):
    with pytest.raises(UndecryptableValue):
        decrypt("sesame")

    [record] = caplog.records
    assert (record.billing_code, record.levelname) == ("undecryptable_value", "ERROR")
    assert "sesame" not in str(vars(record))
