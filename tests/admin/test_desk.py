"""The desk of one customer: the form, what Stripe says of it, the link, the e-mail, the trail."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core import mail

from django_billing_portal import flows
from django_billing_portal.models import PortalLink, PortalSession
from django_billing_portal.resolvers import Callables
from django_billing_portal.sandbox import faults, store
from tests.admin.conftest import desk_of
from tests.admin.forms import check, choices, create, filled_in, findings, page_of, text_of
from tests.factories import PortalCustomerFactory, TeamFactory, UserFactory

SAW = "Saw the address of the billing link"
CHANGE = {"what": "subscription_update_confirm", "price": "price_business_monthly"}


@pytest.fixture
def url(alice, minted) -> str:
    return page_of(alice)


def customer_of(key: str) -> str:
    user = UserFactory(username=key)
    PortalCustomerFactory(subject=user, customer=f"cus_{key}")
    return page_of(user)


def acts() -> list[str]:
    return [entry.change_message.partition(":")[0] for entry in LogEntry.objects.order_by("pk")]


def link() -> PortalLink:
    return PortalLink.objects.get()


def test_form__offers_what_the_customer_has(desk, url):
    answer = desk.get(url)
    assert choices(answer, "subscription") == ["", "sub_alice"]
    assert "price_business_yearly" in choices(answer, "price")
    assert choices(answer, "retention_coupon") == ["", "STAY20"]
    assert choices(answer, "discount") == ["", "coupon:STAY20", "promotion_code:promo_welcome"]
    assert "Nordlicht Pro · 29.00\N{NO-BREAK SPACE}EUR per month · active · sub_alice" in answer.content.decode()
    assert 'value="alice@example.com"' in answer.content.decode()


def test_form__asks_and_makes_nothing(desk, url):
    before = store.list("billing_portal.session")
    assert desk.get(url).status_code == 200
    assert not PortalLink.objects.exists()
    assert not LogEntry.objects.exists()
    assert store.list("billing_portal.session") == before


def test_form__says_so_while_stripe_is_down(desk, url):
    faults.switch_on("missing_permission")
    answer = desk.get(url)
    assert "Stripe did not answer in time" in text_of(answer)
    answer = create(desk, url, what="subscription_cancel", subscription="sub_alice", retention_coupon="STAY20")
    assert "was not checked" in text_of(answer)
    assert link().flow == flows.SubscriptionCancel(subscription="sub_alice", retention_coupon="STAY20")


def test_check__finds_nothing(desk, url):
    answer = check(desk, url, message="Please do <b>this</b>", max_uses=2)
    said = text_of(answer)
    assert "Stripe would accept this now." in said
    assert "Update payment method Please do &lt;b&gt;this&lt;/b&gt; It works 2 times, for 7 days." in said
    assert not PortalLink.objects.exists()


@pytest.mark.parametrize(
    ("who", "asked", "found"),
    [
        ("nils", {"what": "subscription_cancel"}, {"subscription": ["no_subscription"]}),
        ("dora", {"what": "subscription_update"}, {"subscription": ["several_subscriptions"]}),
        ("alice", {**CHANGE, "price": "price_pro_monthly"}, {"price": ["no_change"]}),
        ("nobody", {"what": "home"}, {"what": ["stale_customer"]}),
        ("nils", {"what": "named:leave"}, {"subscription": ["no_subscription"]}),
    ],
)
def test_check__finds_obstacles_beside_their_fields(desk, minted, who, asked, found):
    answer = check(desk, customer_of(who), **asked)
    assert findings(answer) == found
    assert "The customer would read:" in text_of(answer)


def test_check__several_subscriptions_are_told_in_words_for_staff(desk, minted):
    assert "They have several: choose one." in text_of(check(desk, customer_of("dora"), what="subscription_cancel"))


def test_check__a_coupon_that_is_spent(desk, url):
    faults.switch_on("missing_permission")
    answer = check(desk, url, **CHANGE, discount="GONE")
    assert "This was not checked with Stripe." in text_of(answer)
    faults.clear()
    assert "discount" in check(desk, url, **CHANGE, discount="GONE").context["form"].errors


@pytest.mark.parametrize("name", ["subscription", "price", "retention_coupon", "discount"])
def test_create__of_what_is_not_offered_is_refused(desk, url, name):
    answer = create(desk, url, **{**CHANGE, name: "sub_bob"})
    assert name in answer.context["form"].errors
    assert not PortalLink.objects.exists()


def test_create__shows_the_link_once_and_stores_no_copy(desk, url):
    answer = create(desk, url)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert f'value="{answer.context["url"]}"' in answer.content.decode()
    assert answer.context["url"].startswith("http://testserver/billing/link/")
    assert answer.context["url"].rpartition("/link/")[2] not in str(LogEntry.objects.values())
    assert not PortalSession.objects.exists()


@pytest.mark.parametrize(
    ("asked", "made"),
    [
        ({"what": "home"}, None),
        ({"what": "customer_update"}, flows.CustomerUpdate()),
        (
            {"what": "payment_method_update", "after": "portal_homepage"},
            flows.PaymentMethodUpdate(after_completion=flows.PortalHomepage()),
        ),
        (
            {"what": "subscription_update", "after": "redirect", "after_url": "/thanks/"},
            flows.SubscriptionUpdate(after_completion=flows.Redirect(url="/thanks/")),
        ),
        (
            {
                **CHANGE,
                "subscription": "sub_alice",
                "quantity": "2",
                "discount": "promotion_code:promo_welcome",
                "after": "hosted_confirmation",
                "after_message": "Done",
            },
            flows.SubscriptionUpdateConfirm(
                subscription="sub_alice",
                items=[flows.Item(price="price_business_monthly", quantity=2)],
                discounts=[flows.PromotionCode("promo_welcome")],
                after_completion=flows.HostedConfirmation(message="Done"),
            ),
        ),
        (
            {"what": "subscription_cancel", "retention_coupon": "STAY20"},
            flows.SubscriptionCancel(retention_coupon="STAY20"),
        ),
    ],
)
def test_create__keeps_what_was_asked_for(desk, url, asked, made):
    create(desk, url, **asked, confirm="on")
    assert link().flow == made


def test_create__keeps_the_name_of_a_declared_flow(desk, url):
    create(desk, url, what="named:leave", subscription="sub_alice", max_age="3600", max_uses=3, language="de")
    found = link()
    assert (found.flow_name, found.flow.subscription, found.flow.retention_coupon) == ("leave", "sub_alice", "STAY20")
    assert (found.max_uses, found.language, found.locale, found.source) == (3, "de", "de", "admin")
    assert (found.expires_at - found.created_at).total_seconds() == pytest.approx(3600, abs=60)


def test_create__is_in_the_trail(desk, sigrid, url):
    create(desk, url)
    (entry,) = LogEntry.objects.all()
    assert (entry.user, entry.object_repr) == (sigrid, str(link()))
    assert "alice" in entry.change_message


def test_create__although_it_would_not_work_needs_a_tick(desk, minted):
    url = customer_of("nils")
    answer = create(desk, url, what="subscription_cancel")
    assert "Create it although this would not work now" in text_of(answer)
    assert not PortalLink.objects.exists()
    create(desk, url, what="subscription_cancel", confirm="on")
    assert link().flow == flows.SubscriptionCancel()


def test_create__of_what_can_never_work_is_refused(desk, minted):
    answer = create(desk, customer_of("nobody"), what="home", confirm="on")
    assert "This can never work" in text_of(answer)
    assert not answer.context["asks_to_confirm"]
    assert not PortalLink.objects.exists()


def test_create__the_same_form_twice_is_one_link_and_one_e_mail(desk, url):
    form = filled_in(_create="1", send="on", email="alice@example.com")
    first, second = desk.post(url, form), desk.post(url, form)
    assert first.context["url"] == second.context["url"]
    assert len(mail.outbox) == 1
    assert acts() == ["Made a billing link", "Sent the billing link by e-mail", SAW]
    assert "Sent to alice@example.com" in text_of(second)
    assert "The e-mail was sent already" in second.content.decode()


def test_create__a_changed_form_is_another_link(desk, url):
    form = filled_in(_create="1")
    desk.post(url, form)
    desk.post(url, {**form, "what": "home"})
    assert {found.flow_type for found in PortalLink.objects.all()} == {"payment_method_update", ""}


def test_create__a_link_stays_although_it_would_not_work_any_more(desk, minted, url):
    form = filled_in(_create="1", what="subscription_cancel")
    first = desk.post(url, form)
    subscription = store.get("sub_alice")
    store.put(subscription | {"cancel_at_period_end": True})
    assert desk.post(url, form).context["url"] == first.context["url"]


def test_send__to_an_address_that_nobody_knew(desk, minted):
    user = UserFactory(username="carl", email="")
    PortalCustomerFactory(subject=user, customer="cus_carl")
    url = page_of(user)
    assert 'value="carl@example.com"' in desk.get(url).content.decode()
    answer = create(desk, url, what="home", send="on", email="")
    assert "email" in answer.context["form"].errors
    create(desk, url, what="home", send="on", email="other@example.com")
    assert mail.outbox[0].to == ["other@example.com"]


def test_send__a_failure_is_shown_and_can_be_repeated(desk, url, portal):
    def broken(*, message):
        raise ConnectionRefusedError("no route")

    portal(LINK_SENDER=broken)
    answer = create(desk, url, send="on", email="alice@example.com")
    assert "Not sent to alice@example.com" in text_of(answer)
    assert [entry.object_repr for entry in LogEntry.objects.all()] == [str(link())]
    portal(LINK_SENDER=None)
    answer = desk.post(url, {"_again": answer.context["again"]})
    assert "Sent to alice@example.com" in text_of(answer)
    assert len(mail.outbox) == 1
    assert acts() == ["Made a billing link", "Sent the billing link by e-mail", SAW]


def test_send__again_by_two_clicks_is_one_email(desk, url):
    again = {"_again": create(desk, url).context["again"]}
    first, second = desk.post(url, again), desk.post(url, again)
    assert len(mail.outbox) == 1
    assert "Sent to alice@example.com" in text_of(second)
    assert "The e-mail was sent already, or is being sent." in second.content.decode()
    assert "The e-mail was sent already" not in first.content.decode()
    assert acts().count("Sent the billing link by e-mail") == 1
    desk.post(url, {"_again": second.context["again"]})
    assert len(mail.outbox) == 2


def test_send__a_failure_hides_no_email_that_was_sent_before(desk, url, portal):
    def broken(*, message):
        raise ConnectionRefusedError("no route")

    answer = create(desk, url, send="on", email="alice@example.com")
    portal(LINK_SENDER=broken)
    answer = desk.post(url, {"_again": answer.context["again"]})
    assert "Sent to alice@example.com" in text_of(answer)
    assert "Not sent again: It could not be handed over" in text_of(answer)


def test_send__again_to_whom_nothing_can_be_written_any_more(desk, url):
    again = create(desk, url, send="on", email="alice@example.com").context["again"]
    PortalLink.objects.update(email="not an address")
    answer = desk.post(url, {"_again": again})
    assert "There is no e-mail address that works." in answer.content.decode()
    assert "Sent to not an address" in text_of(answer)
    assert len(mail.outbox) == 1


def test_address__again_only_for_those_who_may_see_it(staff_with, url):
    clerk = desk_of(staff_with("issue_portallink", "view_portalcustomer", "send_portallink"))
    form = filled_in(_create="1")
    address = clerk.post(url, form).context["url"]
    for repeated in (form, {"_again": clerk.post(url, form).context["again"]}):
        page = clerk.post(url, repeated).content.decode()
        assert address not in page
        assert "Its address is shown to those who may see addresses." in page
    assert SAW not in acts()


def test_address__not_of_a_link_that_does_not_work_any_more(desk, url):
    form = filled_in(_create="1", send="on", email="alice@example.com")
    answer = desk.post(url, form)
    PortalLink.objects.update(uses=1)
    for repeated in (form, {"_again": answer.context["again"]}):
        page = desk.post(url, repeated)
        assert page.context["title"] == "The link does not work any more"
        assert "used up" in text_of(page)
        assert (page.context["url"], page.context["again"]) == ("", "")
    assert SAW not in acts()
    assert len(mail.outbox) == 1


def test_create__twice_at_once_is_recorded_once(desk, url, monkeypatch):
    """The second has looked for the link before the first has made it."""
    form = filled_in(_create="1")
    desk.post(url, form)
    monkeypatch.setattr("django_billing_portal.admin.issuing._links", PortalLink.objects.none)
    desk.post(url, form)
    assert acts() == ["Made a billing link", SAW]


def test_send__again_only_to_the_customer_of_the_page(desk, url, bob):
    again = create(desk, url, send="on", email="alice@example.com").context["again"]
    answer = desk.post(page_of(bob), {"_again": again})
    assert answer.status_code == 404
    assert desk.post(url, {"_again": "forged"}).status_code == 404
    assert len(mail.outbox) == 1


def test_send__again_after_the_link_is_gone(desk, url):
    again = create(desk, url).context["again"]
    link().delete()
    assert desk.post(url, {"_again": again}).status_code == 404


def test_send__not_yet_keeps_the_address(desk, url):
    answer = create(desk, url, email="alice@example.com")
    assert "Send by e-mail" in text_of(answer)
    assert not mail.outbox
    desk.post(url, {"_again": answer.context["again"]})
    assert mail.outbox[0].to == ["alice@example.com"]


def test_send__not_without_permission(staff_with, url):
    clerk = desk_of(staff_with("issue_portallink", "view_portalcustomer"))
    assert 'name="send"' not in clerk.get(url).content.decode()
    assert create(clerk, url, send="on", email="alice@example.com").status_code == 403
    assert clerk.post(url, {"_again": "x"}).status_code == 403
    assert not PortalLink.objects.exists()
    answer = create(clerk, url)
    assert not answer.context["again"]
    assert link().email == ""


@pytest.mark.parametrize("permissions", [(), ("issue_portallink",), ("view_portalcustomer",)])
def test_desk__not_without_permission(staff_with, url, permissions):
    clerk = desk_of(staff_with(*permissions))
    assert clerk.get(url).status_code == 403
    assert create(clerk, url).status_code == 403
    assert not PortalLink.objects.exists()


def test_desk__not_for_strangers(client, url):
    assert client.get(url).status_code == 302
    assert create(client, url).status_code == 302
    assert not PortalLink.objects.exists()


def test_desk__of_nobody(desk, db):
    assert desk.get("/admin/billing_portal/portalcustomer/77/billing-link/").status_code == 404


def test_desk__of_whoever_is_gone(desk, url, alice):
    alice.delete()
    assert "Whoever is billed is not there any more." in text_of(desk.get(url))


def test_desk__of_whoever_has_no_customer(desk, eve, url, alice, portal):
    portal(RESOLVER=Callables(resolve=lambda *, subject: None))
    assert "They have no customer at Stripe yet." in text_of(desk.get(url))
    assert create(desk, url).status_code == 404


def test_desk__of_a_team(desk, minted):
    team = TeamFactory()
    PortalCustomerFactory(subject=team, customer="cus_team")
    create(desk, page_of(team), what="home")
    assert (link().subject_id, link().customer) == (str(team.pk), "cus_team")


def test_desk__asks_stripe_outside_transactions():
    from django.urls import resolve

    view = resolve("/admin/billing_portal/portalcustomer/1/billing-link/").func
    assert view._non_atomic_requests


def test_audience__only_where_links_for_holders_are_allowed(desk, url, portal):
    assert 'name="audience"' not in desk.get(url).content.decode()
    portal(LINK_HOLDERS=True)
    errors = create(desk, url, audience="holder", max_age="86400", max_uses=2).context["form"].errors
    assert {*errors} == {"max_age", "max_uses"}
    create(desk, url, audience="holder")
    assert (link().audience, link().max_uses) == ("holder", 1)


def test_audience__for_holders_only_by_those_who_may_open_the_portal_themselves(staff_with, url, portal):
    portal(LINK_HOLDERS=True)
    may = ("issue_portallink", "view_portalcustomer", "copy_portallink", "open_as_customer")
    for missing in may[2:]:
        clerk = desk_of(staff_with(*(each for each in may if each != missing), username=missing))
        assert 'name="audience"' not in clerk.get(url).content.decode()
        assert create(clerk, url, audience="holder").status_code == 403
    assert not PortalLink.objects.exists()
    create(desk_of(staff_with(*may)), url, audience="holder")
    assert link().audience == "holder"


def test_address__starts_with_the_sites_own_and_not_with_the_host_of_staff(desk, url, portal, settings):
    settings.ALLOWED_HOSTS = ["backoffice.internal"]
    portal(BASE_URL="https://www.shop.example")
    form = filled_in(_create="1", send="on", email="alice@example.com")
    answer = desk.post(url, form, headers={"host": "backoffice.internal"})
    assert answer.context["url"].startswith("https://www.shop.example/billing/link/")
    assert "https://www.shop.example/billing/link/" in mail.outbox[0].body
    assert "backoffice" not in mail.outbox[0].body


def test_address__seen_again_starts_with_the_sites_own(desk, url, portal, settings):
    settings.ALLOWED_HOSTS = ["testserver", "backoffice.internal"]
    create(desk, url, email="alice@example.com")
    portal(BASE_URL="https://www.shop.example")
    page, host = f"/admin/billing_portal/portallink/{link().pk}", {"host": "backoffice.internal"}
    copied = desk.post(f"{page}/copy/", headers=host)
    assert copied.context["url"].startswith("https://www.shop.example/billing/link/")


def test_address__of_the_request_where_nothing_else_is_known(desk, url, portal):
    portal(BASE_URL=None)
    assert create(desk, url).context["url"].startswith("http://testserver/billing/link/")
