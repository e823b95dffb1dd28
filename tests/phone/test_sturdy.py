"""Neither a fault of the app nor a memory that does not answer leaves somebody with a dead screen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.phone.conftest import SURNAMES, Agent, Campo
from tests.phone.test_at_the_doorstep import tap

ROSA = SURNAMES[0]

MEMORY = """() => {
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (...given) {
    if (window.name === "fails") throw new DOMException("", "UnknownError");
    const request = open.apply(this, given);
    if (window.name === "is silent") request.addEventListener = () => {};
    return request;
  };
}"""


@pytest.fixture
def forgetful(field: Campo) -> Campo:
    """A phone whose memory can be made to fail, or to be silent, until it is made to answer."""
    field.page.add_init_script(f"({MEMORY})()")
    field.page.reload()
    return field.unlock().expect_all_sent()


def memory(page: Page, how: str) -> None:
    page.evaluate("how => { window.name = how; }", how)


def no_answer(page: Page) -> None:
    expect(page.get_by_role("alert")).to_contain_text("El teléfono no pudo abrir lo guardado. Lo anotado sigue aquí.")
    expect(page.get_by_text(ROSA)).to_have_count(0)


def test_a_screen_that_cannot_be_shown_says_so_and_leaves_every_other_way_open(
    phone: Callable[[], Campo], agent: Agent
) -> None:
    campo = phone()
    page = campo.page

    def spoiled(route: Route) -> None:
        answer = route.fetch()
        told = answer.json()
        for card in told["cards"]:
            if card["person"] == str(agent.people[ROSA]):
                card["picture"]["scores"] = 5
        route.fulfill(response=answer, json=told)

    page.context.route("**/field/sync", spoiled)
    campo.sign_in(agent).expect_all_sent().go("Personas")
    page.get_by_role("button", name=ROSA).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("No se pudo mostrar esta pantalla")
    expect(page.get_by_role("alert")).to_contain_text("Lo que usted guardó sigue en el teléfono")
    tap(page, "Ayuda ahora")
    expect(page.get_by_role("heading", level=1)).to_have_text("Ayuda ahora")
    tap(page, "Volver", "Volver")
    campo.open_person(SURNAMES[1]).go("Hoy").expect_today()
    assert campo.unsaid, "nobody would ever hear of the fault"
    campo.unsaid.clear()


def test_an_app_of_which_nothing_can_be_shown_can_be_closed_and_opened_again(
    phone: Callable[[], Campo], agent: Agent
) -> None:
    campo = phone()
    page = campo.page
    kept: list[dict[str, object]] = []

    def keep(route: Route) -> None:
        answer = route.fetch()
        kept.extend(filter(None, [answer.json()["territory"]]))
        route.fulfill(response=answer)

    def spoiled(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "territory": {**kept[0], "workers": 5}})

    page.context.route("**/field/sync", keep)
    campo.sign_in(agent).expect_all_sent()
    page.context.route("**/field/sync", spoiled)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.get_by_role("heading", level=1)).to_have_text("No se pudo mostrar esta pantalla")
    expect(page.get_by_role("alert")).to_contain_text("Lo que usted guardó sigue en el teléfono")
    tap(page, "Cerrar")
    expect(page.get_by_label("PIN", exact=True)).to_be_visible()
    assert campo.unsaid, "nobody would ever hear of the fault"
    campo.unsaid.clear()


@pytest.mark.parametrize("how", ["fails", "is silent"])
def test_a_memory_that_does_not_answer_is_said_and_can_be_asked_again(forgetful: Campo, how: str) -> None:
    page = forgetful.page
    memory(page, how)
    page.clock.install()
    page.reload()
    page.clock.fast_forward(11_000)
    no_answer(page)
    memory(page, "answers")
    tap(page, "Probar otra vez")
    forgetful.unlock().expect_person(ROSA)


def test_a_phone_that_is_hidden_shows_nothing_though_its_memory_fails(forgetful: Campo) -> None:
    page = forgetful.page
    forgetful.open_person(ROSA)
    memory(page, "fails")
    for _ in range(2):
        page.locator(".top h1").click()
    no_answer(page)
