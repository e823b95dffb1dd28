"""What a phone says of itself is kept beside it, and written no more often than it is news."""

import json

import pytest
from django.utils import timezone

from acompana.people.devices import Device
from tests.field.conftest import visit

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = {"pending": 0, "people": 12, "app_version": "1.4", "bundle": "abc"}


def kept() -> tuple:
    device = Device.objects.get()
    return device.pending, device.people_held, device.app_version, device.bundle


def test_what_a_phone_reports_stands_beside_it(agent, phone):
    phone(agent).post({"report": REPORT})
    assert kept() == (0, 12, "1.4", "abc")


def test_what_the_same_request_brought_is_no_longer_pending(agent, registered, phone):
    facts = [json.loads(visit(registered(agent))) for _ in range(3)]
    phone(agent).post({"facts": facts, "report": REPORT | {"pending": 5}})
    assert kept()[0] == 2


def test_a_phone_that_reports_nothing_leaves_what_it_last_said(agent, phone):
    own = phone(agent)
    own.post({"report": REPORT})
    own.sync()
    assert kept() == (0, 12, "1.4", "abc")


def test_the_device_is_written_when_it_has_news_or_was_not_heard_from_for_a_minute(agent, phone):
    own = phone(agent)

    def is_written(report: dict) -> bool:
        before = Device.objects.get().last_contact_at
        own.post({"report": report})
        return Device.objects.get().last_contact_at != before

    assert is_written(REPORT)
    assert not is_written(REPORT)
    assert is_written(REPORT | {"pending": 1})
    Device.objects.update(last_contact_at=timezone.now() - timezone.timedelta(minutes=2))
    assert is_written(REPORT | {"pending": 1})


@pytest.mark.parametrize(
    "wrong", [{"pending": -1}, {"people": "12"}, {"bundle": "a\x00"}, {"app_version": "x" * 41}, {"more": 1}]
)
def test_a_report_that_is_none_is_told(agent, phone, wrong):
    answer = phone(agent).post({"report": REPORT | wrong})
    assert (answer.status_code, answer.json()["error"]) == (400, "malformed")
