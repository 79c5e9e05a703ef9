import re
from gettext import GNUTranslations
from pathlib import Path

import pytest

from django_billing_portal import exceptions
from django_billing_portal.exceptions import BillingPortalError

PACKAGE = Path(exceptions.__file__).parent
TEMPLATES = sorted((PACKAGE / "templates").rglob("*.html"))


def catalog(language: str) -> GNUTranslations:
    with (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        return GNUTranslations(file)


def untranslated(language: str, sentences: set[str]) -> set[str]:
    known = catalog(language)
    return {sentence for sentence in sentences if known.gettext(sentence) == sentence}


@pytest.mark.parametrize("language", ["de", "fr"])
def test_pages__translated(language: str) -> None:
    marked = {text for page in TEMPLATES for text in re.findall(r'{% translate "([^"]+)"', page.read_text("utf-8"))}

    assert marked
    assert untranslated(language, marked) == set()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_sentences_for_customers__translated(language: str) -> None:
    errors = [value for value in vars(exceptions).values() if isinstance(value, type)]
    sentences = {str(error.sentence) for error in errors if issubclass(error, BillingPortalError)}

    assert untranslated(language, sentences) == set()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_catalog__nothing_left_open(language: str) -> None:
    texts = (PACKAGE / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")

    assert not re.findall(r'msgstr ""\n\n|#, fuzzy', texts)


@pytest.mark.parametrize("language", ["de", "fr"])
def test_sentences_of_the_api__translated(language: str) -> None:
    sources = (path.read_text("utf-8") for path in (PACKAGE / "api").glob("*.py"))
    sentences = {sentence for source in sources for sentence in re.findall(r'\b_\("([^"]+)"\)', source)}

    assert len(sentences) > 10
    assert untranslated(language, sentences) == set()
