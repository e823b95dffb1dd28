"""The core of the promise: no fact is lost, whatever the network and the phone do."""

import pytest
from playwright.sync_api import expect

from tests.phone.conftest import PIN, SURNAMES

FIRST, SECOND, _ = SURNAMES


def test_everybody_is_here_after_signing_in(field, agent):
    for surname in agent.people:
        field.expect_person(surname)


def test_the_app_opens_and_shows_everybody_with_the_network_off(field):
    field.page.context.set_offline(True)
    field.page.reload()
    field.unlock().expect_person(FIRST)
    expect(field.page.get_by_role("status")).to_contain_text("Sin señal")


def test_a_visit_recorded_offline_arrives_once_when_the_network_returns(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST).expect_pending(1)
    assert agent.facts("visit_made") == 0
    field.page.context.set_offline(False)
    field.expect_all_sent()
    assert agent.facts("visit_made", agent.people[FIRST]) == 1


def test_what_was_recorded_offline_survives_closing_the_app(field, agent):
    context = field.page.context
    context.set_offline(True)
    field.visit(FIRST).expect_pending(1)
    field.page.close()
    field.page = context.new_page()
    field.open().unlock().expect_pending(1)
    context.set_offline(False)
    field.expect_all_sent()
    assert agent.facts("visit_made") == 1


@pytest.mark.parametrize("answers", [1, 3])
def test_an_answer_that_is_lost_after_the_server_stored_it_stores_nothing_twice(field, agent, answers):
    lost = []

    def lose(route):
        if len(lost) < answers:
            lost.append(route.fetch())
            route.abort()
        else:
            route.continue_()

    field.page.route("**/field/sync", lose)
    field.visit(FIRST)
    field.page.wait_for_timeout(200)
    while len(lost) < answers:
        field.page.evaluate("dispatchEvent(new Event('online'))")
        field.page.wait_for_timeout(100)
    assert agent.facts("visit_made") == 1
    field.page.evaluate("dispatchEvent(new Event('online'))")
    field.expect_all_sent()
    assert agent.facts("visit_made") == 1


def test_a_fact_the_server_refuses_stays_and_says_so(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST).expect_pending(1)
    agent.hand_over(FIRST)
    field.page.context.set_offline(False)
    expect(field.page.get_by_role("status")).to_contain_text("1 no aceptado")
    assert agent.quarantined() == ["out_of_reach"]
    # Whom it is about stays on the phone as long as there is something to repair.
    field.expect_person(FIRST)


def test_whoever_was_moved_to_somebody_else_leaves_the_phone(field, agent):
    agent.hand_over(FIRST)
    field.visit(SECOND).expect_all_sent()
    field.expect_person(FIRST, 0).expect_person(SECOND)


def test_two_tabs_send_a_fact_once(field, agent):
    other = field.page.context.new_page()
    other.goto(field.address)
    tab = type(field)(other, field.address).unlock()
    field.page.context.set_offline(True)
    field.visit(FIRST)
    tab.visit(SECOND).expect_pending(2)
    field.page.context.set_offline(False)
    tab.expect_all_sent()
    field.expect_all_sent()
    assert agent.facts("visit_made") == 2


def test_the_pin_opens_what_another_pin_does_not(field):
    field.page.reload()
    field.type_pin("604182")
    expect(field.page.get_by_role("alert")).to_contain_text("Quedan 9 intentos")
    field.unlock(PIN)
