"""Many people with a card at the sandbox, made quickly."""

from django.contrib.auth.models import User

from django_billing_portal.models import PortalCustomer
from django_billing_portal.sandbox.resources import customers
from tests.seeded import plant


def gather(count: int) -> None:
    """Make so many users, each with a customer."""
    plant()
    names = [f"person{number}" for number in range(count)]
    User.objects.bulk_create([User(username=name, email=f"{name}@example.com") for name in names], batch_size=1000)
    people = User.objects.filter(username__startswith="person").values_list("pk", "username")
    PortalCustomer.objects.bulk_create(
        [
            PortalCustomer(subject_type="auth.user", subject_id=str(pk), customer=f"cus_{name}", livemode=False)
            for pk, name in people
        ],
        batch_size=1000,
    )
    for name in names:
        customers.create({"name": name, "email": f"{name}@example.com"}, id=f"cus_{name}")
