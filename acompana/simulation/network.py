"""The people around a person."""

from acompana.care.facts import ContactIdentity, ContactNamed
from acompana.simulation.persons import Person
from acompana.simulation.roster import Worker
from acompana.simulation.world import World


def name_contact(world: World, worker: Worker, person: Person) -> None:
    """Somebody of the person's network is written down, with what that somebody may know."""
    chance, names = world.chance, world.names
    given = chance.choice(names.female if chance.happens(0.7) else names.male)
    body = ContactNamed(
        contact=world.notebook.new_id(world.now),
        identity=ContactIdentity(
            name=f"{given} {chance.choice(names.surnames)}", phone=f"9002{chance.randrange(100_000):05d}"
        ),
        relation=chance.choice(names.relations),
        may_know=chance.one_of({"may_know": 0.6, "errands_only": 0.3, "must_not_know": 0.1}),
        lives_near=chance.happens(0.7),
    )
    world.tell(person, worker, body)
    person.contacts.append(body.contact)
