"""What is asked next, as an agent meets it."""

from acompana.bundle import current
from acompana.care.asking import applicable_items, next_item
from acompana.care.instruments import Answers, Instrument


def instrument(id: str) -> Instrument:
    found = current().instrument(id)
    assert found
    return found


def asked(id: str, answers: Answers) -> list[str]:
    return [item.code for item in applicable_items(instrument(id), answers)]


def test_without_thoughts_neither_method_nor_intent_nor_plan_is_asked_but_behavior_is() -> None:
    items = asked("suicide_risk", {"wish": 0, "thoughts": 0})
    assert "behavior" in items
    assert not {"method", "intent", "plan"} & set(items)


def test_with_thoughts_method_intent_and_plan_are_all_asked() -> None:
    items = asked("suicide_risk", {"thoughts": 1, "method": 0})
    assert {"method", "intent", "plan", "behavior"} <= set(items)


def test_violence_is_not_asked_while_others_listen() -> None:
    assert "violence" not in asked("home_visit", {"alone": 0})
    assert "violence" in asked("home_visit", {"alone": 1})


def test_the_question_about_suicide_is_part_of_every_visit() -> None:
    assert "suicide" in asked("home_visit", {})


def test_the_fifth_question_of_the_asq_follows_a_refusal() -> None:
    answers = {"wished_dead": "refused", "better_off": 0, "thoughts": 0, "attempt_ever": 0}
    following = next_item(instrument("asq"), answers)  # type: ignore[arg-type]
    assert following is not None
    assert following.code == "thoughts_now"
