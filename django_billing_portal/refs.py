"""Values that name things without loading them: a customer at Stripe, a subject, whoever reads their mail."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from .exceptions import NotAllowed

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """Name a customer at Stripe. https://docs.stripe.com/api/customers"""

    id: str
    """``cus_…``, or with Accounts v2 an account id, ``acct_…``."""
    account: str = ""
    """The connected account that the customer lives in; empty means the API key's own."""
    livemode: bool | None = None
    """True or False where the project knows the mode; None trusts the API key's."""

    @property
    def param(self) -> str:
        """Name the session parameter that carries this id."""
        return "customer_account" if self.id.startswith("acct_") else "customer"


@dataclass(frozen=True, slots=True)
class SubjectRef:
    """Name whoever is billed, as text, so that nothing has to be queried to say who it is."""

    type: str
    """The model's label in lower case, ``auth.user``; a proxy's is that of the model it stands for."""
    id: str
    """The primary key as text: integers, UUIDs and strings alike."""

    @classmethod
    def of(cls, subject: "Model") -> Self:
        """Name a saved model instance; raises NotAllowed for anything else, since all unsaved ones look alike."""
        meta = getattr(subject, "_meta", None)
        if meta is None or subject.pk is None:
            raise NotAllowed("Only saved model instances have billing.")
        return cls((meta.concrete_model or subject)._meta.label_lower, str(subject.pk))

    def __str__(self) -> str:
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Say whom to write to about somebody's billing; what nobody knows is empty."""

    email: str = ""
    name: str = ""
    """What a letter may call them."""
    language: str = ""
    """A language as Django's ``LANGUAGES`` name it."""

    def or_else(self, other: "Contact") -> "Contact":
        """Return this contact, with what it does not know taken from the other."""
        return Contact(
            email=self.email or other.email, name=self.name or other.name, language=self.language or other.language
        )
