START = "/pricing/start/"


def test_pricing__open_to_everybody(client, db) -> None:
    page = client.get("/pricing/").content.decode()

    assert "€29" in page
    assert "Sign in to start" in page


def test_pricing__those_without_customer_land_here(eve) -> None:
    assert eve.post("/billing/").url == "/pricing/"


def test_pricing__those_with_a_plan_change_it_on_their_account(alice) -> None:
    page = alice.get("/pricing/").content.decode()

    assert "To your account" in page
    assert "Start Plus" not in page


def test_start_plan__makes_a_customer(eve) -> None:
    eve.post(START, {"offer": "nordlicht_plus_monthly"})

    page = eve.get("/account/").content.decode()
    assert "Welcome to Plus" in page
    assert "Manage billing" in page


def test_start_plan__twice_is_once(eve) -> None:
    eve.post(START, {"offer": "nordlicht_plus_monthly"})
    eve.post(START, {"offer": "nordlicht_plus_monthly"})

    assert eve.get("/account/").content.decode().count('class="plan"') == 1


def test_start_plan__not_on_offer(eve) -> None:
    assert eve.post(START, {"offer": "nordlicht_pages_monthly"}).status_code == 404
