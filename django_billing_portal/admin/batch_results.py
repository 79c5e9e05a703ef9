"""What became of everybody in a batch, as a CSV that is read from the database as it is downloaded."""

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.http import StreamingHttpResponse

if TYPE_CHECKING:
    from ..models import PortalBatch

COLUMNS = ("subject_type", "subject_id", "subject_name", "state", "code", "reason", "link__email", "updated_at")
HEADINGS = ("type", "id", "name", "state", "code", "reason", "email", "changed")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
CHUNK = 1_000


class _Line:
    def write(self, text: str) -> str:
        return text


def results_csv(batch: "PortalBatch") -> StreamingHttpResponse:
    """Answer with one line a person; never a link's address."""
    name = f'attachment; filename="billing-links-{batch.pk}.csv"'
    headers = {"Content-Disposition": name}
    return StreamingHttpResponse(_lines(batch), content_type="text/csv; charset=utf-8", headers=headers)


def _lines(batch: "PortalBatch") -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(HEADINGS)
    for row in batch.entries.order_by("pk").values_list(*COLUMNS).iterator(CHUNK):
        *texts, changed = row
        yield writer.writerow([*map(_harmless, texts), changed.isoformat()])


def _harmless(text: str | None) -> str:
    """Keep spreadsheets from reading a customer's name as a formula."""
    return f"'{text}" if text and text.startswith(FORMULA) else text or ""
