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
    # By name, for some words are the same in two languages.
    known = {key[0] if isinstance(key, tuple) else key for key in catalog(language)._catalog}
    return sentences - known


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


@pytest.mark.parametrize("language", ["de", "fr"])
def test_everything_marked_in_python__translated(language: str) -> None:
    folders = ("admin", "forms", "models", "services")
    sources = [path.read_text("utf-8") for folder in folders for path in (PACKAGE / folder).rglob("*.py")]
    sentences = {sentence for source in sources for sentence in re.findall(r'\b(?:_|gettext)\("([^"]+)"\)', source)}

    assert len(sentences) > 100
    assert untranslated(language, sentences) == set()


def test_plurals__one_form_for_each_text() -> None:
    """Two plurals of one singular share a place in the catalogue: one of them would get the other's names."""
    sources = [path.read_text("utf-8") for path in [*PACKAGE.rglob("*.py"), *TEMPLATES]]
    in_python = {
        pair for source in sources for pair in re.findall(r'ngettext(?:_lazy)?\(\s*"([^"]+)",\s*"([^"]+)"', source)
    }
    block = r"{% blocktranslate count [^%]*%}([^{%]*){% plural %}(.*?){% endblocktranslate %}"
    in_pages = {
        (one, re.sub(r"{{ (\w+) }}", r"%(\1)s", many)) for source in sources for one, many in re.findall(block, source)
    }
    plurals = sorted(in_python | in_pages)

    assert plurals
    assert [one for one, _ in plurals if [each for each, _ in plurals].count(one) > 1] == []
