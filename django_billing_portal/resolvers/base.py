"""What every resolver has: its questions, their twins, and the rule that people manage only their own billing."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from inspect import isawaitable, iscoroutinefunction
from typing import TYPE_CHECKING, Any

from asgiref.sync import async_to_sync, sync_to_async
from django.utils.module_loading import import_string

from ..conf import portal_settings
from ..exceptions import NotConfigured
from ..refs import Contact, CustomerRef, SubjectRef
from .contacts import contact_on

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from django.db.models import Model


class Resolver(ABC):
    """Answer for one kind of project: subclass it, and name the class or an instance in ``RESOLVER``.

    ``authorize`` is the project's rule, a callable or a dotted path, called with ``user=`` and ``subject=``;
    ``contact`` is one that answers whom to write to, called with ``subject=``.
    """

    rule: Callable[..., Any] | str | None = None
    address_book: Callable[..., Any] | str | None = None

    def __init__(
        self,
        *,
        authorize: Callable[..., Any] | str | None = None,
        contact: Callable[..., Any] | str | None = None,
    ) -> None:
        self.rule = authorize
        self.address_book = contact

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Refuse coroutines where a plain method is called: the truth of a coroutine is always True."""
        super().__init_subclass__(**kwargs)
        for verb in ("authorize", "resolve", "remember", "contact"):
            if iscoroutinefunction(getattr(cls, verb)):
                raise TypeError(f"{cls.__name__}.{verb}() must be a plain method; a{verb}() may be its async twin.")

    def authorize(self, *, user: Any, subject: "Model") -> bool:
        """Tell whether this person may manage this subject's billing; without a rule, only their own."""
        if self.rule is None:
            return SubjectRef.of(user) == SubjectRef.of(subject)
        return bool(asked(self.rule, user=user, subject=subject))

    @abstractmethod
    def resolve(self, *, subject: "Model") -> CustomerRef | None:
        """Return the subject's customer at Stripe, or None where it has none. Never look it up by e-mail."""

    def remember(self, *, subject: "Model", customer: CustomerRef) -> None:  # noqa: B027 (most have no need of it)
        """Keep a customer that was just created for the subject; asked only with ``CREATE_CUSTOMERS``."""

    def contact(self, *, subject: "Model") -> Contact | None:
        """Return whom to write to about this subject's billing, as far as the project knows.

        Unless told otherwise: ``billing_email``, ``email`` or the user model's e-mail field, and ``language``.
        """
        if self.address_book is None:
            return contact_on(subject)
        return written_to(asked(self.address_book, subject=subject))

    async def aauthorize(self, *, user: Any, subject: "Model") -> bool:
        """See authorize()."""
        return await sync_to_async(self.authorize)(user=user, subject=subject)

    async def aresolve(self, *, subject: "Model") -> CustomerRef | None:
        """See resolve()."""
        return await sync_to_async(self.resolve)(subject=subject)


def asked(function: Callable[..., Any] | str, **words: Any) -> Any:
    """Return the answer of a project's function, plain or async; raises NotConfigured where there is no such one."""
    answer = _loaded(function)(**words)
    return async_to_sync(_awaited)(answer) if isawaitable(answer) else answer


def named(found: object) -> CustomerRef | None:
    """Return the customer that a project names by a CustomerRef or a plain id; nothing, or an empty id, is none."""
    if not found or found == CustomerRef(""):
        return None
    if isinstance(found, str):
        return CustomerRef(found, portal_settings.ACCOUNT)
    if isinstance(found, CustomerRef):
        return found
    raise NotConfigured(f"The resolver found a {type(found).__name__}, which is neither an id nor a CustomerRef.")


def written_to(found: object) -> Contact | None:
    """Return the contact that a project names by a Contact or a plain e-mail address."""
    if not found:
        return None
    if isinstance(found, str):
        return Contact(email=found)
    if isinstance(found, Contact):
        return found
    raise NotConfigured(f"contact() answered with a {type(found).__name__}, neither a Contact nor an address.")


def _loaded(function: Callable[..., Any] | str) -> Callable[..., Any]:
    try:
        return import_string(function) if isinstance(function, str) else function
    except ImportError as error:
        raise NotConfigured(f"The resolver's {function!r} cannot be imported: {error}") from error


async def _awaited(answer: "Awaitable[Any]") -> Any:
    return await answer
