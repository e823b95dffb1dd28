"""The figures, counted once more and otherwise: plain loops over facts, no tables, no engine.

It leans on `care` for what a fact, a score and a risk mean, and on nothing of `acompana.indicators`. Stages are found
by folding the person again after every fact. Slow, and short enough to be read beside the content's definitions.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from acompana.bundle import current
from acompana.care.change import changes
from acompana.care.facts import Fact
from acompana.care.fold import fold_person, signs_of
from acompana.care.reading import Reading, read_answers
from acompana.care.standing import standing

LIMA = ZoneInfo("America/Lima")
DISTRICT = {"150106-01": "150106", "150106-02": "150106", "150110-01": "150110"}
AGES = [(0, 11, "00-11"), (12, 17, "12-17"), (18, 29, "18-29"), (30, 59, "30-59"), (60, 200, "60+")]


@dataclass(frozen=True)
class Case:
    """Something counted: in which indicator, about whom, `counts` times out of `among`, and in which lines."""

    indicator: str
    person: UUID
    counts: int
    among: int
    month: str | None
    place: str
    sex: str
    age: str
    language: str


def day(at: datetime) -> date:
    return at.astimezone(LIMA).date()


def cases(lives: dict[UUID, list[Fact]], start: date, end: date, as_of: date) -> Iterator[Case]:
    for person, facts in lives.items():
        yield from Counted(person, facts, start, end, as_of).cases()


def tally(found: Iterable[Case], unit: str) -> tuple[int, int]:
    """(numerator, denominator) of some cases of one indicator: of events added up, of people each once."""
    listed = list(found)
    if unit == "events":
        return sum(case.counts for case in listed), sum(case.among for case in listed)
    return len({c.person for c in listed if c.counts}), len({c.person for c in listed if c.among})


class Counted:
    def __init__(self, person: UUID, facts: list[Fact], start: date, end: date, as_of: date) -> None:
        self.rulebook = current().rulebook
        self.person, self.start, self.end, self.as_of = person, start, end, as_of
        self.until = min(end, as_of)
        self.facts = list(standing(facts, lambda fact: signs_of(fact, self.rulebook)).facts)
        self.picture = fold_person(person, facts, self.rulebook)
        self.known = self.picture.known
        met = [fact.place for fact in self.facts if fact.place]
        self.place = self.known.home or (met[-1] if met else "unknown")

    def of(self, *kinds: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind in kinds]

    # --- Lines --------------------------------------------------------------------------------------------------------

    def age(self, on: date) -> str:
        if self.known.birth_year is None:
            return "unknown"
        years = on.year - self.known.birth_year
        if self.known.birth_month and on.month < self.known.birth_month:
            years -= 1
        return next(code for low, high, code in AGES if low <= max(years, 0) <= high)

    def case(self, indicator: str, counts: int, among: int, month: date | None, age_on: date) -> Case:
        named = f"{month:%Y-%m}" if month else None
        place = DISTRICT.get(self.place, self.place)
        tongue = self.known.mother_tongue or "unknown"
        return Case(
            indicator, self.person, int(counts), int(among), named, place, self.known.sex, self.age(age_on), tongue
        )

    def due(self, indicator: str, since: date, days: int, counts: bool, on: date, among: bool = True) -> Iterator[Case]:
        """A case that has so many days, if they ended in the period."""
        ends = since + timedelta(days=days)
        if self.start <= ends < self.until:
            yield self.case(indicator, counts and among, among, ends, on)

    # --- What happened ------------------------------------------------------------------------------------------------

    def screenings(self) -> list[tuple[Fact, Reading]]:
        read = [(f, read_answers(f.body, f, self.known, self.rulebook)) for f in self.of("answers_given")]
        return [(f, r) for f, r in read if r and r.instrument.kind == "screening"]

    def sessions(self) -> list[datetime]:
        return [f.at for f in self.of("session_held") if f.body.attended and f.role == "clinician"]

    def effective(self) -> list[Fact]:
        """Contacts that reached the person."""
        word = {"visit_made": "seen", "call_made": "reached"}
        contacts = self.of("visit_made", "call_made", "session_held")
        return [
            f for f in contacts if (f.body.attended if f.kind == "session_held" else f.body.outcome == word[f.kind])
        ]

    def professional_after(self, at: datetime) -> datetime | None:
        met = [f.at for f in self.effective() if f.role == "clinician"]
        met += [f.at for f in self.of("answers_given", "diagnosis_made", "risk_assessed") if f.role == "clinician"]
        return min((moment for moment in met if moment >= at), default=None)

    def stays(self) -> list[list[datetime | None]]:
        """[from, until] of every stay in care: the person folded again after every fact."""
        found: list[list[datetime | None]] = []
        was_in = False
        for n, fact in enumerate(self.facts, start=1):
            folded = fold_person(self.person, self.facts[:n], self.rulebook)
            is_in = any(e.stage in ("in_care", "in_follow_up") for e in folded.enrolments)
            if is_in and not was_in:
                found.append([fact.at, None])
            elif was_in and not is_in:
                found[-1][1] = fact.at
            was_in = is_in
        return found

    # --- The figures --------------------------------------------------------------------------------------------------

    def cases(self) -> Iterator[Case]:
        stays = self.stays()
        yield from self.of_the_year(stays)
        yield from self.of_screenings(stays)
        yield from self.of_risks()
        yield from self.of_referrals()
        yield from self.of_diagnoses(stays)
        for n, (began, ended) in enumerate(stays):
            before = stays[n - 1][1] if n else None
            after = stays[n + 1][0] if n + 1 < len(stays) else None
            yield from self.of_sessions(began, ended)
            yield from self.of_outcomes(began, before, after)
        yield from self.of_silences(stays)

    def of_the_year(self, stays: list[list[datetime | None]]) -> Iterator[Case]:
        diagnosed = [(day(f.at), f.body.certainty == "definitive") for f in self.of("diagnosis_made")]
        events = [
            *self.year_of_screenings(),
            *self.year_of_contacts(),
            *self.plans(stays),
            *self.medicines(),
            *(("people_diagnosed", on, definitive, 0) for on, definitive in diagnosed),
            *(("people_referred", day(f.at), 1, 0) for f in self.of("referral_made")),
        ]
        within = [event for event in events if self.start <= event[1] < self.end]
        first = min((on.replace(day=1) for _, on, _, _ in within), default=None)
        for name, on, counts, among in within:
            yield self.case(name, counts, among, on, first)

    def year_of_screenings(self) -> Iterator[tuple[str, date, int, int]]:
        """(indicator, day, counts, among), whether or not it counts: a day on which something was recorded."""
        for fact, reading in self.screenings():
            score, on = reading.score, day(fact.at)
            positive = score.positive is True
            yield "people_screened", on, score.positive is not None, 0
            yield "people_with_depression_signs", on, positive and score.instrument == "phq9", 0
            yield "people_with_anxiety_signs", on, positive and score.instrument == "gad7", 0
            yield "people_with_suicidal_ideation", on, score.suicide == "flagged", 0
            yield "positive_when_screened", on, positive, score.positive is not None

    def year_of_contacts(self) -> Iterator[tuple[str, date, int, int]]:
        reached = {fact.id for fact in self.effective()}
        for fact in self.of("visit_made", "call_made", "session_held"):
            on, is_reached, is_session = day(fact.at), fact.id in reached, fact.kind == "session_held"
            held = is_session and is_reached and fact.role == "clinician"
            yield "psychological_sessions", on, held, 0
            yield "people_in_psychological_care", on, held, 0
            yield "people_accompanied", on, not is_session and is_reached and fact.role == "agent", 0
            if fact.kind == "visit_made":
                who = "agent" if fact.role == "agent" else "staff"
                yield f"{who}_visits", on, is_reached, 0
                yield f"{who}_visits_that_found", on, is_reached, 1

    def plans(self, stays: list[list[datetime | None]]) -> Iterator[tuple[str, date, int, int]]:
        visits = self.of("visit_made")
        for visit in visits:
            if visit.body.next_visit_on is None or visit.body.next_visit_on <= day(visit.at):
                continue
            due = visit.body.next_visit_on + timedelta(days=7)
            later = [other for other in visits if other.at > visit.at]
            kept = bool(later) and day(later[0].at) <= due
            left = any(
                began <= visit.at <= ended and day(ended) < visit.body.next_visit_on for began, ended in stays if ended
            )
            if due < self.as_of and (kept or not left):
                yield "planned_visits_made", due, kept, 1

    def medicines(self) -> Iterator[tuple[str, date, int, int]]:
        for fact in self.of("visit_made", "call_made"):
            answers = fact.body.answers or {}
            takes = answers.get("medicine") in (1, 2, 3)
            gap = takes and (answers["medicine"] == 3 or answers.get("stock_days") == 0)
            yield "medicine_gap", day(fact.at), gap, takes

    def of_screenings(self, stays: list[list[datetime | None]]) -> Iterator[Case]:
        last: datetime | None = None
        for fact, reading in self.screenings():
            if not reading.score.positive:
                continue
            if any(began < fact.at and (ended is None or fact.at <= ended) for began, ended in stays):
                continue
            if last and not any(ended and last <= ended <= fact.at for _, ended in stays):
                continue
            last = fact.at
            met = self.professional_after(fact.at)
            days = (day(met) - day(fact.at)).days if met else 9999
            on = day(fact.at)
            yield from self.due("seen_by_professional_in_7_days", on, 7, days <= 7, on)
            yield from self.due("days_to_professional", on, 30, days <= 30, on)

    def of_risks(self) -> Iterator[Case]:
        for spell in self.picture.risks:
            on = day(spell.opened_at)
            met = self.professional_after(spell.opened_at)
            waited = (met - spell.opened_at) if met else timedelta.max
            yield from self.due("risk_seen_in_24_hours", on, 1, waited <= timedelta(hours=24), on)
            yield from self.due("risk_seen_in_72_hours", on, 3, waited <= timedelta(hours=72), on)
            plan = spell.plan_at - spell.opened_at if spell.plan_at else timedelta.max
            yield from self.due("risk_with_safety_plan", on, 7, plan <= timedelta(days=7), on)

    def of_referrals(self) -> Iterator[Case]:
        for made in self.of("referral_made"):
            steps = [f for f in self.facts if getattr(f.body, "referral", None) == made.id]
            accepted = [f.at for f in steps if f.kind == "referral_answered" and f.body.answer == "accepted"]
            attended = [f.at for f in steps if f.kind == "appointment_attended" and f.body.attended]
            countered = [f.at for f in steps if f.kind == "counter_referral_received"]
            on = day(made.at)

            def within(moments: list[datetime], since: date = on) -> bool:
                return bool(moments) and (day(min(moments)) - since).days <= 30

            yield from self.due("referral_accepted", on, 30, within(accepted + attended), on)
            yield from self.due("referral_attended", on, 30, within(attended), on)
            if attended:
                seen_on = day(min(attended))
                yield from self.due("referral_counter_referred", seen_on, 30, within(countered, seen_on), on)

    def of_diagnoses(self, stays: list[list[datetime | None]]) -> Iterator[Case]:
        first = next((f for f in self.of("diagnosis_made") if f.body.certainty == "definitive"), None)
        if first is None:
            return
        began = next((b for b, e in stays if b <= first.at and (e is None or first.at <= e)), first.at)
        already = any(began <= at <= first.at for at in self.sessions())
        later = [at for at in self.sessions() if at >= first.at]
        soon = bool(later) and (day(later[0]) - day(first.at)).days <= 30
        yield from self.due("treatment_started", day(first.at), 30, already or soon, day(first.at))

    def of_sessions(self, began: datetime, ended: datetime | None) -> Iterator[Case]:
        inside = [at for at in self.sessions() if began <= at and (ended is None or at <= ended)]
        if inside:
            soon = [at for at in inside if (day(at) - day(inside[0])).days <= 56]
            yield from self.due("enough_sessions_in_8_weeks", day(inside[0]), 56, len(soon) >= 4, day(began))
            held = [f for f in self.of("session_held") if f.role == "clinician" and f.body.attended and f.at in inside]
            agreed = [f.body.of for f in held]
            complete = [
                f.at for n, f in enumerate(held, start=1) if (said := [of for of in agreed[:n] if of]) and n >= said[-1]
            ]
            kept = bool(complete) and (day(complete[0]) - day(inside[0])).days <= 243
            yield from self.due("package_complete_in_8_months", day(inside[0]), 243, kept, day(began), any(agreed))

    def of_outcomes(self, began: datetime, before: datetime | None, after: datetime | None) -> Iterator[Case]:
        measured = [
            (fact.at, reading)
            for fact, reading in self.screenings()
            if reading.instrument.id == "phq9"
            and reading.score.main.total is not None
            and (before is None or fact.at > before)
            and (after is None or fact.at < after)
        ]
        earlier = [m for m in measured if m[0] <= began]
        baseline = earlier[-1] if earlier else measured[0] if measured else None
        if baseline is None:
            return
        later = [m for m in measured if m[0] > baseline[0]]
        on = day(began)
        if baseline[1].score.positive:
            for name, days, earliest, latest in (("12_weeks", 84, 56, 112), ("6_months", 183, 120, 240)):
                dated = [((day(at) - day(baseline[0])).days, reading) for at, reading in later]
                fitting = [(abs(n - days), -n, place) for place, (n, _) in enumerate(dated) if earliest <= n <= latest]
                reading = dated[min(fitting)[2]][1] if fitting else None
                found = changes(baseline[1], reading) if reading else ()
                since = day(baseline[0])
                yield from self.due(f"measured_again_at_{name}", since, latest, reading is not None, on)
                yield from self.due(f"remitted_at_{name}", since, latest, "remission" in found, on)
                if name == "12_weeks":
                    yield from self.due(f"responded_at_{name}", since, latest, "response" in found, on)
                    yield from self.due(f"worsened_at_{name}", since, latest, "worse" in found, on, reading is not None)
        remitted = next((m for m in later if "remission" in changes(baseline[1], m[1])), None)
        if remitted:
            back = [
                m for m in later if m[0] > remitted[0] and {"relapse", "recurrence"} & set(changes(remitted[1], m[1]))
            ]
            soon = bool(back) and (day(back[0][0]) - day(remitted[0])).days <= 183
            yield from self.due("relapsed_within_6_months", day(remitted[0]), 183, soon, on)

    def of_silences(self, stays: list[list[datetime | None]]) -> Iterator[Case]:
        lost_days = []
        for began, ended in stays:
            reached = [f.at for f in self.effective() if began < f.at and (ended is None or f.at <= ended)]
            for n, last in enumerate([began, *reached]):
                following = reached[n] if n < len(reached) else None
                at_risk = any(
                    s.opened_at <= last and (s.closed_at is None or last < s.closed_at) and s.level != "low"
                    for s in self.picture.risks
                )
                lost = day(last) + timedelta(days=30 if at_risk else 60)
                stop = following or ended
                if stop is None or lost < day(stop):
                    lost_days.append(lost)
                    back = following is not None and following != ended and (day(following) - lost).days <= 30
                    yield from self.due("brought_back_in_30_days", lost, 30, back, lost)
        lost = any(self.start <= on < self.until for on in lost_days)
        for began, ended in stays:
            if day(began) < self.end and (ended is None or day(ended) >= self.start):
                yield self.case("lost_to_follow_up", lost, 1, None, day(began))


def by_line(found: Iterable[Case], by: str) -> dict[tuple[str, str], list[Case]]:
    """Cases by indicator and line."""
    lines: dict[tuple[str, str], list[Case]] = defaultdict(list)
    for case in found:
        lines[case.indicator, getattr(case, by)].append(case)
    return lines
