"""A commit costs more than all our code: wait for the disk only where something would be lost."""

from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Func

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler, _AsSqlType


class HastyBlank(Func):
    """An empty text; where PostgreSQL writes it, the transaction's commit does not wait for the disk.

    https://www.postgresql.org/docs/current/wal-async-commit.html
    """

    template = "''"
    output_field = CharField()

    def as_postgresql(
        self, compiler: "SQLCompiler", connection: "BaseDatabaseWrapper", **context: Any
    ) -> "_AsSqlType":
        """Set it for this transaction only, and without a statement of its own."""
        template = "left(set_config('synchronous_commit', 'off', true), 0)"
        return self.as_sql(compiler, connection, template=template, **context)
