"""The portal's pages, all of them behind a session's secret."""

from django.urls import URLPattern, URLResolver, include, path

from .views import cancellations, cards, details, endings, home, invoices, pauses, plans, recovery

subscription: list[URLPattern | URLResolver] = [
    path("update/", plans.choose, name="plan"),
    path("update/confirm/", plans.confirm, name="plan-confirm"),
    path("offer/", cancellations.offer, name="offer"),
    path("cancel/", cancellations.cancel, name="cancel"),
    path("feedback/", cancellations.feedback, name="feedback"),
    path("renew/", cancellations.renew, name="renew"),
    path("pause/", pauses.pause, name="pause"),
    path("resume/", pauses.resume, name="resume"),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="session"),
    path("subscriptions/<str:subscription>/", include(subscription)),
    path("payment-methods/add/", cards.add, name="card-add"),
    path("payment-methods/<str:card>/default/", cards.make_default, name="card-default"),
    path("payment-methods/<str:card>/remove/", cards.remove, name="card-remove"),
    path("details/", details.edit, name="details"),
    path("invoices/<str:invoice>/", invoices.invoice, name="invoice"),
    path("recover/", recovery.recover, name="recover"),
    path("done/", endings.done, name="done"),
]
