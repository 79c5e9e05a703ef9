"""What staff do in the admin, and where they look for what came of it."""

from .visitors import Visitor

LINKS = "/admin/billing_portal/portallink/"


def open_form(staff: Visitor, username: str = "alice") -> None:
    """Go the way that staff go: the list of people, somebody's page, the button on top of it."""
    staff.page.goto("/admin/auth/user/")
    staff.page.get_by_role("link", name=username, exact=True).click()
    staff.follow("Create billing link…")


def fill(staff: Visitor, **fields: object) -> None:
    """Answer the form's questions by their names, in the order in which they are asked."""
    for name, value in fields.items():
        field = staff.page.locator(f".billing-form [name={name}]")
        if isinstance(value, bool):
            field.set_checked(value)
        elif field.evaluate("field => field.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))


def make_link(staff: Visitor, username: str = "alice", **fields: object) -> str:
    """Make a link, and return its address."""
    open_form(staff, username)
    fill(staff, **fields)
    staff.press("Create link")
    return address(staff)


def address(staff: Visitor) -> str:
    return staff.page.locator("#billing-link").input_value()


def e_mail(staff: Visitor) -> str:
    """Return what the result says of the e-mail."""
    return staff.page.locator(".field-sent").inner_text()


def open_link(staff: Visitor) -> None:
    """Open the page of the newest link."""
    staff.page.goto(LINKS)
    staff.page.locator("#result_list tbody a").first.click()


def visits(staff: Visitor) -> str:
    open_link(staff)
    return staff.page.locator("#link-visits").inner_text()


def trail(staff: Visitor) -> str:
    open_link(staff)
    return staff.page.locator("#link-trail").inner_text()
