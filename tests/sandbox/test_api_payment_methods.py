"""Cards."""


def test_attach__stripes_test_card(api):
    card = api.payment_methods.attach("pm_card_mastercard", {"customer": "cus_nils"})
    assert (card.card.brand, card.card.last4, card.customer) == ("mastercard", "4444", "cus_nils")


def test_attach__a_detached_card(api):
    api.payment_methods.detach("pm_alice")
    assert api.payment_methods.attach("pm_alice", {"customer": "cus_nils"}).customer == "cus_nils"


def test_attach__unknown(api, refusal):
    error = refusal(api.payment_methods.attach, "pm_x", {"customer": "cus_nils"})
    assert error.user_message == "No such PaymentMethod: 'pm_x'"


def test_attach__to_nobody(api, refusal):
    assert refusal(api.payment_methods.attach, "pm_card_visa", {"customer": "cus_x"}).param == "customer"


def test_detach__forgets_the_default(api):
    api.payment_methods.detach("pm_alice")
    assert api.customers.retrieve("cus_alice").invoice_settings.default_payment_method is None


def test_detach__forgets_it_in_subscriptions(api):
    api.subscriptions.update("sub_alice", {"default_payment_method": "pm_alice"})
    api.payment_methods.detach("pm_alice")
    assert api.subscriptions.retrieve("sub_alice").default_payment_method is None


def test_detach__is_announced(api):
    assert api.payment_methods.detach("pm_alice").customer is None
    (event,) = api.events.list({"type": "payment_method.detached"}).data
    assert event.data.previous_attributes.to_dict() == {"customer": "cus_alice"}


def test_detach__twice(api, refusal):
    api.payment_methods.detach("pm_alice")
    assert "not attached to a customer" in refusal(api.payment_methods.detach, "pm_alice").user_message


def test_list__of_a_customer(api):
    assert [each.id for each in api.payment_methods.list({"customer": "cus_alice"}).data] == ["pm_alice"]
