"""What lies on the phone: nothing that anybody could read, and nothing at all once it has to go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.phone.conftest import PASSWORD, SURNAMES, Agent, Campo
from tests.rig.browser import FLAGS, PATIENCE_MS, executable, overhear, surroundings

AGREED = "Volver a conversar junto al pozo verde"
FIRST, SECOND, _ = SURNAMES


def test_the_profile_folder_of_the_browser_holds_no_name_and_no_answer(kept_phone, agent, tmp_path):
    field = kept_phone.sign_in(agent).expect_all_sent()
    field.page.context.set_offline(True)
    field.visit(FIRST, AGREED).expect_pending(1)
    field.page.reload()
    field.unlock().expect_pending(1)
    secrets = [*SURNAMES, AGREED, "Inventada", PASSWORD, agent.username, *(str(id) for id in agent.people.values())]
    found_open = _found_in(tmp_path / "profile", secrets)
    field.page.context.close()
    assert found_open == []
    assert _found_in(tmp_path / "profile", secrets) == []
    # The search itself finds what is there: the app's own words are kept by the service worker, and nothing else is.
    assert _found_in(tmp_path / "profile", ["campo-"]) != []


def _found_in(folder: Path, words: list[str]) -> list[str]:
    """Which words stand in which files, as UTF-8 or as UTF-16, whatever the file is."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            found += [f"{path.name}: {word}" for word in words for form in _forms(word) if form in content]
    return found


def _forms(word: str) -> set[bytes]:
    plain = {word, word.upper(), word.lower(), word.replace("-", "")}
    return {one.encode(encoding) for one in plain for encoding in ("utf-8", "utf-16-le", "utf-16-be", "latin-1")}


@pytest.fixture
def kept_phone(playwright_here, campo, tmp_path) -> Iterator[Campo]:
    """A browser with a profile folder of its own."""
    context = playwright_here.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=executable(),
        args=FLAGS,
        env=surroundings(),
        locale="es-PE",
        viewport={"width": 360, "height": 640},
    )
    context.set_default_timeout(PATIENCE_MS)
    unsaid = overhear(context)
    yield Campo(context.new_page(), campo).open()
    context.close()
    assert unsaid == []


def test_ten_wrong_pins_destroy_what_is_on_the_phone(field, agent):
    field.page.context.set_offline(True)
    field.page.reload()
    for left in range(9, 0, -1):
        field.type_pin("000000")
        expect(field.page.get_by_role("alert")).to_contain_text("Queda 1 intento" if left == 1 else f"Quedan {left}")
    field.type_pin("000000")
    expect(field.page.get_by_role("alert")).to_contain_text("se cerró para siempre")
    field.page.reload()
    expect(field.page.get_by_role("button", name="Ingresar")).to_be_visible()
    assert _databases(field.page) == ["campo"]


def test_a_wrong_pin_counts_though_the_phone_is_switched_off_before_it_says_so(field):
    for tried in range(1, 4):
        field.page.reload()
        field.type_pin("000000")
        _wait_until(field.page, lambda tried=tried: field.page.evaluate(WRONG_PINS) == tried)
    field.page.reload()
    field.type_pin("000000")
    expect(field.page.get_by_role("alert")).to_contain_text("Quedan 6")


WRONG_PINS = """new Promise(told => {
  indexedDB.open("campo").onsuccess = ({target: {result: door}}) => {
    door.transaction("profiles").objectStore("profiles").getAll().onsuccess = ({target: {result: profiles}}) => {
      door.close();
      told(profiles[0].wrongPins);
    };
  };
})"""


def test_a_phone_that_was_revoked_forgets_everything_at_its_next_contact(field, agent):
    agent.revoke_phones()
    field.page.evaluate("dispatchEvent(new Event('online'))")
    expect(field.page.get_by_role("alert")).to_contain_text("dio de baja")
    field.page.reload()
    expect(field.page.get_by_role("button", name="Ingresar")).to_be_visible()


def test_what_a_revoked_phone_still_held_waits_in_quarantine(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST).expect_pending(1)
    agent.revoke_phones()
    field.page.context.set_offline(False)
    expect(field.page.get_by_role("alert")).to_contain_text("dio de baja")
    _wait_until(field.page, lambda: agent.quarantined() == ["device_revoked"])
    assert agent.facts("visit_made") == 0


def test_a_forgotten_pin_loses_nothing(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST).expect_pending(1)
    field.page.reload()
    field.page.get_by_role("button", name="Olvidé mi PIN").click()
    field.page.context.set_offline(False)
    field.page.get_by_role("button", name="Enviar y empezar de nuevo").click()
    expect(field.page.get_by_role("button", name="Ingresar")).to_be_visible()
    _wait_until(field.page, lambda: agent.facts("visit_made", agent.people[FIRST]) == 1)
    field.sign_in(agent, "604182").expect_all_sent()
    assert agent.facts("visit_made") == 1


def test_a_pin_forgotten_without_a_network_loses_nothing_either(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST).visit(SECOND).expect_pending(2)
    field.page.reload()
    field.page.get_by_role("button", name="Olvidé mi PIN").click()
    field.page.get_by_role("button", name="Enviar y empezar de nuevo").click()
    expect(field.page.get_by_role("button", name="Ingresar")).to_be_visible()
    assert agent.facts("visit_made") == 0
    field.page.context.set_offline(False)
    field.sign_in(agent, "604182").expect_all_sent()
    _wait_until(field.page, lambda: agent.facts("visit_made") == 2)


def test_a_locked_phone_delivers_what_is_sealed_once_there_is_a_network(field, agent):
    field.page.context.set_offline(True)
    field.visit(FIRST).expect_pending(1)
    field.page.reload()
    expect(field.page.get_by_label("PIN", exact=True)).to_be_visible()
    field.page.context.set_offline(False)
    _wait_until(field.page, lambda: agent.facts("visit_made") == 1)
    field.unlock().expect_all_sent()
    assert agent.facts("visit_made") == 1


def test_two_users_of_one_phone_see_their_own_people_and_nobody_elses(field, agent, other_agent):
    field.page.reload()
    field.page.get_by_role("button", name="Ingresar con otro usuario").click()
    field.sign_in(other_agent, "604182").expect_all_sent()
    field.expect_person(FIRST, 0)
    field.page.reload()
    field.page.get_by_role("button", name="Sol").click()
    field.type_pin("274951")
    expect(field.page.get_by_role("alert")).to_contain_text("Quedan 9")
    field.page.get_by_role("button", name="No soy yo").click()
    field.page.get_by_role("button", name="Hoja").click()
    field.unlock("274951").expect_person(FIRST)


def test_the_phone_locks_itself_when_nobody_touches_it(phone, agent):
    field = phone()
    field.page.clock.install()
    field.open().sign_in(agent)
    field.page.clock.fast_forward("04:50")
    field.expect_today()
    field.page.clock.fast_forward("00:20")
    expect(field.page.get_by_label("PIN", exact=True)).to_be_visible()


@pytest.fixture
def other_agent(server) -> Agent:
    from tests.phone.conftest import hired

    return hired(server, people=0)


@pytest.fixture(scope="module")
def playwright_here(browser):
    return browser.browser_type


def _databases(page: Page) -> list[str]:
    return page.evaluate("indexedDB.databases().then(all => all.map(one => one.name))")


def _wait_until(page: Page, question, seconds: float = 10) -> None:
    for _ in range(int(seconds * 10)):
        if question():
            return
        page.wait_for_timeout(100)
    pytest.fail(f"Not within {seconds} s.")
