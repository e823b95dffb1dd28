"""Who works in the simulated program."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from acompana.care.facts import Role
from acompana.simulation.chance import Chance
from acompana.simulation.parameters import District, Names, Parameters

if TYPE_CHECKING:
    from acompana.simulation.persons import Person

Work = Literal["agent", "psychologist", "visitor", "coordinator", "system"]
"""`visitor`: a nurse or social worker of the team, who visits; in the program a clinician like the psychologists."""

BEGINNING = 1_704_067_200_000
"""2024-01-01 in milliseconds since 1970: the ids of the staff are as old as the invented organization."""


THE_PROGRAM = UUID(int=0)
"""Stands for the program itself as an author: what arrives through links, from the register, from other services."""


@dataclass(slots=True, eq=False)
class Worker:
    """Somebody of the staff, with the people who are theirs today."""

    id: UUID
    username: str
    name: str
    work: Work
    role: Role
    place: str  # the code of the place they cover
    caseload: "list[Person]" = field(default_factory=list)
    in_sessions: "list[Person]" = field(default_factory=list)
    away: set[int] = field(default_factory=set)  # days off or ill
    offline: list[tuple[float, float]] = field(default_factory=list)  # (from, until) minutes without a signal
    sends_at_night: bool = False  # only where there is wifi, at home
    clock_is_off_by: float = 0.0  # minutes

    @property
    def duty(self) -> Literal["agent", "clinician"]:
        """As what the person is assigned to them."""
        return "agent" if self.work == "agent" else "clinician"


def staff_of(parameters: Parameters, district: District, names: Names) -> list[Worker]:
    """The team of one district: the same people whenever it is asked for."""
    chance = Chance(f"{parameters.seed}/{district.code}/staff")

    def worker(work: Work, role: Role, username: str, place: str) -> Worker:
        given = chance.choice(names.female if chance.happens(0.8) else names.male)
        name = f"{given} {chance.choice(names.surnames)}"
        return Worker(chance.id_at(BEGINNING), username, name, work, role, place)

    code = district.code
    return [
        worker("coordinator", "coordinator", f"coordinadora-{code}", code),
        *(
            worker("psychologist", "clinician", f"psicologa-{code}-{n + 1}", code)
            for n in range(district.psychologists)
        ),
        *(worker("visitor", "clinician", f"enfermera-{code}-{n + 1}", code) for n in range(district.visitors)),
        *(
            worker("agent", "agent", f"agente-{sector}-{n + 1}", sector)
            for sector in district.sectors
            for n in range(district.agents_per_sector)
        ),
    ]
