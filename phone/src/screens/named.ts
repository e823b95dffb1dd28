// What a person is called and how they are told apart on a list.
import type { PersonHere } from "../sync/phone.ts";
import type { Known, PersonIdentity } from "../wire/field.ts";
import type { Here } from "./here.ts";

export const nameOf = (person: PersonHere | undefined, { words }: Here): string => person?.name || words.unnamed;

/** Who the person is, as the card says and as what is pending adds. */
export function identityOf(person: PersonHere): PersonIdentity {
  const said: PersonIdentity = { ...person.card?.identity };
  for (const { fact } of person.pending) {
    if (fact.kind === "person_registered" || fact.kind === "details_given") Object.assign(said, fact.body.identity);
  }
  return said;
}

/** What is known of them beside who they are, in the same way. */
export function knownOf(person: PersonHere): Known {
  const known: Known = { ...person.card?.picture.known };
  for (const { fact } of person.pending) {
    if (fact.kind !== "person_registered" && fact.kind !== "details_given") continue;
    const { identity: _, ...said } = fact.body;
    Object.assign(known, Object.fromEntries(Object.entries(said).filter(([, value]) => value != null)));
  }
  return known;
}

/** "62 años · El Progreso" */
export function ageAndPlace(person: PersonHere, here: Here): string {
  return [ageOf(person, here), placeOf(person, here)].filter(Boolean).join(" · ");
}

export function ageOf(person: PersonHere, { words, clock }: Here): string {
  const { birth_year, birth_month } = knownOf(person);
  const age = clock.age(birth_year, birth_month);
  return age === null ? "" : words.age(age);
}

function placeOf(person: PersonHere, { facts }: Here): string {
  return facts.placeName(person.card?.place ?? knownOf(person).home ?? "");
}

/** Where the person stands: "En seguimiento". */
export function stageOf(person: PersonHere, { content }: Here): string {
  const open = person.card?.picture.enrolments?.filter(({ exit }) => !exit) ?? [];
  const last = open.at(-1) ?? person.card?.picture.enrolments?.at(-1);
  return last ? content.stageName(last.program, last.stage) : "";
}
