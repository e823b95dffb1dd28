// An alarm: an answer after which something must be done now. It is written down before it is shown to have been.
//
// The draft of an alarm holds all that has to be kept: the fact that says what was answered, and the form as it stands.
// It is written in one piece; what follows from it can be done again when the phone wakes, and done twice is done once.
import { type Answers, type FlagKind, type Instrument, type RaisedFlag, raisedFlags } from "../../engine/index.ts";
import type { PersonHere, Phone } from "../../sync/phone.ts";
import type { NewFact } from "../../wire/fact.ts";
import { begin, draftOf, type Form, factOf, keyOf } from "../asking/form.ts";
import type { Here } from "../here.ts";
import { factWritten } from "../written.ts";

export type Clock = "high" | "unassessed";
export type Reached = "duty_clinician" | "coordinator" | "family" | "help_line" | "ambulance" | "nobody";
export type LeftBecause = "person_left" | "person_refused" | "unsafe_for_me" | "somebody_else_took_over" | "other";

export type Alarm = {
  person: string;
  /** The fact whose answer raised it: the alarm is about this one. */
  about: string;
  /** What is to be recorded at once. */
  fact: NewFact & { id: string };
  /** Somebody whom nobody had registered: recorded before the fact, in the same go. */
  registration?: NewFact & { id: string };
  isRecorded: boolean;
  level: Clock;
  kind: FlagKind;
  bundle: string;
  instrument: string;
  version: string;
  /** Codes of the flags, the gravest first. */
  flags: readonly string[];
  /** The form that goes on afterwards; none where the alarm is all there is. */
  form: Form | null;
  /** What has been done so far. */
  done: readonly string[];
  reached: readonly Reached[];
};

export const ALARM = "alarm";
export const keyOfAlarm = (alarm: Alarm): string => `${ALARM}/${alarm.about}`;

/** What just one answer sets off: the form goes on as recorded, and the alarm holds what to record. */
export function alarmOf(
  form: Form,
  instrument: Instrument,
  answers: Answers,
  flags: RaisedFlag[],
  language: string,
): Alarm {
  const gravest = flags.find((flag) => flag.clock === "high") ?? flags[0];
  const codes = flags.map((flag) => flag.code);
  const fact = factOf(form, answers, language);
  return {
    person: form.person,
    about: form.fact,
    fact: { ...fact, id: fact.id ?? form.fact, happened_at: new Date().toISOString() },
    isRecorded: false,
    level: gravest?.clock === "high" ? "high" : "unassessed",
    kind: flags.some((flag) => flag.kind === "suicide") ? "suicide" : (gravest?.kind ?? "danger"),
    bundle: form.bundle,
    instrument: instrument.id,
    version: instrument.version,
    flags: codes,
    form: { ...form, answers, told: [...form.told, ...codes], isRecorded: true },
    done: [],
    reached: [],
  };
}

/** What somebody heard or saw outside of any form: one sign, recorded by itself. */
export function noticeOf(
  person: string,
  instrument: Instrument,
  sign: string,
  bundle: string,
  language: string,
): Alarm {
  const answers = { [sign]: 1 };
  const form = begin("screening", person, instrument, bundle);
  return { ...alarmOf(form, instrument, answers, raisedFlags(instrument, answers), language), form: null };
}

/**
 * Write it down: the alarm first, whole; then the fact, then the form. Resolves when the fact is in the outbox; on a phone
 * without any room, when the page holds it.
 */
export async function keep(phone: Phone, alarm: Alarm): Promise<Alarm> {
  await put(phone, alarm);
  for (const fact of [alarm.registration, alarm.fact]) {
    if (fact && !phone.written().some((written) => written.fact.id === fact.id)) await phone.danger.record(fact);
  }
  if (alarm.form) await phone.danger.keep(keyOf(alarm.form), draftOf(alarm.form));
  const kept = { ...alarm, isRecorded: true };
  await put(phone, kept);
  return kept;
}

async function put(phone: Phone, alarm: Alarm): Promise<void> {
  const { person, bundle } = alarm;
  await phone.danger.keep(keyOfAlarm(alarm), { person, form: ALARM, bundle, values: alarm });
}

/** The alarms whose protocol nobody has left yet; what was not recorded of them is recorded now. */
export async function openAlarms(phone: Phone): Promise<Alarm[]> {
  const drafts = await phone.drafts.all();
  const alarms = drafts.filter(({ draft }) => draft.form === ALARM).map(({ draft }) => draft.values as Alarm);
  return Promise.all(alarms.map((alarm) => (alarm.isRecorded ? alarm : keep(phone, alarm).catch(() => alarm))));
}

/** Who knows of a fact: only this phone, the coordination because it was refused, or the program. No screen says more. */
export type Whereabouts = "here" | "refused" | "arrived";

export function whereIs(phone: Phone, fact: string): Whereabouts {
  const written = factWritten(phone, fact);
  if (!written || written.state === "waiting") return "here";
  return written.state === "refused" ? "refused" : "arrived";
}

/** An alarm that nobody answers for yet, or of which only the coordination knows, by when it is to answer. */
export type Unheard = { where: Exclude<Whereabouts, "arrived">; dueAt?: string | null | undefined };

/** Where the alarms about this person are that were left and have not arrived; undefined where all have. */
export function unheard(phone: Phone, { pending }: PersonHere): Unheard | undefined {
  const left = pending.flatMap(({ fact }) => {
    if (fact.kind !== "protocol_followed") return [];
    const where = whereIs(phone, fact.body.about);
    return where === "arrived" ? [] : [{ where, dueAt: dueOf(phone, fact.body.about) }];
  });
  return left.find(({ where }) => where === "here") ?? left[0];
}

const dueOf = (phone: Phone, fact: string) => factWritten(phone, fact)?.refusal?.due_at;

/** Who knows of it by now, and where it is written: no more than is true. */
export function whoKnows(fact: string, { phone, words, clock }: Here): string {
  const say = words.risk;
  const where = whereIs(phone, fact);
  const { isInPage, sentAt } = factWritten(phone, fact) ?? {};
  if (isInPage && where === "here") return say.onlyInPage;
  const known = where === "refused" ? say.knows.refused(clock.mustAnswer(dueOf(phone, fact))) : say.knows[where];
  return isInPage ? [known, sentAt && say.arrivedAt(clock.when(sentAt)), say.notKept].filter(Boolean).join(" ") : known;
}

/** Whoever answers for it knows: a professional, the coordination, a help line or the ambulance. */
export function isAnswered({ reached }: Alarm): boolean {
  return reached.some((who) => who !== "nobody" && who !== "family");
}

/** The protocol is left: recorded, and forgotten in the same go. */
export async function leave(
  phone: Phone,
  alarm: Alarm,
  because: LeftBecause | null,
  code: string | null,
): Promise<void> {
  if (!alarm.isRecorded) await keep(phone, alarm);
  const { person, about, level, flags, done, reached } = alarm;
  const body = { about, level, signs: [...flags], done: [...done], reached: [...reached], left_because: because };
  const followed = { ...body, ...(code ? { sms_code: code } : {}) };
  await phone.danger.record({ person, kind: "protocol_followed", body: followed }, keyOfAlarm(alarm));
}
