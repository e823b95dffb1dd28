// What happened, in a title and a sentence: for what is pending, what was recorded today, and the history.
import type { BodyOf, Kind } from "../wire/fact.ts";
import type { Territory } from "../wire/field.ts";
import type { Clock } from "./clock.ts";
import { type ContentWords, lowered } from "./content.ts";
import type { Words } from "./words.ts";

export type Told = { title: string; detail: string };
type Tell<K extends Kind> = (body: BodyOf<K>, by: FactWords) => [title: string, ...details: Array<string | undefined>];

export class FactWords {
  readonly words: Words;
  readonly content: ContentWords;
  readonly clock: Clock;
  private readonly workers: Map<string, string>;
  private readonly facilities: Map<string, string>;
  private readonly places: Map<string, string>;

  constructor(words: Words, content: ContentWords, clock: Clock, territory: Territory | null) {
    this.words = words;
    this.content = content;
    this.clock = clock;
    this.workers = new Map(territory?.workers.map(({ user, name }) => [user, name]));
    this.facilities = new Map(territory?.facilities.map(({ code, name }) => [code, name]));
    this.places = new Map(territory?.places.map(({ code, name }) => [code, name]));
  }

  /** A fact in words. What this version does not know is named a record, and nothing breaks. */
  tell(kind: string, body: unknown): Told {
    const known = TOLD[kind as Kind] as Tell<Kind> | undefined;
    if (!known) return { title: this.words.facts.other, detail: "" };
    const [title, ...details] = known(body as BodyOf<Kind>, this);
    return { title, detail: sentences(details) };
  }

  workerName(user: string): string | undefined {
    return this.workers.get(user);
  }

  facilityName(code: string): string {
    return this.facilities.get(code) ?? code;
  }

  placeName(code: string): string {
    return this.places.get(code) ?? "";
  }
}

const TOLD: { [K in Kind]?: Tell<K> } = {
  person_registered: (_, { words }) => [words.facts.registered],
  details_given: (_, { words }) => [words.facts.details],
  consent_given: ({ scope, given, how, by }, { words }) => {
    const say = given ? words.facts.consented : words.facts.refusedConsent;
    const { options } = words;
    return [say(options.scope[scope].toLowerCase()), options.how[how], by === "guardian" ? options.by.guardian : ""];
  },
  contact_named: ({ relation, may_know, identity }, { words }) => [
    words.facts.network(relation),
    identity?.name,
    words.options.may_know[may_know],
  ],
  answers_given: ({ instrument, answers }, { content }) => [
    content.instrumentName(instrument),
    ...content.heard(instrument, answers),
  ],
  visit_made: ({ outcome, identity, next_visit_on }, { words, clock }) => [
    outcome === "seen" ? words.facts.visit : words.facts.visitMissed,
    outcome === "seen" ? "" : words.options.visit_outcome[outcome],
    identity?.agreed && words.facts.agreed(identity.agreed),
    next_visit_on ? words.facts.nextVisit(clock.dayOf(next_visit_on)) : "",
  ],
  call_made: ({ outcome, identity }, { words }) => [
    outcome === "reached" ? words.facts.call : words.facts.callMissed,
    outcome === "reached" ? "" : words.options.call_outcome[outcome],
    identity?.agreed && words.facts.agreed(identity.agreed),
  ],
  session_held: ({ attended, number, intervention }, { words, content }) => {
    if (attended === false) return [words.facts.sessionMissed, content.interventionName(intervention)];
    return [number ? words.facts.sessionNumber(number) : words.facts.session, content.interventionName(intervention)];
  },
  referral_made: ({ service, facility, reason, urgent, identity }, by) => [
    by.words.facts.referral(lowered(by.content.serviceName(service))),
    by.facilityName(facility),
    by.content.reasonName(reason),
    urgent ? by.words.facts.urgent : "",
    identity?.agreed && by.words.facts.agreed(identity.agreed),
  ],
  referral_answered: ({ answer, appointment_at }, { words, clock }) => [
    words.facts.referralAnswers[answer],
    appointment_at ? words.person.appointment(clock.when(appointment_at)) : "",
  ],
  appointment_attended: ({ attended }, { words }) => [attended ? words.facts.attended : words.facts.missed],
  counter_referral_received: (_, { words }) => [words.facts.counterReferral],
  diagnosis_made: ({ code }, { words, content }) => [words.facts.diagnosis(code), content.diagnosisName(code)],
  risk_assessed: ({ level }, { words, content }) => [
    level === "none" ? words.facts.riskClosed : words.facts.riskAssessed(lowered(content.levelName(level))),
  ],
  safety_plan_written: (_, { words }) => [words.facts.plan],
  program_entered: ({ program }, { words, content }) => [words.facts.entered, content.programName(program)],
  program_left: ({ program, exit }, { words, content }) => [words.facts.left, content.exitName(program, exit)],
  assigned: ({ to, duty }, by) => {
    const name = by.workerName(to) ?? by.words.facts.someone;
    return [duty === "agent" ? by.words.facts.assignedAgent(name) : by.words.facts.assignedClinician(name)];
  },
  protocol_followed: (_, { words }) => [words.facts.protocol],
  handover_proposed: ({ reason }, { words }) => [words.facts.handover, words.options.handover[reason]],
  alert_acknowledged: (_, { words }) => [words.facts.taken],
  fact_corrected: ({ of, instead, identity }, by) => {
    const { title, detail } = by.tell(of, { ...instead, identity });
    return [by.words.facts.corrected(lowered(title)), detail];
  },
  fact_withdrawn: ({ reason }, { words }) => [words.facts.withdrawn, words.options.withdrawal[reason]],
  message_sent: (_, { words }) => [words.facts.told],
  identity_erased: (_, { words }) => [words.facts.erased],
};

function sentences(parts: Array<string | undefined>): string {
  const said = parts.filter((part) => part).map((part) => part?.replace(/\.$/, "") ?? "");
  return said.map((part) => `${part.charAt(0).toUpperCase()}${part.slice(1)}.`).join(" ");
}
