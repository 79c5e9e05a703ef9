"""A file of results: a new one, for its owner alone, that takes its name once it is whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import TextIO


@contextmanager
def new_file(path: Path) -> Iterator[TextIO]:
    """Open a file that cannot be there yet; raises ValueError where it is.

    It is written line by line beside its place, so that a crash leaves what there was to tell, under another name.
    """
    _refuse_known(path)
    handle, name = mkstemp(prefix=f"{path.name}.", suffix=".part", dir=path.parent)
    part = Path(name)
    with open(handle, "w", encoding="utf-8", newline="", buffering=1) as file:  # noqa: PTH123 (it is open already)
        try:
            yield file
        finally:
            file.close()
            _put(part, path)


def _put(part: Path, path: Path) -> None:
    if part.stat().st_size:
        _refuse_known(path)
        part.rename(path)
    else:
        part.unlink()


def _refuse_known(path: Path) -> None:
    if path.exists():
        raise ValueError(f"{path} exists already: name a new file for the results.")
