"""Make the tables, three people and a batch."""

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.core.management import call_command  # noqa: E402

from django_billing_portal.flows import PaymentMethodUpdate  # noqa: E402
from django_billing_portal.services.batches import BatchWishes, start_batch  # noqa: E402
from tests.tasks.crowd import gather  # noqa: E402

call_command("migrate", verbosity=0)
gather(3)
start_batch(subjects=User.objects.order_by("pk"), wishes=BatchWishes(flow=PaymentMethodUpdate()))
