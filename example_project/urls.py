"""Where everything in Nordlicht lives."""

from django.contrib import admin
from django.contrib.auth.views import LogoutView
from django.urls import include, path

from django_billing_portal.conf import portal_settings
from example_project.extras import HAS_API, HAS_SCHEMA
from example_project.nordlicht.views import account, mails, pages, sign_in

urlpatterns = [
    path("", pages.home, name="home"),
    path("pricing/", pages.pricing, name="pricing"),
    path("pricing/start/", account.start_plan, name="start-plan"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/as/", sign_in.sign_in_as, name="sign-in-as"),
    path("sign-out/", LogoutView.as_view(), name="sign-out"),
    path("account/", account.account, name="account"),
    path("teams/<uuid:pk>/", account.team, name="team"),
    path("mails/", mails.mails, name="mails"),
    path("mails/<str:key>/", mails.mail, name="mail"),
    path("billing/", include("django_billing_portal.urls")),
    *(
        [path("billing-sandbox/", include("django_billing_portal.sandbox.urls"))]
        if portal_settings.uses_sandbox
        else []
    ),
    *([path("", include("example_project.app_urls"))] if HAS_API else []),
    *([path("", include("example_project.schema_urls"))] if HAS_SCHEMA else []),
    path("admin/", admin.site.urls),
]
