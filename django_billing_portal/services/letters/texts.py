"""What may stand in an e-mail: one line where a line is due, and no characters that hide or turn what is read."""

import re

#: Controls, halves of characters, and what turns the direction of reading.
ODD = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def line(text: str) -> str:
    """Return a text as one line, fit for a header."""
    return " ".join(ODD.sub(" ", text).split())


def paragraphs(text: str) -> str:
    """Return a text with its line breaks, and without what no mail should hold."""
    return "\n".join(ODD.sub("", each).rstrip() for each in text.strip().splitlines())
