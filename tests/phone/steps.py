"""What can happen in a storm, each to one of the phones."""

from __future__ import annotations

import random
from uuid import UUID

from tests.phone.brittle import FORM
from tests.phone.storm import Fact, Phone, Step, Storm
from tests.phone.weather import FAULTS, FirstVersion, OldContent

DAY_MS = 86_400_000
VISITED_ONCE_MORE = 0.7
WITHOUT_A_RESERVE = 0.5


# --- What agents record -------------------------------------------------------------------------------------------


def records_a_visit(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        phone.record(visit(storm, people))


def visit(storm: Storm, people: list[str]) -> Fact:
    outcome = storm.chance.choice(["seen", "not_home", "moved", "refused"])
    return storm.chance.choice(people), "visit_made", {"outcome": outcome}


def records_many_calls(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        chosen = storm.chance.choices(people, k=storm.chance.randint(5, 40))
        phone.record(*((person, "call_made", {"outcome": "no_answer"}) for person in chosen))


def registers_somebody(storm: Storm, phone: Phone) -> None:
    person = phone.page.evaluate("rig.newId()")
    identity = {"given_names": "Inventada", "father_surname": f"Tormenta{storm.seed}"}
    phone.record(
        (person, "person_registered", {"home": storm.sector.code, "sex": "female", "identity": identity}),
        (person, "consent_given", {"scope": "care", "given": True, "how": "spoken", "text_version": "1"}),
    )


def hears_of_a_risk(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        alarm = phone.record_danger((storm.chance.choice(people), "answers_given", storm.sector.alarming()))
        storm.alarms.update(filter(None, [alarm]))


def both_record_the_same_person(storm: Storm, _: Phone) -> None:
    if shared := set.intersection(*(set(phone.people()) for phone in storm.phones)):
        person = storm.chance.choice(sorted(shared))
        for phone in storm.phones:
            year = storm.chance.randint(1950, 2000)
            phone.record((person, "visit_made", {"outcome": "seen"}), (person, "details_given", {"birth_year": year}))


def begins_a_form(storm: Storm, phone: Phone) -> None:
    if people := phone.people():
        person = storm.chance.choice(people)
        if version := phone.page.evaluate("([person, form]) => rig.beginForm(person, form)", [person, FORM]):
            storm.forms[phone.who, phone.store, person] = version


def finishes_its_forms(_: Storm, phone: Phone) -> None:
    phone.finish_forms()


# --- Network and server -------------------------------------------------------------------------------------------


def loses_the_network(_: Storm, phone: Phone) -> None:
    phone.context.set_offline(True)


def finds_the_network(_: Storm, phone: Phone) -> None:
    phone.context.set_offline(False)


def has_a_bad_line(storm: Storm, phone: Phone) -> None:
    phone.weather.next += storm.chance.choices(FAULTS, k=storm.chance.randint(1, 4))
    phone.page.evaluate("rig.hurry()")


def sends_it_all_again(_: Storm, phone: Phone) -> None:
    phone.weather.replay()


def the_server_dies(storm: Storm, phone: Phone) -> None:
    """In the middle of what this phone sends; it comes back a little later, with other content."""
    phone.page.evaluate("rig.hurry()")
    storm.server.crash()


def the_database_hangs_up(storm: Storm, phone: Phone) -> None:
    """On the server, in the middle of what this phone sends."""
    phone.page.evaluate("rig.hurry()")
    storm.server.hang_up()


# --- The phone ----------------------------------------------------------------------------------------------------


def dies_and_wakes(_: Storm, phone: Phone) -> None:
    phone.kill_page()


def dies_while_it_writes(storm: Storm, phone: Phone) -> None:
    """Whether the fact was kept is not known; whatever was kept before is."""
    if people := phone.people():
        phone.record(visit(storm, people), is_sure=False)
        phone.kill_page()


def dies_while_it_sends(storm: Storm, phone: Phone) -> None:
    records_a_visit(storm, phone)
    phone.weather.next.append(storm.chance.choice(["answer_lost", "calm"]))
    phone.page.evaluate("rig.hurry()")
    phone.kill_page()


def opens_a_second_tab(storm: Storm, phone: Phone) -> None:
    """Both tabs record and send; then the first is closed."""
    other = phone.opened()
    if other.evaluate("rig.unlock()"):
        if people := phone.people():
            for page in (phone.page, other):
                phone.record((storm.chance.choice(people), "call_made", {"outcome": "reached"}), page=page)
            other.evaluate("rig.hurry()")
        phone.lose_page()
        phone.page.close()
        phone.page = other
    else:
        other.close()


def has_a_wrong_clock(storm: Storm, phone: Phone) -> None:
    phone.shift = storm.chance.choice([-3, 3]) * DAY_MS
    phone.page.evaluate("by => rig.shift(by)", phone.shift)


def has_no_room(storm: Storm, phone: Phone) -> None:
    """Not for the visit that is made now, and not for what comes after it; for a sign of danger, unless even the room
    that is kept for it is gone."""
    phone.fill_up(reserve=storm.chance.random() < WITHOUT_A_RESERVE)
    records_a_visit(storm, phone)
    hears_of_a_risk(storm, phone)


def is_put_into_a_pocket(_: Storm, phone: Phone) -> None:
    """Locked, and unlocked a little later."""
    phone.page.evaluate("rig.lock()")
    phone.come_back()


def has_room_again(_: Storm, phone: Phone) -> None:
    phone.clear_up()


def is_updated(storm: Storm, phone: Phone) -> None:
    """An old phone gets the app and the content of today, while a form is half done."""
    begins_a_form(storm, phone)
    phone.weather.altered = [one for one in phone.weather.altered if not isinstance(one, (FirstVersion, OldContent))]
    phone.kill_page()


# --- Signing in ---------------------------------------------------------------------------------------------------


def is_signed_out(storm: Storm, phone: Phone) -> None:
    if not phone.is_revoked():  # what a revoked phone sealed is known by its token
        storm.sector.end_session(phone.device)
        phone.signed_out = True


def signs_in_again(_: Storm, phone: Phone) -> None:
    phone.come_back()


def forgets_the_pin(_: Storm, phone: Phone) -> None:
    if not phone.signed_out:  # what was sealed with a token that no device has, nobody can vouch for
        phone.page.evaluate("rig.forget()")
        phone.sign_in_anew()


# --- The coordination ---------------------------------------------------------------------------------------------


def is_revoked(storm: Storm, phone: Phone) -> None:
    """At its next contact its keys are destroyed; what it held arrives sealed, for the coordination to decide."""
    storm.sector.revoke(phone.device)
    storm.revoked_stores.add((phone.who, phone.store))


def is_handed_over(storm: Storm, phone: Phone) -> None:
    """Somebody of the phone's people is another agent's from now on, elsewhere; who may be visited once more all the
    same, because the phone does not know of it yet."""
    if people := phone.people():
        person = storm.chance.choice(people)
        storm.sector.hand_over(UUID(person))
        if storm.chance.random() < VISITED_ONCE_MORE:
            phone.record((person, "visit_made", {"outcome": "seen"}))


def repairs(_: Storm, phone: Phone) -> None:
    phone.page.evaluate("rig.repairOne()")


def leaves_it_to_the_coordination(storm: Storm, phone: Phone) -> None:
    if id := phone.page.evaluate("rig.leaveOne()"):
        storm.left.add(id)


STEPS: dict[Step, int] = {
    records_a_visit: 12,
    records_many_calls: 3,
    registers_somebody: 6,
    hears_of_a_risk: 6,
    both_record_the_same_person: 6,
    begins_a_form: 4,
    finishes_its_forms: 3,
    loses_the_network: 8,
    finds_the_network: 8,
    has_a_bad_line: 12,
    sends_it_all_again: 4,
    the_database_hangs_up: 2,
    dies_and_wakes: 4,
    dies_while_it_writes: 4,
    dies_while_it_sends: 4,
    opens_a_second_tab: 4,
    has_a_wrong_clock: 4,
    has_no_room: 4,
    has_room_again: 2,
    is_put_into_a_pocket: 4,
    is_updated: 4,
    is_signed_out: 2,
    signs_in_again: 2,
    forgets_the_pin: 2,
    is_revoked: 4,
    is_handed_over: 4,
    repairs: 3,
    leaves_it_to_the_coordination: 2,
}
"""How often each happens, beside the others."""


def drawn(chance: random.Random, steps: int, *, crash: bool = False) -> list[Step]:
    """The steps of one storm. `crash`: the server dies in the middle of it, which takes it long to get over."""
    drawn = chance.choices(list(STEPS), list(STEPS.values()), k=steps)
    if crash:
        drawn.insert(steps // 2, the_server_dies)
    return drawn
