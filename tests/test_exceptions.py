import copy
import pickle

import pytest
from django.utils import translation

from django_billing_portal import exceptions
from django_billing_portal.exceptions import BillingPortalError, NoCustomer

CLASSES = [error for error in vars(exceptions).values() if isinstance(error, type) and issubclass(error, Exception)]


def test_codes__unique():
    assert len({error.code for error in CLASSES}) == len(CLASSES)


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.code)
def test_class__fit_for_customers(error):
    assert issubclass(error, BillingPortalError)
    assert error().message.endswith(".")
    assert 400 <= error.status < 600


def test_message__in_the_active_language():
    error = NoCustomer()

    with translation.override("de"):
        assert error.message.endswith("noch kein Abrechnungskonto.")


def test_message__tells_customers_nothing_of_the_detail():
    assert "cus_1" not in NoCustomer("cus_1 is gone").message


@pytest.mark.parametrize(("detail", "text"), [("", "no_customer"), ("It is gone.", "no_customer: It is gone.")])
def test_str__code_and_detail(detail, text):
    assert str(NoCustomer(detail)) == text


@pytest.mark.parametrize("twin", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))], ids=["copy", "pickle"])
def test_error__survives_copies(twin):
    error = twin(NoCustomer("It is gone.", request_id="req_1", http_status=404, param="customer", retry_after=5))

    assert vars(error) == {
        "detail": "It is gone.",
        "request_id": "req_1",
        "http_status": 404,
        "stripe_code": None,
        "param": "customer",
        "retry_after": 5,
        "is_recorded": False,
    }


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.code)
def test_by_code__finds_the_class(error):
    assert exceptions.by_code(error.code) is error


def test_by_code__none_of_ours():
    assert exceptions.by_code("interrupted") is None
