"""A sign of danger on a phone without any room: the protocol as ever, and what the screen says of it is true."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.phone.conftest import SURNAMES, Agent, Campo
from tests.phone.test_alarm import alerts, protocol, raise_alarm, wait_for
from tests.phone.test_at_the_doorstep import bodies, online, tap

ROSA = SURNAMES[0]
ROOM_BYTES = 3_000_000

FILL = """async () => {
  const open = (name, make) => new Promise((on, off) => {
    const opening = indexedDB.open(name);
    opening.onupgradeneeded = () => make && opening.result.createObjectStore(make);
    opening.onsuccess = () => on(opening.result);
    opening.onerror = () => off(opening.error);
  });
  const put = (database, shelf, size, key) => new Promise((on) => {
    const writing = database.transaction(shelf, "readwrite");
    writing.objectStore(shelf).put(crypto.getRandomValues(new Uint8Array(size)), key);
    writing.oncomplete = () => on(true);
    writing.onabort = () => on(false);
  });
  const gone = (name) => new Promise((on) => { indexedDB.deleteDatabase(name).onsuccess = on; });
  const names = (await indexedDB.databases()).map(({ name }) => name);
  for (const name of names.filter((name) => name.startsWith("campo-room"))) await gone(name);
  const own = names.filter((name) => name.startsWith("campo-") && !name.startsWith("campo-room"));
  const photos = [await open("photos", "photos"), "photos"];
  const others = await Promise.all(own.map(async (name) => [await open(name), "standing"]));
  for (const [database, shelf] of [photos, ...others]) {
    for (const size of [65_536, 8_192, 1_024, 128, 16]) {
      for (let n = 0; await put(database, shelf, size, `photo-${size}-${n}`); n += 1);
    }
    database.close();
  }
}"""
"""Photos take all of the phone's memory, the room that is kept for signs of danger and every odd corner."""


@pytest.fixture
def full(field: Campo) -> Campo:
    """A phone without a network and without any room."""
    context = field.page.context
    field.page.close()
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    origin = field.address.removesuffix("/campo/")
    used = devtools.send("Storage.getUsageAndQuota", {"origin": origin})["usage"]
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": used + ROOM_BYTES})
    campo = Campo(page, field.address).open()
    campo.unlock().expect_all_sent()
    context.set_offline(True)
    page.evaluate(FILL)
    return campo


def clear_up(page: Page) -> None:
    page.evaluate("new Promise((on) => { indexedDB.deleteDatabase('photos').onsuccess = on; })")


def test_what_the_phone_could_not_keep_arrives_and_the_screen_says_when(full: Campo, agent: Agent) -> None:
    page = full.page
    raise_alarm(page)
    protocol(page)
    status = page.get_by_role("status")
    expect(status).to_contain_text("todavía no llegó al programa: no cierre la aplicación, llame, y anótelo en papel")
    online(full)
    wait_for(lambda: alerts(agent) == ["unassessed"])
    expect(status).to_contain_text("El aviso ya llegó al programa")
    expect(status).to_contain_text("Llegó hoy, ")
    expect(status).to_contain_text("En este teléfono no se pudo guardar")
    page.get_by_label("Con coordinación").check()
    tap(page, "Ya hablé: guardar y seguir")
    wait_for(lambda: len(bodies(agent, "protocol_followed")) == 1)
    expect(page.get_by_role("heading", name="pregunta 4 de")).to_be_visible()
    assert len(bodies(agent, "visit_made")) == 1


def test_put_into_a_pocket_it_says_that_something_is_left_and_the_protocol_comes_back(
    full: Campo, agent: Agent
) -> None:
    page = full.page
    raise_alarm(page)
    page.get_by_label("Con coordinación").check()
    page.get_by_role("heading", level=1).dblclick()
    expect(page.get_by_text("Falta enviar algo que no se pudo guardar")).to_be_visible()
    online(full)
    wait_for(lambda: alerts(agent) == ["unassessed"])
    expect(page.get_by_text("Falta enviar algo")).to_be_hidden()
    full.type_pin("274951")
    protocol(page)
    expect(page.get_by_label("Con coordinación")).to_be_checked()


def test_leaving_without_anybody_reached_is_not_lost_either_and_it_all_stays_once_there_is_room(
    full: Campo, agent: Agent
) -> None:
    page = full.page
    raise_alarm(page)
    tap(page, "Tengo que salir de aquí", "La persona se fue", "Dejar para después")
    expect(page.get_by_role("alert")).to_contain_text("lo respondido queda solo en esta aplicación abierta")
    expect(page.get_by_text("Nada se pierde")).to_be_hidden()
    tap(page, "Seguir después")
    tap(page, "Hoy")
    expect(page.get_by_role("status")).to_contain_text("2 sin guardar ni enviar: no cierre la aplicación")
    clear_up(page)
    page.get_by_role("heading", level=1).dblclick()
    full.unlock()
    expect(page.get_by_role("status")).not_to_contain_text("sin guardar")
    page.reload()
    full.unlock().expect_pending(2)
    online(full)
    wait_for(lambda: len(bodies(agent, "protocol_followed")) == 1)
    assert bodies(agent, "protocol_followed")[0]["left_because"] == "person_left"
    assert alerts(agent) == ["unassessed"]
