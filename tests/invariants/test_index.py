"""What must always hold, and the tests that prove it. A proof that is renamed or removed is missed here."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
PROOFS = {
    "Nothing mints on GET.": (
        "invariants/test_reading.py::test_reading__mints_nothing",
        "views/test_portal_page.py::test_page__mints_nothing",
        "e2e/test_clicks.py::test_rendering__mints_nothing",
    ),
    "A portal URL is nowhere but in the answer to a click.": (
        "invariants/test_secrets.py::test_minting__logs_no_secret",
        "invariants/test_secrets.py::test_session__shows_no_url",
        "invariants/test_secrets.py::test_failure_to_store__leaves_no_secret_behind",
        "failures/test_matrix.py::test_fault__keeps_every_promise",
        "gateway/test_secrets.py::test_secrets__not_in_the_sdks_log",
        "models/test_claims.py::test_open__keeps_the_url_encrypted",
        "views/test_click.py::test_see_other__hides_where_it_leads",
        "e2e/test_clicks.py::test_rendering__holds_no_portal_url",
    ),
    "What a browser sends chooses among what the project offers.": (
        "views/test_click.py::test_click__browsers_set_nothing_else",
        "views/test_choices.py::test_choice__of_somebody_else",
        "views/test_choices.py::test_choice__altered",
        "test_templatetags.py::test_button__shows_no_parameters_of_a_flow",
    ),
    "A person reaches only customers that the resolver lets them manage, at the moment of minting.": (
        "services/test_customers.py::test_finding_customer__another_person",
        "services/test_customers.py::test_finding_customer__answers_that_are_not_true",
        "invariants/test_sameness.py::test_reuse__not_another_persons",
        "invariants/test_sameness.py::test_reuse__not_by_whoever_may_not_any_more",
        "views/test_failures.py::test_page__of_a_team_that_is_not_theirs",
    ),
    "Every URL we hand out is one we built, or on an allow-list; nobody is found by e-mail.": (
        "test_redirects.py::test_return_url__never_leaves_the_allow_list",
        "test_redirects.py::test_require_portal_url__never_leaves_the_portal_hosts",
        "services/test_customers.py::test_creating__never_by_email",
    ),
    "Live and test never mix.": (
        "invariants/test_sameness.py::test_reuse__live_and_test_never_mix",
        "services/test_customers.py::test_finding_customer__of_the_other_mode",
        "gateway/test_answers.py::test_create_session__of_the_other_mode",
        "test_resolvers.py::test_portal_customers__by_mode_and_account",
    ),
    "Identical clicks at once cost one call, over any number of processes.": (
        "invariants/test_sameness.py::test_click__costs_one_call_and_nothing_else",
        "concurrency/test_one_call.py::test_mint_session__simultaneous_clicks_in_several_processes",
        "e2e/test_clicks.py::test_double_click__mints_one_session",
    ),
    "A click is answered within its deadline, and an outage takes down billing only.": (
        "failures/test_matrix.py::test_fault__keeps_every_promise",
        "gateway/test_network.py::test_network__tls_drips",
        "gateway/test_guard.py::test_bulkhead__few_wait_in_an_outage",
        "gateway/test_guard.py::test_breaker__opens_after_five_failures",
        "e2e/test_failures.py::test_stripe_too_slow__answers_within_the_deadline",
    ),
    "Every failure has a code, a sentence for customers and one log record.": (
        "failures/test_matrix.py::test_fault__keeps_every_promise",
        "gateway/test_failures.py::test_failure__is_told_once_and_gives_nothing_away",
        "invariants/test_caches.py::test_cache_down__click_works_and_the_operator_hears",
        "test_exceptions.py::test_class__fit_for_customers",
    ),
    "A crash between any two steps blocks the next click no longer than its deadline.": (
        "invariants/test_crashes.py::test_crash__blocks_nobody_beyond_the_deadline",
        "concurrency/test_one_call.py::test_mint_session__killed_claimant",
        "services/test_claiming.py::test_claiming__takes_over_when_the_lease_of_a_dead_worker_ends",
    ),
    "No idempotency key is derived from person and flow.": (
        "invariants/test_sameness.py::test_idempotency_key__is_new_for_each_session",
        "models/test_customers.py::test_reserve__keys_are_random",
    ),
    "Having the app installed loads nothing heavy.": (
        "test_import_cost.py::test_setup_and_urlconf__load_nothing_heavy",
    ),
    "It works in projects that do everything otherwise.": (
        "test_stranger.py::test_stranger__whole_project_works",
        "views/test_shields.py::test_billing_view__htmx_navigates",
        "e2e/test_strict_policy.py::test_page_instead_of_redirect__arrives",
        "e2e/test_half_way.py::test_back_button__after_return_shows_fresh_account",
        "e2e/test_everybody.py::test_no_javascript__there_and_back",
    ),
}


@pytest.mark.parametrize("proof", sorted({proof for proofs in PROOFS.values() for proof in proofs}))
def test_proof__exists(proof: str) -> None:
    path, _, name = proof.partition("::")
    tree = ast.parse(TESTS.joinpath(path).read_text(encoding="utf-8"))

    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
