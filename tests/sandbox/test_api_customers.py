"""Customers."""


def test_create__keeps_what_is_given(api):
    customer = api.customers.create({"name": "A", "address": {"city": "Kiel", "country": "DE"}})
    assert (customer.name, customer.address.city, customer.livemode) == ("A", "Kiel", False)


def test_create__is_announced(api):
    customer = api.customers.create({"name": "A"})
    (event,) = api.events.list({"type": "customer.created", "limit": 1}).data
    assert event.data.object.id == customer.id


def test_create__ignores_what_the_sandbox_does_not_model(api):
    assert "tax_id_data" not in api.customers.create({"tax_id_data": [{"type": "eu_vat", "value": "DE1"}]})


def test_update__merges_metadata(api):
    api.customers.update("cus_alice", {"metadata": {"tier": "gold", "old": "1"}})
    customer = api.customers.update("cus_alice", {"metadata": {"old": "", "new": "2"}})
    assert customer.metadata.to_dict() == {"tier": "gold", "new": "2"}


def test_update__forgets_all_metadata(api):
    api.customers.update("cus_alice", {"metadata": {"tier": "gold"}})
    assert api.customers.update("cus_alice", {"metadata": ""}).metadata.to_dict() == {}


def test_update__merges_settings(api):
    api.customers.update("cus_alice", {"invoice_settings": {"footer": "Thanks"}})
    settings = api.customers.retrieve("cus_alice").invoice_settings
    assert (settings.footer, settings.default_payment_method) == ("Thanks", "pm_alice")


def test_update__unsets(api):
    api.customers.update("cus_alice", {"shipping": {"name": "A", "address": {"city": "Kiel"}}})
    assert api.customers.update("cus_alice", {"shipping": ""}).shipping is None


def test_update__empties_a_list(api):
    api.customers.update("cus_alice", {"preferred_locales": ["de"]})
    assert api.customers.update("cus_alice", {"preferred_locales": ["en"]}).preferred_locales == ["en"]


def test_retrieve__unknown(api, refusal):
    error = refusal(api.customers.retrieve, "cus_nobody")
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")


def test_retrieve__id_of_something_else(api, refusal):
    assert refusal(api.customers.retrieve, "sub_alice").user_message == "No such customer: 'sub_alice'"


def test_retrieve__id_in_another_case(api, refusal):
    assert refusal(api.customers.retrieve, "CUS_ALICE").http_status == 404


def test_delete__leaves_a_tombstone(api):
    api.customers.delete("cus_nils")
    assert api.customers.retrieve("cus_nils").to_dict()["deleted"] is True


def test_delete__hides_from_the_list(api):
    api.customers.delete("cus_nils")
    assert "cus_nils" not in [each.id for each in api.customers.list().data]


def test_delete__ends_the_subscriptions(api):
    api.customers.delete("cus_dora")
    assert {api.subscriptions.retrieve(id).status for id in ("sub_dora", "sub_dora_2")} == {"canceled"}


def test_delete__leaves_what_has_ended(api):
    before = api.subscriptions.retrieve("sub_carl").ended_at
    api.customers.delete("cus_carl")
    assert api.subscriptions.retrieve("sub_carl").ended_at == before


def test_retrieve__of_the_other_mode(api, refusal):
    error = refusal(api.customers.retrieve, "cus_live")
    assert (error.http_status, "exists in live mode" in error.user_message) == (404, True)


def subscriptions_of(api, customer: str):
    return api.customers.retrieve(customer, {"expand": ["subscriptions"]}).subscriptions


def test_subscriptions__only_when_expanded(api):
    assert "subscriptions" not in api.customers.retrieve("cus_dora")
    assert {each.id for each in subscriptions_of(api, "cus_dora").data} == {"sub_dora", "sub_dora_2"}


def test_subscriptions__leave_out_the_cancelled(api):
    assert subscriptions_of(api, "cus_carl").data == []


def test_subscriptions__at_most_ten(api):
    assert subscriptions_of(api, "cus_alice").has_more is False
    for _ in range(10):
        api.subscriptions.create({"customer": "cus_alice", "items": [{"price": "price_pro_monthly"}]})
    page = subscriptions_of(api, "cus_alice")
    assert (len(page.data), page.has_more, page.url) == (10, True, "/v1/customers/cus_alice/subscriptions")


def test_subscriptions__expanded_further(api):
    customer = api.customers.retrieve("cus_alice", {"expand": ["subscriptions.data.latest_invoice"]})
    assert customer.subscriptions.data[0].latest_invoice.object == "invoice"


def test_subscriptions__in_a_list(api):
    page = api.customers.list({"limit": 100, "expand": ["data.subscriptions"]})
    assert sum(len(each.subscriptions.data) for each in page.data) == 6


def test_subscriptions__of_the_deleted(api):
    api.customers.delete("cus_alice")
    assert api.customers.retrieve("cus_alice", {"expand": ["subscriptions"]}).to_dict()["deleted"] is True


def test_delete__twice(api, refusal):
    api.customers.delete("cus_nils")
    assert refusal(api.customers.delete, "cus_nils").http_status == 404


def test_delete__is_announced(api):
    api.customers.delete("cus_nils")
    (event,) = api.events.list({"type": "customer.deleted"}).data
    assert event.data.object.id == "cus_nils"


def test_deleted__has_no_portal(api, refusal):
    api.customers.delete("cus_nils")
    error = refusal(api.billing_portal.sessions.create, {"customer": "cus_nils"})
    assert error.user_message == "No such customer: 'cus_nils'"
