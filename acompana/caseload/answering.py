"""Whether whoever answers for somebody at risk may open that person's record, asked of `access` and not of the rota."""

from collections.abc import Iterable
from datetime import datetime
from gettext import gettext as _
from typing import NamedTuple
from uuid import UUID

from acompana.people.access import Viewer, sees, viewer_for
from acompana.people.rota import Asked, Duty, NobodyLeftError, owners_of, with_paths
from acompana.people.users import Role, User


class AskedAbout(NamedTuple):
    """Somebody is asked for, about a person whom this agent accompanies."""

    asked: Asked
    agent: UUID | None


def lost_questions(questions: Iterable[AskedAbout], now: datetime) -> dict[AskedAbout, str]:
    """Those of the questions that reach nobody who may open the record: what was found, and what to do."""
    wanted = set(questions)
    try:
        owners = owners_of({question.asked for question in wanted}, now)
    except NobodyLeftError:
        return dict.fromkeys(wanted, _("reaches nobody: no administrator is active. Run `acompana init`"))
    viewers = _viewers(owners.values(), now)
    found = {question: _hindrance(question, viewers.get(owners[question.asked])) for question in wanted}
    return {question: why for question, why in found.items() if why}


def left_to_administrators(questions: Iterable[AskedAbout], now: datetime) -> list[str]:
    """Where an administrator answers for another duty, for want of anybody else: asked to find somebody."""
    try:
        owners = owners_of({question.asked for question in questions}, now)
    except NobodyLeftError:
        return []
    administrators = User.objects.filter(pk__in=set(owners.values()), role=Role.ADMINISTRATOR)
    found = set(administrators.values_list("pk", flat=True))
    left = {asked[:2] for asked, owner in owners.items() if owner in found and asked.duty != Duty.ADMINISTRATOR}
    return [
        _(
            "Asked for {duty} at {place}, only an administrator answers, who opens nobody's record."
            " Put somebody on duty there, or appoint a coordinator."
        ).format(duty=duty, place=place)
        for duty, place in sorted(left)
    ]


def passed_over(questions: Iterable[AskedAbout], now: datetime) -> dict[AskedAbout, str]:
    """Those of the questions that name somebody for whom another answers by now, and why."""
    naming = [question for question in set(questions) if question.asked.named]
    viewers = _viewers((question.asked.named for question in naming), now)
    found = {question: _inability(question, viewers.get(question.asked.named)) for question in naming}
    return {question: why for question, why in found.items() if why}


def _viewers(users: Iterable[UUID | None], now: datetime) -> dict[UUID | None, Viewer]:
    active = User.objects.filter(pk__in=set(users), is_active=True)
    return {user.pk: viewer_for(user) for user in with_paths(active, at=now)}


def _hindrance(question: AskedAbout, owner: Viewer | None) -> str:
    """What is in the way of this owner, and what to do; empty if nothing is."""
    if owner is not None and owner.role == Role.ADMINISTRATOR:
        return ""  # asked to find somebody, not to open the record
    why = _inability(question, owner)
    if not why:
        return ""
    reached = owner.user if owner else _("somebody")
    return _("reaches {worker}, who {why}. Put somebody on duty at {place}, or appoint a coordinator there").format(
        worker=reached, why=why, place=question.asked.place_path
    )


def _inability(question: AskedAbout, worker: Viewer | None) -> str:
    """Why this worker cannot open the person's record; empty if nothing is in the way."""
    if worker is None:
        return _("is not active")
    if "care" not in worker.tiers:
        return _("opens nobody's record as {role}").format(role=worker.role)
    if not sees(worker, question.asked.place_path, question.agent):
        return _("does not reach {place}").format(place=question.asked.place_path)
    return ""
