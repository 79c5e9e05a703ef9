"""Make the tables, people who are signed in, and a past."""

from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from django_billing_portal.models import PortalCustomer, PortalSession
from tests.benchmarks.site.models import Profile

SERIES = {
    "postgresql": ("generate_series(1, {0}) AS n", "gen_random_uuid()", "md5(n::text) || md5((n + 1)::text)"),
    "sqlite": (
        "(WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {0}) SELECT n FROM s)",
        "lower(hex(randomblob(16)))",
        "lower(hex(randomblob(32)))",
    ),
}
#: A column's value where it is neither an empty text nor NULL.
PAST = {
    "generation": "1",
    "lease_until": "CURRENT_TIMESTAMP",
    "status": "'open'",
    "user_id": "1 + n % {people}",
    "subject_type": "'auth.user'",
    "subject_id": "CAST(1 + n % {people} AS varchar(20))",
    "customer": "'cus_past'",
    "livemode": "{false}",
    "return_to": "'http://127.0.0.1/account/'",
    "locale": "'en'",
    "source": "'button'",
    "stripe_id": "'bps_past'",
    "outcome": "'returned'",
    "created_at": "CURRENT_TIMESTAMP",
    "opened_at": "CURRENT_TIMESTAMP",
    "returned_at": "CURRENT_TIMESTAMP",
}


def main(people: int, sessions: int) -> list[str]:
    """Return the cookies of the people."""
    call_command("migrate", verbosity=0)
    call_command("migrate", run_syncdb=True, verbosity=0)
    cookies = sign_in(meet(people))
    if sessions:
        remember(sessions, people)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return cookies


def meet(count: int) -> list[AbstractBaseUser]:
    user_model = get_user_model()
    user_model.objects.bulk_create(user_model(username=f"person{n}", password=f"!{n}") for n in range(count))
    users = list(user_model.objects.order_by("pk"))
    Profile.objects.bulk_create(Profile(user=user, stripe_customer_id=f"cus_{user.pk}") for user in users)
    PortalCustomer.objects.bulk_create(
        PortalCustomer(subject_type="auth.user", subject_id=str(user.pk), customer=f"cus_{user.pk}", livemode=False)
        for user in users
    )
    return users


def sign_in(users: list[AbstractBaseUser]) -> list[str]:
    store = SessionStore()
    rows = [
        Session(
            session_key=f"{user.pk:032}",
            expire_date=timezone.now() + timedelta(days=14),
            session_data=store.encode(
                {
                    "_auth_user_id": str(user.pk),
                    "_auth_user_backend": "django.contrib.auth.backends.ModelBackend",
                    "_auth_user_hash": user.get_session_auth_hash(),
                }
            ),
        )
        for user in users
    ]
    Session.objects.bulk_create(rows)
    return [row.session_key for row in rows]


def remember(sessions: int, people: int) -> None:
    """Fill the sessions table by one statement."""
    source, public_id, key = SERIES[connection.vendor]
    facts = {"public_id": public_id, "key": key} | PAST
    false = "false" if connection.vendor == "postgresql" else "0"
    fields = [field for field in PortalSession._meta.concrete_fields if not field.primary_key]
    known = {field.column: facts.get(field.column, "NULL" if field.null else "''") for field in fields}
    columns, values = ", ".join(known), ", ".join(known.values()).format(people=people, false=false)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Or else a minute goes into moving random keys between a small cache and the disk.
            cursor.execute("PRAGMA cache_size = -500000")
            cursor.execute("PRAGMA synchronous = OFF")
        cursor.execute(
            f"INSERT INTO {PortalSession._meta.db_table} ({columns}) SELECT {values} FROM {source.format(sessions)}"
        )
