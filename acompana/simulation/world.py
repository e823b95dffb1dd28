"""One district's program while it is simulated: who works there, who waits for what, and how time passes."""

import heapq
from collections.abc import Callable, Generator, Iterable
from datetime import date, datetime
from typing import Any

import simpy

from acompana.care.facts import Body, PersonRegistered
from acompana.simulation.answers import Answering
from acompana.simulation.chance import Chance
from acompana.simulation.days import DAY, HOUR, WEEK, Days
from acompana.simulation.notebook import Notebook, Written
from acompana.simulation.parameters import Names, Parameters
from acompana.simulation.persons import Births, Person, Source
from acompana.simulation.roster import THE_PROGRAM, Worker, staff_of

Steps = Generator[simpy.Event, Any, None]
"""What SimPy runs: it yields what it waits for."""
PROGRAM = "mental_health"


class World:
    """Everything that the activities of one district share: they are functions of it, in the modules beside this."""

    def __init__(self, parameters: Parameters, names: Names, number: int, until: datetime) -> None:
        """`number` is the district's place in the parameters; `until` is where the simulation ends, aware."""
        district = parameters.districts[number]
        self.p = parameters
        self.names = names
        self.district = district
        self.days = Days.of(parameters.year, until)
        self.env = simpy.Environment()
        self.chance = Chance(f"{parameters.seed}/{district.code}/life")
        self.answering = Answering(parameters, Chance(f"{parameters.seed}/{district.code}/answers"))
        self.births = Births(parameters, names, district.code, number * 10_000)
        self.notebook = Notebook(self.days, Chance(f"{parameters.seed}/{district.code}/notebook"), parameters.arrival)
        self.system = Worker(THE_PROGRAM, "acompana", "Acompaña", "system", "system", district.code)
        self._staff(staff_of(parameters, district, names))
        self.to_screen = simpy.Store(self.env)  # people who come back
        self.to_evaluate = simpy.PriorityStore(self.env)
        self.to_accompany = simpy.Store(self.env)
        self.to_treat = simpy.PriorityStore(self.env)
        self.on_call = simpy.PriorityResource(self.env, capacity=2)
        self._errands: dict[Worker, list[tuple[float, int, Callable[[], object]]]] = {}
        self._count = 0

    def _staff(self, staff: list[Worker]) -> None:
        self.coordinator = next(w for w in staff if w.work == "coordinator")
        self.psychologists = [w for w in staff if w.work == "psychologist"]
        self.visitors = [w for w in staff if w.work == "visitor"]
        self.agents = [w for w in staff if w.work == "agent"]
        chance = Chance(f"{self.p.seed}/{self.district.code}/absences")
        for worker in staff:
            _plan_absences(worker, self.p, self.days, chance)
        for agent in self.agents:
            _plan_signal(agent, self.p, self.days, chance)

    # --- Time ------------------------------------------------------------------------------------------------------

    @property
    def now(self) -> float:
        """Minutes since the simulation's first midnight."""
        return float(self.env.now)

    @property
    def today(self) -> date:
        return self.days.date(self.now)

    @property
    def month(self) -> int:
        return self.days.month[self.days.day(self.now)]

    @property
    def load(self) -> float:
        """How much screening there is in this month, around 1."""
        return self.p.year.load[self.month - 1]

    def wait(self, minutes: float) -> simpy.Event:
        return self.env.timeout(max(0.0, minutes))

    def wait_until(self, minute: float) -> simpy.Event:
        return self.wait(minute - self.now)

    def start(self, steps: Steps) -> None:
        """Let an activity run beside the others from now on."""
        self.env.process(steps)

    def next_morning(self, minute: float) -> float:
        """`minute`, or nine the next morning where it falls in the night."""
        day, rest = divmod(minute, DAY)
        if rest < 8 * HOUR:
            return day * DAY + 9 * HOUR
        return minute if rest < 19 * HOUR else (day + 1) * DAY + 9 * HOUR

    def is_at_work(self, worker: Worker, day: int) -> bool:
        shares = self.p.year.agents_at_work if worker.work == "agent" else self.p.year.staff_at_work
        if self.days.is_holiday[day] or day in worker.away:
            return False
        return self.chance.happens(shares[self.days.weekday[day]])

    # --- Writing down ------------------------------------------------------------------------------------------------

    def tell(self, person: Person, author: Worker, body: Body) -> Written:
        """Write down what happens now."""
        return self.notebook.tell(person, author, body, self.now)

    def meet(self, author: Worker, source: Source, sector: str, *, at: float | None = None) -> Person:
        """Somebody becomes known to the program."""
        when = self.now if at is None else at
        person = self.births.draw(self.notebook.new_id(when), sector, source, self.month)
        registration: PersonRegistered = self.births.registration(person, self.days.date(when))
        arrives = None if at is None else self.now + self.chance.uniform(0, 4 * HOUR)
        self.notebook.tell(person, author, registration, when, arrives=arrives)
        person.felt_at = when
        return person

    def accompany(self, author: Worker, person: Person) -> None:
        """Somebody has accepted to be accompanied."""
        person.is_accompanied = True
        self.to_accompany.put((author, person))

    # --- Errands: what a worker has promised for a day ----------------------------------------------------------------

    def promise(self, worker: Worker, at: float, errand: Callable[[], object]) -> None:
        """From minute `at` on, as soon as the worker has time, the errand is run."""
        heapq.heappush(self._errands.setdefault(worker, []), (at, self.number(), errand))

    def number(self) -> int:
        """A number larger than any before: it keeps equals in the order in which they came."""
        self._count += 1
        return self._count

    def errands(self, worker: Worker) -> Iterable[Callable[[], object]]:
        """Those that are due by tonight, oldest first; taken as they are handed out."""
        waiting = self._errands.get(worker, [])
        tonight = (self.now // DAY + 1) * DAY
        while waiting and waiting[0][0] < tonight:
            yield heapq.heappop(waiting)[2]

    def psychologist_on_call(self) -> Worker:
        """The psychologist whose week it is."""
        return self.psychologists[int(self.now // WEEK) % len(self.psychologists)]

    def any_psychologist(self) -> Worker:
        return self.chance.choice(self.psychologists)

    def agents_of(self, sector: str) -> list[Worker]:
        return [agent for agent in self.agents if agent.place == sector]


def _plan_absences(worker: Worker, parameters: Parameters, days: Days, chance: Chance) -> None:
    """Holidays and illness, in blocks of days."""
    p = parameters.agents if worker.work == "agent" else parameters.staff
    if worker.work == "coordinator":
        return
    for _ in range(chance.rounded(p.absences_per_year * days.count / 365)):
        first = chance.randrange(days.count)
        worker.away.update(range(first, first + p.days_per_absence))


def _plan_signal(agent: Worker, parameters: Parameters, days: Days, chance: Chance) -> None:
    """When the agent's phone has no signal, and how it is used."""
    p = parameters.arrival
    agent.sends_at_night = chance.happens(p.sends_at_night)
    agent.clock_is_off_by = chance.uniform(-180, 180) if chance.happens(p.clock_is_wrong) else 0.0
    day = 0.0
    while (day := day + chance.expovariate(p.goes_offline_per_day)) < days.count:
        length = chance.uniform(0.3, 2 * p.days_offline)
        agent.offline.append((day * DAY, (day + length) * DAY))
        day += length
