"""A phone whose memory is full opens and sends what it holds; whoever should not open it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.phone.sector import Sector
from tests.phone.storm import Phone, Storm

ONE_VISIT = {"outcome": "seen"}


@pytest.fixture
def storm(browser, brittle, sectors, rig) -> Iterator[Storm]:
    storm = Storm(0, browser, brittle, rig, Sector(brittle, sectors[0], people=1))
    yield storm
    storm.close()


@pytest.fixture
def full(storm) -> Phone:
    """A phone without a network that holds one visit and has no room for another."""
    phone = storm.phones[0]
    phone.context.set_offline(True)
    person = phone.people()[0]
    assert phone.record((person, "visit_made", ONE_VISIT))
    phone.fill_up()
    assert not phone.record((person, "visit_made", ONE_VISIT))
    return phone


def restart(phone: Phone) -> None:
    phone.page.close()
    phone.page = phone.opened()
    phone.page.evaluate("rig.fillUp()")


def test_it_opens_after_it_died_and_sends_what_it_holds(storm, full):
    for _ in range(12):
        restart(full)
        assert full.page.evaluate("rig.comeBack()") == "open"
    storm.settle()
    assert storm.troubles() == []


def test_ten_wrong_pins_destroy_its_keys_whatever_is_switched_off_in_between(storm, full):
    restart(full)
    for left in (9, 8, 7):
        assert full.page.evaluate("rig.mistype()") == left
    restart(full)
    assert full.page.evaluate("rig.comeBack()") == "open"
    for left in range(9, -1, -1):
        restart(full)
        assert full.page.evaluate("rig.mistype()") == left
    assert full.page.evaluate("rig.comeBack()") == "nobodys"


def test_when_it_is_revoked_its_keys_are_destroyed_and_what_it_held_arrives_sealed(storm, full):
    storm.sector.revoke(full.device)
    storm.revoked_stores.add((full.who, full.store))
    full.context.set_offline(False)
    full.page.evaluate("rig.hurry()")
    full.page.wait_for_function("rig.phone === null")
    assert full.page.evaluate("rig.comeBack()") == "nobodys"
    storm.settle()
    assert storm.troubles() == []
    assert [refused.codes for refused in storm.fates.refused.values()] == [{"device_revoked"}]


def test_what_the_server_told_it_is_known_though_it_cannot_be_written_down(storm, full):
    full.context.set_offline(False)
    full.page.evaluate("rig.hurry()")
    full.page.wait_for_function("rig.phone.state.pendingCount === 0")
    for _ in range(3):
        full.page.evaluate("rig.hurry()")
        full.page.wait_for_function("!rig.phone.state.syncing")
        assert full.page.evaluate("rig.phone.state.pendingCount") == 0, "sent again, and shown as waiting"
    assert full.page.evaluate("rig.phone.state.full && rig.phone.state.online")
    full.clear_up()
    storm.settle()
    assert storm.troubles() == []
    assert not full.page.evaluate("rig.phone.state.full")
