import re
from gettext import GNUTranslations
from pathlib import Path

import pytest

from django_billing_portal import sandbox

SANDBOX = Path(sandbox.__file__).parent
MARKED = re.compile(r"""(?:\b_|gettext|gettext_lazy)\(\s*"((?:[^"\\]|\\.)+)"|{% translate "([^"]+)""")


def marked() -> set[str]:
    sources = [*SANDBOX.rglob("*.py"), *SANDBOX.rglob("*.html")]
    found = (MARKED.findall(source.read_text("utf-8")) for source in sources)
    return {in_python or in_page for texts in found for in_python, in_page in texts}


@pytest.mark.parametrize("language", ["de", "fr"])
def test_catalog__knows_every_text(language):
    with (SANDBOX / "locale" / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        known = {key[0] if isinstance(key, tuple) else key for key in GNUTranslations(file)._catalog}

    assert len(marked()) > 150
    assert marked() - known == set()


@pytest.mark.parametrize("language", ["de", "fr"])
def test_catalog__nothing_left_open(language):
    texts = (SANDBOX / "locale" / language / "LC_MESSAGES" / "django.po").read_text("utf-8")

    assert not re.findall(r'msgstr(?:\[\d\])? ""\n\n|#, fuzzy', texts)
