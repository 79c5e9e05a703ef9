"""Connected accounts: each has objects of its own."""

CONNECTED = {"stripe_account": "acct_1"}


def test_account__does_not_see_the_platforms_objects(api, refusal):
    error = refusal(api.customers.retrieve, "cus_alice", {}, CONNECTED)
    assert (error.http_status, error.user_message) == (404, "No such customer: 'cus_alice'")


def test_platform__does_not_see_the_accounts_objects(api, refusal):
    customer = api.customers.create({"name": "A"}, CONNECTED)
    assert refusal(api.customers.retrieve, customer.id).http_status == 404


def test_account__sees_its_own(api):
    customer = api.customers.create({"name": "A"}, CONNECTED)
    assert api.customers.retrieve(customer.id, {}, CONNECTED).name == "A"


def test_account__may_use_the_same_coupon_id(api):
    assert api.coupons.create({"id": "STAY20", "percent_off": 50}, CONNECTED).percent_off == 50


def test_account__has_its_own_default_configuration(api, refusal):
    customer = api.customers.create({"name": "A"}, CONNECTED)
    error = refusal(api.billing_portal.sessions.create, {"customer": customer.id}, CONNECTED)
    assert "default configuration has not been created" in error.user_message


def test_event__names_the_account(api):
    api.customers.create({"name": "A"}, CONNECTED)
    (event,) = api.events.list({"type": "customer.created"}, CONNECTED).data
    assert event.account == "acct_1"
