"""Start a batch for everybody, as a request would; say its number."""

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from django_billing_portal.flows import PaymentMethodUpdate  # noqa: E402
from django_billing_portal.services.batches import BatchWishes, start_batch  # noqa: E402

print(start_batch(subjects=User.objects.order_by("pk"), wishes=BatchWishes(flow=PaymentMethodUpdate())).pk)  # noqa: T201
