import uuid
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import override_settings
from hypothesis import assume, given
from hypothesis import strategies as st

from django_billing_portal import tokens
from django_billing_portal.exceptions import InvalidToken

ANY_TEXT = st.text(st.characters(codec=None))  # lone surrogates included
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda children: st.lists(children) | st.dictionaries(st.text(), children),
    max_leaves=5,
)
PURPOSES = st.sampled_from(["return", "choice", "return.choice", ""])


@given(PURPOSES, JSON, ANY_TEXT)
def test_read__what_was_signed(purpose, value, person):
    token = tokens.sign(purpose, value, bound_to=person)

    assert tokens.read(purpose, token, bound_to=person) == value


@given(JSON)
def test_sign__fits_into_a_path(value):
    assert tokens.sign("return", value).replace(":", "").replace("-", "").replace("_", "").isalnum()


@given(st.data(), JSON)
def test_read__any_altered_character(data, value):
    token = tokens.sign("return", value)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec=None).filter(lambda character: character != token[place]))

    with pytest.raises(InvalidToken):
        tokens.read("return", token[:place] + other + token[place + 1 :])


@given(st.data(), JSON)
def test_read__shortened(data, value):
    token = tokens.sign("return", value)

    with pytest.raises(InvalidToken):
        tokens.read("return", token[: data.draw(st.integers(0, len(token) - 1))])


@given(ANY_TEXT, PURPOSES, ANY_TEXT)
def test_read__forged(token, purpose, person):
    with pytest.raises(InvalidToken):
        tokens.read(purpose, token, bound_to=person)


@given(PURPOSES, PURPOSES, ANY_TEXT, ANY_TEXT)
def test_read__other_purpose_or_person(purpose, other_purpose, person, other_person):
    assume((purpose, person) != (other_purpose, other_person))
    token = tokens.sign(purpose, 1, bound_to=person)

    with pytest.raises(InvalidToken):
        tokens.read(other_purpose, token, bound_to=other_person)


def test_read__younger_than_max_age():
    with time_machine.travel("2026-11-01 12:00", tick=False) as clock:
        token = tokens.sign("return", 1)
        clock.shift(timedelta(days=1))

        assert tokens.read("return", token, max_age=timedelta(days=1)) == 1


def test_read__older_than_max_age():
    with time_machine.travel("2026-11-01 12:00", tick=False) as clock:
        token = tokens.sign("return", 1)
        clock.shift(timedelta(days=1, seconds=1))

        with pytest.raises(InvalidToken):
            tokens.read("return", token, max_age=timedelta(days=1))


def test_read__secret_key_was_rotated():
    with override_settings(SECRET_KEY="old"):
        token = tokens.sign("return", 1)

    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert tokens.read("return", token) == 1


def test_read__secret_key_was_replaced():
    with override_settings(SECRET_KEY="old"):
        token = tokens.sign("return", 1)

    with override_settings(SECRET_KEY="new"), pytest.raises(InvalidToken):
        tokens.read("return", token)


def test_read__error_holds_nothing_of_the_token():
    with pytest.raises(InvalidToken) as caught:
        tokens.read("choice", tokens.sign("return", "sesame"))

    assert str(caught.value) == "invalid_token: The choice token does not verify."
    assert (caught.value.__cause__, caught.value.__context__) == (None, None)


@given(PURPOSES, st.uuids())
def test_read_id__what_was_signed(purpose, public_id):
    token = tokens.sign_id(purpose, public_id)

    assert tokens.read_id(purpose, token) == public_id
    assert tokens.sign_id(purpose, public_id) == token


@given(st.uuids())
def test_sign_id__fits_into_a_path(public_id):
    assert quote(tokens.sign_id("link", public_id), safe="") == tokens.sign_id("link", public_id)


@given(st.data(), st.uuids())
def test_read_id__any_altered_character(data, public_id):
    token = tokens.sign_id("link", public_id)
    place = data.draw(st.integers(0, len(token) - 1))
    other = data.draw(st.characters(codec=None).filter(lambda character: character != token[place]))

    with pytest.raises(InvalidToken):
        tokens.read_id("link", token[:place] + other + token[place + 1 :])


@given(st.data(), st.uuids())
def test_read_id__shortened(data, public_id):
    token = tokens.sign_id("link", public_id)

    with pytest.raises(InvalidToken):
        tokens.read_id("link", token[: data.draw(st.integers(0, len(token) - 1))])


@given(ANY_TEXT, PURPOSES)
def test_read_id__forged(token, purpose):
    with pytest.raises(InvalidToken):
        tokens.read_id(purpose, token)


@given(PURPOSES, PURPOSES, st.uuids())
def test_read_id__other_purpose(purpose, other_purpose, public_id):
    assume(purpose != other_purpose)

    with pytest.raises(InvalidToken):
        tokens.read_id(other_purpose, tokens.sign_id(purpose, public_id))


@given(st.uuids(), JSON)
def test_read_id__other_kind_of_token(public_id, value):
    with pytest.raises(InvalidToken):
        tokens.read_id("link", tokens.sign("link", value))
    with pytest.raises(InvalidToken):
        tokens.read("link", tokens.sign_id("link", public_id))


def test_read_id__signed_text_that_is_no_id():
    with pytest.raises(InvalidToken):
        tokens.read_id("link", tokens._id_signer("link").sign("AAAA"))


def test_read_id__keys_rotate():
    public_id = uuid.UUID(int=7)
    with override_settings(SECRET_KEY="old"):
        token = tokens.sign_id("link", public_id)
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert tokens.read_id("link", token) == public_id
    with override_settings(SECRET_KEY="new"), pytest.raises(InvalidToken):
        tokens.read_id("link", token)
