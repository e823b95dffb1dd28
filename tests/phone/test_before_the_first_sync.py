"""A phone that was signed in and has not heard from the server since."""

from __future__ import annotations

from tests.phone.sector import Sector
from tests.phone.steps import forgets_the_pin, registers_somebody
from tests.phone.storm import Storm


def test_what_it_recorded_arrives_though_the_pin_is_forgotten(browser, brittle, sectors, rig):
    storm = Storm(0, browser, brittle, rig, Sector(brittle, sectors[0], people=1))
    phone = storm.phones[0]
    phone.context.set_offline(True)
    forgets_the_pin(storm, phone)
    registers_somebody(storm, phone)
    forgets_the_pin(storm, phone)
    storm.settle()
    assert storm.troubles() == []
    assert len(storm.fates.stored.keys() & storm.recorded.keys()) == 2
    storm.close()
