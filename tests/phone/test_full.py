"""A phone whose memory is full opens and sends what it holds; whoever should not open it does not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.phone.sector import Sector
from tests.phone.storm import Fact, Phone, Storm

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
    use_up(phone, person)
    return phone


def use_up(phone: Phone, person: str, *, reserve: bool = False) -> None:
    """No room is left, not even the odd corner that the browser still has in what it has taken up already."""
    phone.fill_up(reserve=reserve)
    while phone.record((person, "visit_made", ONE_VISIT)):
        pass


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


@pytest.mark.parametrize("reserve", [False, True], ids=["with_its_reserve", "without_a_reserve"])
def test_when_it_is_revoked_its_keys_are_destroyed_and_what_it_held_arrives_sealed(storm, full, reserve):
    use_up(full, full.people()[0], reserve=reserve)
    storm.sector.revoke(full.device)
    storm.revoked_stores.add((full.who, full.store))
    full.context.set_offline(False)
    full.page.evaluate("rig.hurry()")
    full.page.wait_for_function("rig.phone === null")
    assert full.page.evaluate("rig.comeBack()") == "nobodys"
    storm.settle()
    assert storm.troubles() == []
    assert {code for refused in storm.fates.refused.values() for code in refused.codes} == {"device_revoked"}


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


@pytest.mark.parametrize("reserve", [False, True], ids=["with_its_reserve", "without_a_reserve"])
def test_whoever_signs_in_again_on_it_sends_what_it_holds(storm, full, reserve):
    use_up(full, full.people()[0], reserve=reserve)
    storm.sector.end_session(full.device)
    full.context.set_offline(False)
    full.page.evaluate("rig.hurry()")
    full.page.wait_for_function("rig.phone.state.signInNeeded")
    full.come_back()
    full.page.wait_for_function("rig.phone.state.pendingCount === 0")
    full.clear_up()
    storm.settle()
    assert storm.troubles() == []


def test_how_its_user_likes_it_holds_until_it_is_locked(full):
    use_up(full, full.people()[0], reserve=True)
    full.page.evaluate("rig.phone.prefer({ large: true, label: 'noche' })")
    full.page.evaluate("rig.phone.speak('en')")
    assert full.page.evaluate("[rig.phone.preferences.large, rig.phone.lang]") == [True, "en"]
    assert full.page.evaluate("rig.phone.state.full"), "nobody says that it will not stay"


def test_somebody_new_who_finds_too_little_room_leaves_nothing_behind(storm, full):
    session = storm.sector.session(1)
    full.page.evaluate("rig.lock()")
    for room in (0, 500, 1_000, 2_000):
        full.bound(full.page, room)
        found = full.page.evaluate("session => rig.begin(session).then(() => 'room', () => 'no room')", session)
        residents = full.page.evaluate("rig.residents()")
        assert residents == (1 if found == "no room" else 2), f"{found} with {room} bytes left"
    assert full.page.evaluate("rig.unlock()")


# --- A sign of danger -------------------------------------------------------------------------------------------------


@pytest.fixture
def alarming(storm) -> tuple[Phone, Fact]:
    """A phone without a network, and what somebody on it answered."""
    phone = storm.phones[0]
    phone.context.set_offline(True)
    return phone, (phone.people()[0], "answers_given", storm.sector.alarming())


def in_page(phone: Phone) -> list[str]:
    """The facts that the page alone holds."""
    return list(phone.page.evaluate("rig.inPage()"))


def pending(phone: Phone) -> int:
    return int(phone.page.evaluate("rig.phone.state.pendingCount"))


def test_a_sign_of_danger_finds_the_room_that_is_kept_for_it(storm, alarming):
    phone, answers = alarming
    use_up(phone, answers[0])
    before = pending(phone)
    assert phone.record_danger(answers)
    assert in_page(phone) == []
    restart(phone)
    assert phone.page.evaluate("rig.comeBack()") == "open"
    assert pending(phone) == before + 1
    storm.settle()
    assert storm.troubles() == []


@pytest.fixture
def held(alarming) -> tuple[Phone, str]:
    """A sign of danger on a phone that has no room at all, and no network."""
    phone, answers = alarming
    use_up(phone, answers[0], reserve=True)
    id = phone.record_danger(answers)
    assert id
    assert in_page(phone) == [id]
    assert phone.page.evaluate("rig.phone.state.onlyInPage") == 1
    return phone, id


def test_where_there_is_no_room_at_all_its_page_holds_it_and_it_arrives_once(storm, held):
    phone, id = held
    phone.weather.next += ["never_sent", "answer_lost", "five_times"]
    phone.context.set_offline(False)
    for _ in range(4):
        phone.page.evaluate("rig.hurry()")
        phone.page.wait_for_function("!rig.phone.state.syncing")
    phone.page.wait_for_function("rig.phone.state.onlyInPage === 0")
    assert len(storm.sector.fates().stored[id]) == 1
    assert in_page(phone) == [id], "it is not on the phone, and nobody says that it is"
    phone.clear_up()
    storm.settle()
    assert storm.troubles() == []
    assert in_page(phone) == []


def test_it_leaves_a_locked_phone_and_is_known_when_that_is_unlocked(storm, held):
    phone, id = held
    waiting = pending(phone)
    phone.page.evaluate("rig.lock()")
    assert phone.page.evaluate("rig.rest()") == [f"{waiting} facts lie sealed on a phone", "a phone is not open"]
    phone.context.set_offline(False)
    assert phone.page.evaluate("rig.rest()") == ["a phone is not open"]
    assert len(storm.sector.fates().stored[id]) == 1
    assert phone.page.evaluate("rig.comeBack()") == "open"
    assert phone.page.evaluate("id => rig.phone.written().some(({ fact }) => fact.id === id)", id)
    storm.settle()
    assert storm.troubles() == []


def test_it_goes_onto_the_phone_once_that_has_room(storm, held):
    phone, _ = held
    before = pending(phone)
    phone.clear_up()
    phone.page.evaluate("rig.lock()")
    assert phone.page.evaluate("rig.comeBack()") == "open"
    assert in_page(phone) == []
    phone.kill_page()
    assert pending(phone) == before
    storm.settle()
    assert storm.troubles() == []


def test_when_the_phone_is_revoked_what_its_page_holds_arrives_sealed(storm, held):
    phone, id = held
    storm.sector.revoke(phone.device)
    storm.revoked_stores.add((phone.who, phone.store))
    phone.context.set_offline(False)
    phone.page.evaluate("rig.hurry()")
    phone.page.wait_for_function("rig.phone === null")
    storm.settle()
    assert storm.troubles() == []
    assert storm.fates.refused[id].codes == {"device_revoked"}


def test_what_is_recorded_after_unlocking_does_not_leave_behind_the_back_of_whoever_is_at_work(storm):
    phone = storm.phones[0]
    phone.page.evaluate(
        "() => void navigator.locks.request('campo-sealed', () => new Promise(on => { window.goOn = on; }))"
    )
    phone.page.evaluate("rig.lock()")  # what is sealed is to be delivered, as soon as it can be
    phone.page.evaluate("rig.unlock()")
    phone.page.route("**/field/sync", lambda route: route.abort())
    (id,) = phone.record((phone.people()[0], "visit_made", ONE_VISIT))
    phone.page.evaluate("goOn()")
    phone.page.evaluate("rig.rest()")
    assert id not in storm.sector.fates().stored
    phone.page.unroute("**/field/sync")
    storm.settle()
    assert storm.troubles() == []
