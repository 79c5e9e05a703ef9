"""Take secrets out of text that others wrote."""

import re

WITHHELD = "[withheld]"
_SECRETS = re.compile(
    r"""[rsp]k_(?:live|test)_[\w*…-]+          # API keys, masked ones too
    | [rsp]k_[A-Za-z0-9*…]{16,}
    | whsec_\w+
    | Bearer\s+\S+
    | https?:(?:\\?/){2}(?:[^\s"'<>\\]|\\/)+  # any URL, also as JSON may escape it
    """,
    re.VERBOSE,
)


def redact(text: str) -> str:
    """Replace API keys, webhook secrets, bearer tokens and URLs; ids may stay."""
    return _SECRETS.sub(WITHHELD, text)


class Sealed(str):
    """Carry a text to whoever parses it while ``repr``, ``str`` and formatting show nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return WITHHELD

    def __str__(self) -> str:
        return WITHHELD

    def __format__(self, format_spec: str) -> str:
        return WITHHELD
