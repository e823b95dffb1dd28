// What stands around a person: how to reach them, their network, their plan, referrals, contacts, consents.
import { Section } from "../../parts/page.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import type { Contact, ContactNamed, ReferralState, SafetyPlanWords } from "../../wire/field.ts";
import { type Here, useCampo } from "../here.ts";
import { identityOf, knownOf } from "../named.ts";

export function Reach({ person }: { person: PersonHere }) {
  const here = useCampo();
  const { words, go } = here;
  const said = identityOf(person);
  const say = words.person;
  return (
    <Section title={say.reach}>
      <dl class="pairs">
        <Pair name={say.wishes} value={said.contact_wishes} />
        {said.phone && (
          <div>
            <dt>{say.phone}</dt>
            <dd>
              <Tel number={said.phone}>{said.phone}</Tel>
            </dd>
          </div>
        )}
        <Pair name={say.address} value={said.address} />
        <Pair name={say.hint} value={said.address_hint} />
        <Pair name={say.document} value={documentOf(person, here)} />
        <Pair name={say.born} value={bornOf(person, here)} />
      </dl>
      {!said.phone && !said.address && !said.address_hint && <p class="soft">{say.noReach}</p>}
      <div class="acts">
        <button type="button" class="quiet" onClick={() => go({ screen: "note", person: person.id, form: "details" })}>
          {say.addDetails}
        </button>
      </div>
    </Section>
  );
}

function Pair({ name, value }: { name: string; value?: string | null | undefined }) {
  if (!value) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

/** A number that one tap calls. */
export function Tel({ number, children }: { number: string; children: preact.ComponentChildren }) {
  return (
    <a class="btn quiet" href={`tel:${number.replace(/[^\d+]/g, "")}`}>
      {children}
    </a>
  );
}

function documentOf(person: PersonHere, { words }: Here): string {
  const { document } = identityOf(person);
  return document ? `${words.options.document_type[document.type]} ${document.number}` : "";
}

function bornOf(person: PersonHere, { clock }: Here): string {
  const { birth_date } = identityOf(person);
  const { birth_year } = knownOf(person);
  return birth_date ? clock.birth(birth_date) : birth_year ? String(birth_year) : "";
}

// --- The network ----------------------------------------------------------------------------------------------------

const KNOWS: Record<ContactNamed["may_know"], string> = {
  may_know: "leaf",
  errands_only: "sky",
  must_not_know: "red",
};

export function Network({ person }: { person: PersonHere }) {
  const { words, go } = useCampo();
  const say = words.person;
  const named = networkOf(person);
  return (
    <Section title={say.network}>
      {named.length === 0 && <p class="soft">{say.noNetwork}</p>}
      <ul class="lines">
        {named.map((contact) => (
          <NetworkLine key={contact.contact} contact={contact} />
        ))}
      </ul>
      <div class="acts">
        <button type="button" class="quiet" onClick={() => go({ screen: "note", person: person.id, form: "network" })}>
          {say.addNetwork}
        </button>
      </div>
    </Section>
  );
}

function NetworkLine({ contact }: { contact: ContactNamed }) {
  const { words } = useCampo();
  const { relation, identity, lives_near, may_know } = contact;
  const phone = may_know === "must_not_know" ? null : identity?.phone;
  return (
    <li>
      <p>
        <strong>{relation}</strong>
        {identity?.name && ` · ${identity.name}`}
        {lives_near && <span class="soft"> · {words.person.near}</span>}
      </p>
      <p>
        <span class={`tag ${KNOWS[may_know]}`}>{words.options.may_know[may_know]}</span>
      </p>
      {phone && <Tel number={phone}>{words.person.callName(identity?.name || relation)}</Tel>}
    </li>
  );
}

/** As the card says, and as what is pending adds or changes. */
function networkOf(person: PersonHere): ContactNamed[] {
  const known = new Map((person.card?.network ?? []).map(({ named }) => [named.contact, named]));
  for (const { fact } of person.pending) {
    if (fact.kind === "contact_named") known.set(fact.body.contact, { ...known.get(fact.body.contact), ...fact.body });
  }
  return [...known.values()];
}

// --- The safety plan ------------------------------------------------------------------------------------------------

const STEPS = [
  "warning_signs",
  "coping",
  "distractions",
  "people_to_ask",
  "professionals",
  "safe_surroundings",
] as const satisfies Array<keyof SafetyPlanWords>;

export function SafetyPlan({ person }: { person: PersonHere }) {
  const { words, clock } = useCampo();
  const plan = person.card?.plan;
  if (!plan) return null;
  return (
    <Section title={words.person.plan}>
      <p class="soft">{words.person.planAt(clock.day(plan.at))}</p>
      {STEPS.map((step) => {
        const lines = plan.plan.identity?.[step] ?? [];
        return (
          lines.length > 0 && (
            <div key={step}>
              <h3>{words.person.planSteps[step]}</h3>
              <ul class="bullets">
                {lines.map((line) => (
                  <li key={line}>{line}</li>
                ))}
              </ul>
            </div>
          )
        );
      })}
    </Section>
  );
}

// --- Referrals, contacts, consents ----------------------------------------------------------------------------------

export function Referrals({ person }: { person: PersonHere }) {
  const { words } = useCampo();
  const referrals = [...(person.card?.picture.referrals ?? [])].reverse();
  if (referrals.length === 0) return null;
  return (
    <Section title={words.person.referrals}>
      <ul class="lines">
        {referrals.map((referral) => (
          <ReferralLine key={referral.id} referral={referral} person={person.id} />
        ))}
      </ul>
    </Section>
  );
}

const REFERRAL_COLORS: Partial<Record<ReferralState["state"], string>> = {
  accepted: "leaf",
  attended: "leaf",
  rejected: "red",
  missed: "orange",
  observed: "orange",
};
const MAY_STILL_ATTEND = new Set<ReferralState["state"]>(["sent", "answered", "accepted", "missed"]);

function ReferralLine({ referral, person }: { referral: ReferralState; person: string }) {
  const { words, clock, content, facts, go } = useCampo();
  const { id, state, service, facility, appointment_at, counter_referral_at, at } = referral;
  const say = words.person;
  return (
    <li>
      <p>
        <strong>{content.serviceName(service)}</strong>
        <span class="soft"> · {facts.facilityName(facility)}</span>
      </p>
      <p>
        <span class={`tag ${REFERRAL_COLORS[state] ?? "plain"}`}>{say.referralStates[state]}</span>{" "}
        <span class="soft">{clock.day(at)}</span>
      </p>
      {appointment_at && <p>{say.appointment(clock.when(appointment_at))}</p>}
      {counter_referral_at && <p>{say.counterReferral(clock.day(counter_referral_at))}</p>}
      {MAY_STILL_ATTEND.has(state) && (
        <button
          type="button"
          class="quiet"
          onClick={() => go({ screen: "note", person, form: "attendance", referral: id })}
        >
          {say.attendance}
        </button>
      )}
    </li>
  );
}

const CONTACTS_SHOWN = 5;

export function LastContacts({ person }: { person: PersonHere }) {
  const { words } = useCampo();
  const picture = person.card?.picture;
  const say = words.person;
  const contacts = [...(picture?.contacts ?? [])].sort((a, b) => b.at.localeCompare(a.at)).slice(0, CONTACTS_SHOWN);
  return (
    <Section title={say.contacts}>
      {contacts.length === 0 && <p class="soft">{say.noContacts}</p>}
      {!!picture?.missed_in_a_row && <p class="tag orange">{say.missed(picture.missed_in_a_row)}</p>}
      <ul class="lines">
        {contacts.map((contact) => (
          <ContactLine key={contact.fact} contact={contact} />
        ))}
      </ul>
      {!!picture?.contact_count && <p class="soft">{say.contactCount(picture.contact_count)}</p>}
    </Section>
  );
}

function ContactLine({ contact }: { contact: Contact }) {
  const { words, clock, facts, phone } = useCampo();
  const { at, by, role, author, effective, outcome } = contact;
  const who = author === phone.user.id ? words.history.you : (facts.workerName(author) ?? words.roles[role] ?? "");
  const outcomes: Record<string, string> = by === "call" ? words.options.call_outcome : words.options.visit_outcome;
  return (
    <li>
      <p>
        <strong>{words.contacts[by]}</strong> · {clock.when(at)}
      </p>
      <p class="soft">{[who, !effective && outcome ? outcomes[outcome] : ""].filter(Boolean).join(" · ")}</p>
    </li>
  );
}

export function Consents({ person }: { person: PersonHere }) {
  const { words, go } = useCampo();
  const consents = person.card?.picture.consents ?? [];
  const scopes: Record<string, string> = words.options.scope;
  return (
    <Section title={words.person.consents}>
      {consents.length === 0 && <p class="soft">{words.person.noConsents}</p>}
      <ul class="lines">
        {consents.map(([scope, given]) => (
          <li key={scope}>
            {scopes[scope] ?? scope} <span class={`tag ${given ? "leaf" : "red"}`}>{given ? words.yes : words.no}</span>
          </li>
        ))}
      </ul>
      <div class="acts">
        <button type="button" class="quiet" onClick={() => go({ screen: "note", person: person.id, form: "consent" })}>
          {words.person.addConsent}
        </button>
      </div>
    </Section>
  );
}
