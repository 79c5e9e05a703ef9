"""Names that several rooms of the admin share: permissions, and pages behind an object."""

ISSUE, RUN, SEND = "issue_portallink", "run_portalbatch", "send_portallink"
ONE, MANY = "billing_link", "billing_links"
