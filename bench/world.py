"""An organization to measure in, and lives to fill it with. Synthetic, plain and the same at every run."""

import json
import random
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from acompana.house.wiring import open_organization

START = datetime(2025, 1, 1, 14, 0, tzinfo=UTC)
PHQ9 = ["interest", "mood", "sleep", "energy", "appetite", "self_worth", "concentration", "movement", "self_harm"]
NAMES = ["Aru", "Beni", "Ceci", "Dalia", "Eloy", "Flor", "Gala", "Hugo", "Inti", "Jaci"]


def open_world(data_dir: Path, people: int = 23_000) -> None:
    """An organization in `data_dir` for so many people: one agent for every 300 of them, with a sector of their own; a
    clinician and a coordinator for every ten sectors."""
    open_organization(data_dir, new=True)
    from acompana.people.founding import AlreadyFoundedError, found_organization

    try:
        found_organization("Banco de pruebas", Path("content/places/lima.toml"), administrator="admin")
    except AlreadyFoundedError:
        return
    add_districts(range(max(1, people // 3000)))


def add_districts(numbers: Iterable[int]) -> None:
    """Districts of ten sectors, each sector with its agent; a clinician and a coordinator for the district."""
    from acompana.people.models import Coverage, Place, User

    province = Place.objects.get(pk="1501")
    for n in numbers:
        district = Place(code=f"b{n:04d}", name=f"Distrito {n}", kind="district", parent=province)
        district.save()
        sectors = [
            Place(code=f"{district.code}-{m:02d}", name=f"Sector {m}", kind="sector", parent=district)
            for m in range(10)
        ]
        for sector in sectors:
            sector.save()
        workers = [User(username=f"agent-{s.code}", name=s.name, role="agent") for s in sectors]
        workers += [User(username=f"{r}-{district.code}", name=r, role=r) for r in ("clinician", "coordinator")]
        User.objects.bulk_create(workers)
        places = [*sectors, district, district]
        Coverage.objects.bulk_create(Coverage(user=w, place=p) for w, p in zip(workers, places, strict=True))


def sectors() -> list[str]:
    from acompana.people.models import Place

    return list(
        Place.objects.filter(kind="sector", code__startswith="b").order_by("code").values_list("code", flat=True)
    )


def life(seed: int, home: str, contacts: int) -> Iterator[tuple[str, datetime, bytes]]:
    """(role, moment, JSON) of each fact in the life of person number `seed`."""
    chance = random.Random(seed)
    person = UUID(int=(seed * 0x9E3779B97F4A7C15F39CC0605CEDC835) % 2**128)
    at = START + timedelta(minutes=chance.randrange(60 * 24 * 330))

    def fact(kind: str, body: dict[str, object]) -> tuple[datetime, bytes]:
        said = {
            "id": str(UUID(int=int(at.timestamp() * 1000) << 80 | 7 << 76 | 2 << 62 | chance.getrandbits(60))),
            "person": str(person),
            "kind": kind,
            "happened_at": at.isoformat(),
            "recorded_at": at.isoformat(),
            "place": home,
            "body": body,
        }
        return at, json.dumps(said, separators=(",", ":")).encode()

    name = {"given_names": chance.choice(NAMES), "father_surname": f"Ficticia{seed % 1000}"}
    yield (
        "agent",
        *fact("person_registered", {"home": home, "sex": "female", "birth_year": 1960 + seed % 40, "identity": name}),
    )
    heavy = chance.random() < 0.3
    answers = {item: chance.choice((1, 2, 3) if heavy else (0, 0, 0, 1)) for item in PHQ9}
    answers["self_harm"] = int(chance.random() < 0.03)
    yield "agent", *fact("answers_given", {"instrument": "phq9", "version": "1", "answers": answers})
    if heavy:
        at += timedelta(days=3)
        yield "clinician", *fact("program_entered", {"program": "mental_health"})
    for _ in range(contacts if heavy else contacts // 4):
        at += timedelta(days=chance.randrange(5, 25))
        yield "agent", *fact("visit_made", {"outcome": chance.choice(("seen", "seen", "seen", "not_home"))})
