from django.urls import include, path

from . import views

urlpatterns = [
    path("billing/", include("django_billing_portal.urls")),
    path("api/billing/", include("django_billing_portal.api.urls")),
    path("api/billing-async/", include("django_billing_portal.api.async_urls")),
    path("plain-api/", views.PlainAPI.as_view()),
    path("plain/", views.plain),
    path("plain-leave/", views.plain_leave),
    path("account/", views.account),
    path("async/", views.asynchronous),
    path("async-account/", views.asynchronous_account),
]
