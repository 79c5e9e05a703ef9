"""The desk on a project's own admin: its template, actions and URLs stay; a second site keeps its own links."""

import pytest
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.sites import all_sites
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import reverse

from django_billing_portal.admin import BillingPortalAdminMixin
from django_billing_portal.admin.pages import url_of
from django_billing_portal.checks import check_settings
from django_billing_portal.checks.admin import misplaced_mixins
from django_billing_portal.models import PortalLink
from django_billing_portal.resolvers import AttributePath
from tests.admin.conftest import desk_of
from tests.admin.forms import create, text_of
from tests.admin.office import QuietAdmin, site
from tests.factories import PortalCustomerFactory, TeamFactory
from tests.people.models import Team

pytestmark = pytest.mark.urls("tests.admin.office")
LIST = "/office/people/team/"
ACTION = "issue_billing_links"


@pytest.fixture
def aurora(minted) -> Team:
    team = TeamFactory(name="Aurora")
    PortalCustomerFactory(subject=team, customer="cus_team")
    return team


def test_object_page__has_the_button_beside_the_projects_own(desk, aurora):
    page = desk.get(f"{LIST}{aurora.pk}/change/").content.decode()
    assert f'<a href="{LIST}{aurora.pk}/billing-link/">Create billing link…</a>' in page
    assert '<a href="/rings/">Ring them up</a>' in page
    assert "History" in page


def test_object_page__of_a_new_object_has_none(desk):
    assert "Create billing link" not in desk.get(f"{LIST}add/").content.decode()


def test_object_page__without_permission_has_none(staff_with, aurora):
    clerk = desk_of(staff_with("people.view_team"))
    page = clerk.get(f"{LIST}{aurora.pk}/change/").content.decode()
    assert "Create billing link" not in page
    assert "Ring them up" in page


def test_object_page__that_is_no_template_stays_as_it_is(rf: RequestFactory, sigrid, aurora):
    class Plain(admin.ModelAdmin):
        def render_change_form(self, *args, **kwargs):
            return HttpResponse("plain")

    class Desk(BillingPortalAdminMixin, Plain):
        pass

    request = rf.get("/")
    request.user = sigrid
    assert Desk(Team, site).render_change_form(request, {}, obj=aurora).content == b"plain"


def test_urls__beside_the_projects_own(desk):
    assert desk.get(f"{LIST}own/").content == b"own page"


def test_actions__beside_the_projects_own(desk, aurora):
    page = desk.get(LIST).content.decode()
    assert '<option value="greet">' in page
    assert f'<option value="{ACTION}">Create billing link…</option>' in page
    assert desk.post(LIST, {"action": "greet", ACTION_CHECKBOX_NAME: [aurora.pk]}).content == b"hello"


def test_actions__none_where_the_project_wants_none():
    assert QuietAdmin(Team, site).actions is None


def test_actions__never_twice():
    class Twice(BillingPortalAdminMixin, admin.ModelAdmin):
        actions = ACTION, "delete_selected"

    assert Twice(Team, site).actions == (ACTION, "delete_selected")


def test_actions__not_offered_without_permission(staff_with, aurora):
    clerk = desk_of(staff_with("people.view_team"))
    assert ACTION not in clerk.get(LIST).content.decode()
    assert clerk.post(LIST, {"action": ACTION, ACTION_CHECKBOX_NAME: [aurora.pk]}).status_code == 403


def test_actions__for_one_leads_to_their_page(desk, aurora):
    answer = desk.post(LIST, {"action": ACTION, ACTION_CHECKBOX_NAME: [aurora.pk]})
    assert answer["Location"] == f"{LIST}{aurora.pk}/billing-link/"


def test_link__for_a_team_with_a_uuid(desk, aurora, sigrid):
    answer = create(desk, f"{LIST}{aurora.pk}/billing-link/", what="subscription_cancel", subscription="sub_team")
    assert "Aurora (cus_team)" in text_of(answer)
    link = PortalLink.objects.get()
    assert (link.subject_type, link.subject_id, link.issued_by) == ("people.team", str(aurora.pk), sigrid)
    assert f'href="{LIST}{aurora.pk}/change/"' in answer.content.decode()


def test_link__only_for_objects_that_one_may_see(staff_with, aurora):
    clerk = desk_of(staff_with("issue_portallink"))
    assert create(clerk, f"{LIST}{aurora.pk}/billing-link/").status_code == 403
    assert not PortalLink.objects.exists()


def test_names__as_django_names_its_own(aurora):
    url = reverse("admin:people_team_billing_link", args=[aurora.pk], current_app="office")
    assert url == f"{LIST}{aurora.pk}/billing-link/"


@pytest.fixture
def other_site():
    """A site of its own, which no later check shall see."""
    found = admin.AdminSite(name="other")
    yield found
    all_sites.discard(found)


def ids() -> list[str]:
    return [str(found.id) for found in check_settings()]


def test_checks__nothing_to_say(db):
    assert ids() == []


def test_checks__mixin_behind_the_admin(other_site):
    class Behind(admin.ModelAdmin, BillingPortalAdminMixin):
        pass

    other_site.register(Team, Behind)
    assert ids() == ["billing_portal.E040"]


def test_checks__a_model_on_which_no_customer_lies(portal, other_site):
    class LeadsAway(BillingPortalAdminMixin, admin.ModelAdmin):
        def billed_by(self, obj):
            """Lead to whoever is billed."""

    portal(RESOLVER=AttributePath("stripe_customer_id"))
    before = ids()
    assert {*before} == {"billing_portal.W010"}
    other_site.register(User, type("UserDesk", (BillingPortalAdminMixin, admin.ModelAdmin), {}))
    other_site.register(PortalLink, LeadsAway)
    assert len(ids()) == len(before) + 1


def test_checks__without_an_admin(settings):
    with override_settings(INSTALLED_APPS=[app for app in settings.INSTALLED_APPS if "contrib.admin" not in app]):
        assert [*misplaced_mixins()] == []


def test_people__of_objects_that_only_name_who_is_billed(alice, aurora):
    class OwnerDesk(BillingPortalAdminMixin, admin.ModelAdmin):
        def billed_by(self, obj):
            return alice if obj == aurora else None

    TeamFactory()
    assert [*OwnerDesk(Team, site).people_of(Team.objects.all())] == [alice]


def test_urls__of_keys_that_look_quoted():
    assert url_of(site._registry[Team], "change", "a_3Ab") == f"{LIST}a_5F3Ab/change/"
