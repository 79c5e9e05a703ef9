"""What a failed call means, and for whom. Imported with the first failure."""

from dataclasses import dataclass

from django_billing_portal.exceptions import BillingPortalError, Busy, StripeUnavailable

from . import rules
from .attempts import Trail
from .breaker import Open
from .bulkhead import Full
from .problems import Problem

FULL_RETRY_AFTER, TRANSIENT_RETRY_AFTER = 2, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """Say which error a failed call becomes, and whether Stripe itself is well."""

    error: BillingPortalError
    alive: bool = True
    said: str = ""
    """Stripe's own words, without keys and URLs: for the operator's log, never for ``str(error)``."""


def understand(failure: Exception, trail: Trail) -> Refusal:
    """Turn whatever stopped a call into what the caller is told; the exception itself goes no further."""
    if isinstance(failure, Full):
        return Refusal(error=Busy("Too many calls wait on Stripe.", retry_after=FULL_RETRY_AFTER))
    if isinstance(failure, Open):
        return Refusal(error=Busy("Stripe failed repeatedly; we ask again soon.", retry_after=failure.retry_after))
    if isinstance(failure, BillingPortalError):
        return Refusal(error=failure)
    return explain(Problem.of(failure, trail))


def explain(problem: Problem) -> Refusal:
    """Choose the error for a problem: the first rule that recognises it decides."""
    rule = next(rule for rule in rules.RULES if rule.when(problem))
    transient = issubclass(rule.error, StripeUnavailable)
    error = rule.error(
        rule.describe(problem),
        request_id=problem.request_id,
        http_status=problem.status,
        stripe_code=problem.code,
        param=problem.param,
        retry_after=TRANSIENT_RETRY_AFTER if transient else None,
    )
    said = problem.message if problem.status else ""
    return Refusal(error=error, alive=rule.alive, said=said)
