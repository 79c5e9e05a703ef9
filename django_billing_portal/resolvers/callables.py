"""The project's own functions."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from .base import Resolver, asked, named

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import CustomerRef


class Callables(Resolver):
    """Ask functions of the project, plain or async: ``resolve(subject=…)`` and ``authorize(user=…, subject=…)``."""

    def __init__(
        self,
        *,
        resolve: Callable[..., Any] | str,
        authorize: Callable[..., Any] | str | None = None,
        contact: Callable[..., Any] | str | None = None,
    ) -> None:
        super().__init__(authorize=authorize, contact=contact)
        self.answer = resolve

    def resolve(self, *, subject: "Model") -> "CustomerRef | None":
        """Return the project's answer: a CustomerRef, a plain id, or nothing."""
        return named(asked(self.answer, subject=subject))
