// Who somebody is and where they are found: asked step by step at registration, and all at once when it changed.
import type { Option } from "../../parts/fields.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import type { DetailsGiven, Document, Known, PersonIdentity, PersonRegistered, PlaceAround } from "../../wire/field.ts";
import { identityOf, knownOf } from "../named.ts";
import { filledBirth, toldBirth, troubleOfBirth } from "./birth.ts";
import {
  type About,
  chosenFrom,
  type FactForm,
  type FieldSpec,
  optionsOf,
  type Troubles,
  text,
  type Values,
} from "./form.ts";

const NAMES = ["given_names", "father_surname", "mother_surname", "social_name"] as const;
const REACH = ["phone", "address", "address_hint", "contact_wishes"] as const;

/** The questions of a registration, one screen after the other. */
export const STEPS = {
  name: (): FieldSpec[] => NAMES.map((name) => ({ as: "text", name, capitals: "words" })),
  document: ({ here: { words } }: About, { document_type }: Values): FieldSpec[] => [
    { as: "choices", name: "document_type", options: optionsOf(words.options.document_type) },
    ...(document_type
      ? ([{ as: "text", name: "document_number", most: 20, capitals: "characters", isNeeded: true }] as const)
      : []),
  ],
  birth: ({ here: { words } }: About): FieldSpec[] => [
    { as: "birth", name: "birth_year" },
    { as: "choices", name: "sex", options: optionsOf(words.options.sex) },
  ],
  home: ({ here, person }: About): FieldSpec[] => [
    { as: "select", name: "home", options: chosenFrom(homesFor(here, person), here), isNeeded: !person },
    { as: "text", name: "address", most: 400 },
    { as: "text", name: "address_hint", most: 400 },
  ],
  reach: ({ here: { words } }: About): FieldSpec[] => [
    { as: "text", name: "phone", keyboard: "tel", most: 40 },
    { as: "text", name: "contact_wishes", most: 400 },
    { as: "select", name: "mother_tongue", options: optionsOf(words.options.mother_tongue) },
  ],
};

/** The places to choose from, the nearest first, nothing larger than a district. */
function placesOf({ phone }: About["here"], isOffered: (place: PlaceAround) => boolean): Option[] {
  const places = (phone.territory?.places ?? []).filter(isOffered);
  const of = (kind: string) => places.filter((place) => place.kind === kind);
  return [...of("sector"), ...of("district")].map(({ code, name }) => ({ value: code, label: name }));
}

/** Somebody new lives where the agent works: whoever lives elsewhere is another agent's to register. */
const whereIWork = (here: About["here"]): Option[] => placesOf(here, ({ covered }) => covered === true);

/** Somebody who is known may move anywhere around. Where they live now can always be said again. */
function homesFor(here: About["here"], person: PersonHere | undefined): Option[] {
  if (!person) return whereIWork(here);
  const { home } = knownOf(person);
  const around = placesOf(here, () => true);
  const isThere = !home || around.some(({ value }) => value === home);
  return isThere ? around : [{ value: home, label: here.words.fields.home }, ...around];
}

export const registration: FactForm<"person_registered"> = {
  kind: "person_registered",
  fields: allFields,
  begin: ({ here }) => {
    const places = whereIWork(here);
    return { sex: "", document_type: "", ...(places.length === 1 && { home: places[0]?.value ?? "" }) };
  },
  troubles,
  body: (values) => ({ ...told(values), sex: sexIn(values) || "unknown", home: values.home ?? "" }),
  filled: (body) => filledWith(body.identity ?? {}, body),
};

/** Only what changed is said again. */
export const details: FactForm<"details_given"> = {
  kind: "details_given",
  fields: allFields,
  begin: ({ person }) => (person ? filledWith(identityOf(person), knownOf(person)) : {}),
  troubles,
  isEmpty: (values, about) => Object.keys(details.body(values, about)).length === 0,
  body: (values, { person }, before) => {
    const [sex, home] = [sexIn(values), text(values.home)];
    const whole: DetailsGiven = { ...told(values), ...(sex && { sex }), ...(home && { home }) };
    return before || !person ? whole : changed(whole, identityOf(person), knownOf(person));
  },
  filled: (body, { person }) => filledWith({ ...(person && identityOf(person)), ...body.identity }, body),
};

function allFields(about: About, values: Values): FieldSpec[] {
  return [
    ...STEPS.name(),
    ...STEPS.document(about, values),
    ...STEPS.birth(about),
    ...STEPS.home(about),
    ...STEPS.reach(about),
  ];
}

// --- From answers to a body -------------------------------------------------------------------------------------------

type Said = { identity?: PersonIdentity; birth_year?: number; birth_month?: number; mother_tongue?: string };

function told(values: Values): Said {
  const identity: PersonIdentity = {};
  for (const name of [...NAMES, ...REACH]) {
    const said = text(values[name]);
    if (said) identity[name] = said;
  }
  const number = text(values.document_number);
  if (values.document_type && number) {
    identity.document = { type: values.document_type as Document["type"], number };
  }
  const { birth_date, ...born } = toldBirth(values);
  if (birth_date) identity.birth_date = birth_date;
  return {
    ...(Object.keys(identity).length > 0 && { identity }),
    ...born,
    ...(values.mother_tongue && { mother_tongue: values.mother_tongue }),
  };
}

const sexIn = ({ sex }: Values): PersonRegistered["sex"] | "" => (sex ?? "") as PersonRegistered["sex"] | "";

function changed(whole: DetailsGiven, identity: PersonIdentity, known: object): DetailsGiven {
  const isNew =
    (before: object) =>
    ([name, value]: [string, unknown]) =>
      JSON.stringify(value) !== JSON.stringify((before as Record<string, unknown>)[name]);
  const { identity: names, ...rest } = whole;
  const said = Object.entries(names ?? {}).filter(isNew(identity));
  const others = Object.fromEntries(Object.entries(rest).filter(isNew(known)));
  return { ...others, ...(said.length > 0 && { identity: Object.fromEntries(said) }) };
}

// --- From a body to answers -------------------------------------------------------------------------------------------

/** As a registration and a card say it. */
type Body = Pick<Known, "birth_year" | "birth_month" | "mother_tongue"> & { sex?: string | null; home?: string | null };

function filledWith(identity: PersonIdentity, body: Body): Values {
  const { sex, home, mother_tongue } = body;
  const said = Object.fromEntries([...NAMES, ...REACH].map((name) => [name, identity[name] ?? ""]));
  const { type = "", number = "" } = identity.document ?? {};
  return {
    ...said,
    ...filledBirth(identity.birth_date, body),
    document_type: type,
    document_number: number,
    sex: sex ?? "",
    home: home ?? "",
    mother_tongue: mother_tongue ?? "",
  };
}

// --- What does not fit ------------------------------------------------------------------------------------------------

export function troubles(values: Values, { here: { words, clock } }: About): Troubles {
  const say = words.trouble;
  const found: Troubles = {};
  if (values.document_type && !text(values.document_number)) found.document_number = say.document_number;
  const birth = troubleOfBirth(values, say, clock.today());
  if (birth) found.birth_year = birth;
  return found;
}
