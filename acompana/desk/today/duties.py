"""Which places this user answers for at this moment: what belongs to nobody by name belongs to whoever is on duty."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import cast
from uuid import UUID

from django.http import HttpRequest

from acompana.desk.rows import tuples
from acompana.people.access import Viewer, covers
from acompana.people.places import within
from acompana.people.rota import Asked, ancestry, owners_of

Answers = list[tuple[str, str]]
"""(duty, path of a place): each place by itself, not its subtree."""

_PLACES = """
SELECT place.code, place.path FROM people_place AS place WHERE place.path = ANY(%(above)s)
UNION
SELECT place.code, place.path FROM unnest(%(lows)s::text[], %(highs)s::text[]) AS mine(low, high)
JOIN people_place AS place ON place.path >= mine.low AND place.path < mine.high
"""

# Whose answer changes where: at every place with a shift now or with a coordinator of its own. Between two such places
# everything below the upper one is answered for by the same person. A task whose named owner left keeps its duty
# (agent, clinician), and falls to the nearest coordination.
_ANCHORS = """
SELECT shift.duty, shift.place_id FROM people_shift AS shift
JOIN people_user AS person ON person.id = shift.user_id AND person.is_active
WHERE shift.place_id = ANY(%(places)s) AND shift.starts_at <= %(at)s AND shift.ends_at > %(at)s
UNION
SELECT duty.name, coverage.place_id FROM people_coverage AS coverage
JOIN people_user AS person ON person.id = coverage.user_id AND person.role = 'coordinator' AND person.is_active
CROSS JOIN (VALUES ('clinician_on_call'), ('coordinator'), ('agent'), ('clinician')) AS duty(name)
WHERE coverage.place_id = ANY(%(places)s)
"""


def answers_for(viewer: Viewer, now: datetime) -> Answers:
    """The (duty, place) pairs that come to this viewer now, as `rota.owners_of` decides."""
    lows, highs = ranges(viewer.places)
    above = sorted({path for place in viewer.places for path in ancestry(place)})
    paths = dict(tuples(_PLACES, {"above": above, "lows": lows, "highs": highs}))
    anchors = tuples(_ANCHORS, {"at": now, "places": list(paths)})
    owners = owners_of((Asked(duty, paths[code]) for duty, code in anchors), now)
    if viewer.user not in owners.values():
        return []
    mine = [path for path in paths.values() if covers(viewer, path)]
    return _nearest(owners, sorted(mine), viewer.user)


def answers_of(request: HttpRequest) -> Answers:
    """What this request's viewer answers for, asked once: the page needs it, and so does the navigation around it."""
    if not hasattr(request, "answers"):
        request.answers = answers_for(request.viewer, request.now)
    return cast(Answers, request.answers)


def _nearest(owners: Mapping[Asked, UUID], paths: Iterable[str], user: UUID) -> Answers:
    by_duty: dict[str, dict[str, UUID]] = {}
    for asked, owner in owners.items():
        by_duty.setdefault(asked.duty, {})[asked.place_path] = owner
    found = []
    for path in paths:
        upward = ancestry(path)[::-1]
        for duty, anchors in by_duty.items():
            nearest = next((anchors[above] for above in upward if above in anchors), None)
            if nearest == user:
                found.append((duty, path))
    return found


def ranges(paths: Iterable[str]) -> tuple[list[str], list[str]]:
    """The ranges of paths that these places contain, as two lists for `unnest`: what an index answers under row-level
    security. A place inside another of the list is left out, so that nothing is found twice."""
    chosen: list[str] = []
    for path in sorted(set(paths)):
        if not any(path.startswith(outer) for outer in chosen):
            chosen.append(path)
    pairs = [within(path) for path in chosen]
    return [low for low, _ in pairs], [high for _, high in pairs]
