"""Running the clocks: whatever has come is told, once, to whoever has the duty at that moment.

What is pressing (a risk, a refused fact that may tell of one) goes out at once, each task in a message of its own;
steps of one task that come to the same person together share it. When very many come to one person together, as after
an import of old answers, the newest are told one by one and the others in one message that says how many. All else is
gathered: one message per person, at most one an hour, so that it does not bury what matters. Of every step that was
told, gathered or not, it is recorded that it was.

Nothing is lost and, as far as can be, nothing is told twice. A step is claimed before its message leaves, and marked
after. Whoever dies between the mail server's "250" and our mark leaves a claim that ends after two minutes; then the
message goes out again. So a message may be repeated, and is never missing. That it was sent is recorded apart, as a
fact whose id follows from the step: once, however often that is tried.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from functools import partial
from gettext import gettext as _
from uuid import UUID

from django.db import transaction
from msgspec import Struct

from acompana.bundle import current
from acompana.messages import outbox, telling
from acompana.messages.channels import Channel, ChannelDown, Letter, NotTaken
from acompana.messages.outbox import Question, Step
from acompana.people.ids import new_id
from acompana.people.rota import Asked, owners_of
from acompana.people.users import User

GATHER_FOR = timedelta(hours=1)
"""How long somebody who was told of what is not pressing is left in peace before the next such message."""
LOOK_AT_ALL_EVERY = timedelta(hours=1)
"""Between two of these only what is new is looked at."""
MANY_CHANGED = 5_000
ONE_BY_ONE = 20
"""How many pressing messages one person gets in a round before the others share one: nobody answers two hundred."""
STEPS_A_ROUND = 5_000
RECORDED_AT_ONCE = 200
RECORDED_A_ROUND = 1_000


class Round(Struct, frozen=True):
    """What one round came to. `troubles` are told in words that name nobody; `more`: the next round is due at once."""

    at: datetime
    queued: int = 0
    sent: int = 0
    recorded: int = 0
    waiting: int = 0
    troubled: int = 0
    unaddressed: int = 0
    oldest_pressing: datetime | None = None
    troubles: tuple[str, ...] = ()
    more: bool = False

    @property
    def is_well(self) -> bool:
        return not self.troubles and not self.troubled


class Watch:
    """The clocks of one process. Several may run at once.

    Args:
        channel: what messages go through.
        otherwise: the channel for users whom `channel` cannot reach, because they have no address.
        origin: where the web desk answers; links lead there.
        clock: the time, in UTC.
    """

    def __init__(self, channel: Channel, otherwise: Channel, origin: str, clock: Callable[[], datetime]) -> None:
        self._channel, self._otherwise = channel, otherwise
        self._origin = origin
        self._clock = clock
        self._seen: tuple[datetime, str] | None = None  # until when, and which transaction, rungs were looked at
        self._looked_at_all: datetime | None = None

    def round(self) -> Round:
        """Queue what has come, send what is ready, record what was sent."""
        now = self._clock()
        queued = self._queue(now)
        delivery = _Delivery(self._channel, self._otherwise, self._origin, self._clock)
        try:
            steps = outbox.pressing(now, STEPS_A_ROUND)
            delivery.send_pressing(steps)
            delivery.send_gathered(outbox.questions(now))
        finally:
            self._channel.close()
        recorded, unrecorded = _record()
        left = outbox.waiting()
        return Round(
            at=now,
            queued=queued,
            sent=delivery.sent,
            recorded=recorded,
            waiting=left.waiting,
            troubled=left.troubled,
            unaddressed=len(delivery.unaddressed),
            oldest_pressing=left.oldest_pressing,
            troubles=tuple(delivery.troubles | unrecorded),
            more=(len(steps) == STEPS_A_ROUND and delivery.sent > 0) or recorded >= RECORDED_A_ROUND,
        )

    def _queue(self, now: datetime) -> int:
        number = outbox.snapshot()  # taken first: what the queries below do not see yet is looked at the next time
        routine = [rule.id for program in current().programs for rule in program.tasks]
        changed = outbox.changed_since(self._seen[1], MANY_CHANGED) if self._seen else []
        if self._seen and len(changed) <= MANY_CHANGED and not self._is_time_for_all(now):
            queued = outbox.queue_new(self._seen[0], changed, now, routine)
        else:
            queued = outbox.queue_all(now, routine)
            self._looked_at_all = now
        self._seen = now, number
        return queued

    def _is_time_for_all(self, now: datetime) -> bool:
        return self._looked_at_all is None or not timedelta(0) <= now - self._looked_at_all < LOOK_AT_ALL_EVERY


class _Delivery:
    """The messages of one round, and how they fared."""

    def __init__(self, channel: Channel, otherwise: Channel, origin: str, clock: Callable[[], datetime]) -> None:
        self._channel, self._otherwise = channel, otherwise
        self._origin = origin
        self._clock = clock
        self._is_down = False
        self.sent = 0
        self.unaddressed: set[UUID] = set()
        self.troubles: set[str] = set()

    def send_pressing(self, steps: Sequence[Step]) -> None:
        """A message for each task and recipient; what is too much for one by one shares one."""
        owners = owners_of((_asked(step) for step in steps), self._clock())
        tasks: dict[UUID, dict[UUID, list[Step]]] = {}
        for step in steps:
            tasks.setdefault(owners[_asked(step)], {}).setdefault(step.about, []).append(step)
        users = _users(tasks)
        for to, by_task in tasks.items():
            told = list(by_task.values())
            for one in told[:ONE_BY_ONE]:
                self._send_steps(telling.PRESSING, users[to], one)
            if len(told) > ONE_BY_ONE:
                self._send_steps(telling.MANY, users[to], [step for one in told[ONE_BY_ONE:] for step in one])

    def _send_steps(self, kind: str, user: User, steps: Sequence[Step]) -> None:
        self._send(kind, user, telling.message_id(steps[0], user.pk), partial(outbox.claim_steps, steps))

    def send_gathered(self, questions: Sequence[Question]) -> None:
        """One message for each recipient who had none within the hour."""
        now = self._clock()
        owners = owners_of((_asked(question) for question in questions), now)
        in_peace = outbox.gathered_since(now - GATHER_FOR, owners.values())
        letters: dict[UUID, list[Question]] = {}
        for question in questions:
            to = owners[_asked(question)]
            if to not in in_peace:
                letters.setdefault(to, []).append(question)
        users = _users(letters)
        for to, asked in letters.items():
            self._send(telling.GATHERED, users[to], new_id(), partial(outbox.claim_gathered, asked))

    def _send(self, kind: str, user: User, id: UUID, take: Callable[[UUID, datetime], int]) -> None:
        channel = self._channel if user.email or self._channel is self._otherwise else self._otherwise
        if channel is self._channel and self._is_down:
            return
        claim, now = new_id(), self._clock()
        count = take(claim, now)
        if not count:
            return
        letter = telling.write_letter(kind, id, user.pk, user.email, user.language, now, self._origin, count)
        if self._goes_through(channel, letter, claim):
            outbox.mark_sent(claim, user.pk, channel.name, now)
            self.sent += 1
            if channel is not self._channel:
                self.unaddressed.add(user.pk)

    def _goes_through(self, channel: Channel, letter: Letter, claim: UUID) -> bool:
        try:
            channel.send(letter)
        except (ChannelDown, NotTaken) as error:
            self._is_down = self._is_down or isinstance(error, ChannelDown)
            self.troubles.add(str(error))
            outbox.mark_failed(claim, str(error), self._clock())
            return False
        return True


def _asked(step: Step | Question) -> Asked:
    return Asked(step.duty, step.place_path, step.named)


def _users(ids: Iterable[UUID]) -> dict[UUID, User]:
    return User.objects.in_bulk(list(ids))


def _record() -> tuple[int, set[str]]:
    """Record what was sent, some of it; how much, and what was in the way."""
    recorded, troubles = 0, set[str]()
    while recorded < RECORDED_A_ROUND and not troubles:
        with transaction.atomic():
            told = outbox.take_unrecorded(RECORDED_AT_ONCE)
            kept = telling.record_told(told)
            outbox.mark_recorded(kept)
        recorded += len(kept)
        if len(kept) < len(told):
            troubles.add(_("Expected every sent message to be recorded; some were refused and stand in quarantine."))
        if len(told) < RECORDED_AT_ONCE:
            break
    return recorded, troubles
