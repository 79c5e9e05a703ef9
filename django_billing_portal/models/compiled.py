"""The two queries of every click, compiled once: for Django, writing their SQL takes longer than asking them."""

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet

    T = TypeVar("T", bound=Model)

Compiled: TypeAlias = tuple[str, tuple[Any, ...]]


def compiled(queryset: "QuerySet[Any]") -> Compiled:
    """Return a queryset in a form to keep, in which each text that it compares with is the name of a parameter."""
    sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
    return str(sql), tuple(parameters)


def first(rows: "QuerySet[T]", query: Compiled, **named: str) -> "T | None":
    """Return the first row that a compiled query finds, or None; ``rows`` says where to look, not among which."""
    if rows.query.where:
        # It would be ignored, silently, and with it an account or a mode that somebody filtered for.
        raise TypeError("A compiled query does not combine with filters.")
    sql, parameters = query
    return next(iter(rows.raw(sql, [named.get(value, value) for value in parameters])), None)
