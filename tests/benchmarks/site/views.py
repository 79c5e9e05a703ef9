"""What most projects have before they install the app, and two pages to compare with."""

import stripe
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from django_billing_portal.services.sessions import amint_session

stripe.api_key = settings.BILLING_PORTAL["API_KEY"]
stripe.api_base = settings.STRIPE_API_BASE


@login_required
@require_POST
def plain(request: HttpRequest) -> HttpResponse:
    """Open the portal as people do it by hand."""
    session = stripe.billing_portal.Session.create(
        customer=request.user.profile.stripe_customer_id, return_url=request.build_absolute_uri("/account/")
    )
    return redirect(session.url)


class PlainAPI(APIView):
    """Answer a single-page app as people do it by hand."""

    permission_classes = (IsAuthenticated,)

    def post(self, request: Request) -> Response:
        session = stripe.billing_portal.Session.create(
            customer=request.user.profile.stripe_customer_id, return_url=request.build_absolute_uri("/account/")
        )
        return Response({"url": session.url}, status=201)


@login_required
@require_POST
def plain_leave(request: HttpRequest) -> HttpResponse:
    """Find the subscription first, and open its cancellation."""
    customer = request.user.profile.stripe_customer_id
    subscription = stripe.Subscription.list(customer=customer, limit=2).data[0]
    session = stripe.billing_portal.Session.create(
        customer=customer,
        return_url=request.build_absolute_uri("/account/"),
        flow_data={"type": "subscription_cancel", "subscription_cancel": {"subscription": subscription.id}},
    )
    return redirect(session.url)


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Answer with nothing to somebody who is signed in."""
    return HttpResponse("ok")


async def asynchronous(request: HttpRequest) -> HttpResponse:
    """Mint without a thread for each click."""
    user = await request.auser()
    session = await amint_session(user=user, origin=f"{request.scheme}://{request.get_host()}")
    return redirect(session.url)


async def asynchronous_account(request: HttpRequest) -> HttpResponse:
    """Answer with nothing, asynchronously."""
    return HttpResponse((await request.auser()).username)
