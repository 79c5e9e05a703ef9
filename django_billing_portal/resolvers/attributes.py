"""A customer id that lies on the subject, or on something that the subject has."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist

from ..exceptions import NotConfigured
from .base import Resolver, named

if TYPE_CHECKING:
    from django.db.models import Model

    from ..refs import CustomerRef


class AttributePath(Resolver):
    """Read a customer id that lies on the subject: ``AttributePath("profile.stripe_customer_id")``."""

    def __init__(
        self,
        path: str,
        *,
        authorize: Callable[..., Any] | str | None = None,
        contact: Callable[..., Any] | str | None = None,
    ) -> None:
        super().__init__(authorize=authorize, contact=contact)
        self.path = path

    def resolve(self, *, subject: "Model") -> "CustomerRef | None":
        """See Resolver.resolve(); a missing related row or an empty text is no customer."""
        return named(self._walk(subject, self.path.split(".")))

    def remember(self, *, subject: "Model", customer: "CustomerRef") -> None:
        """Store the id where resolve() reads it; raises NotConfigured where there is no row to hold it."""
        *parents, name = self.path.split(".")
        owner = self._walk(subject, parents)
        if owner is None:
            raise NotConfigured(
                f"Nothing holds {self.path!r} for this subject yet: create {'.'.join(parents)!r} first."
            )
        setattr(owner, name, customer.id)
        owner.save(update_fields=[name])

    def _walk(self, subject: "Model", names: list[str]) -> Any:
        found: Any = subject
        for name in names:
            try:
                found = getattr(found, name)
            except ObjectDoesNotExist:
                return None
            except AttributeError as error:
                raise NotConfigured(f"{type(found).__name__} has no {name!r}, of {self.path!r}: {error}") from None
            if found is None:
                return None
        return found
