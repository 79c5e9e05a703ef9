"""Rows for tests, by factory-boy."""

from datetime import timedelta

import factory
from django.contrib.auth import get_user_model
from django.utils import timezone

from django_billing_portal.models import PortalCustomer, PortalLink, PortalSession
from tests.people.models import Team


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence("person{}".format)
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")


class TeamFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Team

    name = "Nordlicht"
    owner = factory.SubFactory(UserFactory)


class PortalCustomerFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PortalCustomer
        exclude = ("subject",)

    subject = factory.SubFactory(UserFactory)
    subject_type = factory.LazyAttribute(lambda row: row.subject._meta.label_lower)
    subject_id = factory.LazyAttribute(lambda row: str(row.subject.pk))
    livemode = False
    customer = factory.Sequence("cus_{}".format)


class PortalSessionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PortalSession

    key = factory.Sequence("key{}".format)
    generation = 1
    lease_until = factory.LazyFunction(timezone.now)
    user = factory.SubFactory(UserFactory)
    subject_type = "auth.user"
    subject_id = factory.LazyAttribute(lambda row: str(row.user.pk))
    customer = "cus_alice"
    livemode = False
    return_to = "http://testserver/account/"
    source = "code"


class PortalLinkFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = PortalLink
        exclude = ("person",)

    person = factory.SubFactory(UserFactory)
    subject_type = "auth.user"
    subject_id = factory.LazyAttribute(lambda row: str(row.person.pk))
    subject_name = factory.LazyAttribute(lambda row: row.person.username)
    email = factory.LazyAttribute(lambda row: row.person.email)
    customer = "cus_alice"
    livemode = False
    return_to = "http://testserver/account/"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=7))
    source = "admin"
