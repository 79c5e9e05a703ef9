"""Every flow that can be built: six types, three ends, complete and not."""

from hypothesis import strategies as st

from django_billing_portal import flows

PRINTABLE = st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"])
NAMES = st.text(PRINTABLE, min_size=1, max_size=200).filter(lambda text: text.strip() == text)
MESSAGES = st.text(PRINTABLE, min_size=1, max_size=flows.LONGEST_MESSAGE).filter(str.strip)
PATHS = st.from_regex(r"/([a-z0-9~._-]+/){0,3}(\?[a-z]=[a-z0-9%]*)?(#[a-z]*)?", fullmatch=True)
URLS = st.builds("{}://{}{}".format, st.sampled_from(["https", "http"]), st.sampled_from(["a.test", "[::1]:8"]), PATHS)
QUANTITIES = st.none() | st.integers(min_value=0, max_value=999_999)


def ids(prefix):
    return st.from_regex(rf"{prefix}[A-Za-z0-9_-]{{1,24}}", fullmatch=True)


PRICES = ids("price_") | NAMES.filter(lambda name: not name.startswith("prod_"))
DISCOUNTS = st.builds(flows.Coupon, NAMES) | st.builds(flows.PromotionCode, ids("promo_"))


def items(given_ids):
    by_price = st.builds(flows.Item, id=given_ids, price=PRICES, quantity=QUANTITIES)
    return by_price | st.builds(flows.Item, id=given_ids, quantity=st.integers(min_value=0, max_value=999_999))


def ends(urls):
    redirect = st.builds(flows.Redirect, url=urls)
    message = st.builds(flows.HostedConfirmation, message=st.none() | MESSAGES)
    return st.none() | redirect | message | st.builds(flows.PortalHomepage)


def every_flow(subscriptions, changes, after):
    confirm = st.builds(
        flows.SubscriptionUpdateConfirm,
        subscription=subscriptions,
        items=changes.map(lambda item: [item]),
        discounts=st.lists(DISCOUNTS, max_size=3, unique=True),
        after_completion=after,
    )
    cancel = st.builds(
        flows.SubscriptionCancel,
        subscription=subscriptions,
        retention_coupon=st.none() | NAMES,
        after_completion=after,
    )
    others = [
        *(st.builds(cls, after_completion=after) for cls in (flows.CustomerUpdate, flows.PaymentMethodUpdate)),
        *(
            st.builds(cls, subscription=subscriptions, after_completion=after)
            for cls in (flows.SubscriptionPause, flows.SubscriptionUpdate)
        ),
    ]
    return st.one_of(confirm, cancel, *others)


FLOWS = every_flow(
    st.none() | ids("sub_"),
    items(st.none() | ids("si_")) | st.builds(flows.Item, lookup_key=NAMES, quantity=QUANTITIES),
    ends(URLS | PATHS),
)
COMPLETE_FLOWS = every_flow(ids("sub_"), items(ids("si_")), ends(URLS))
