// Whom to see, in order. The order is the desk's, for the same person must not stand elsewhere on another screen.
import type { PendingFact, PersonHere, Phone } from "../../sync/phone.ts";
import type { Alert, Fact, Task } from "../../wire/field.ts";
import { type Clock, DAY } from "../../words/clock.ts";
import type { ContentWords } from "../../words/content.ts";

export const GROUPS = ["now", "today", "week", "later", "old"] as const;
export type GroupName = (typeof GROUPS)[number];

/** One person as a card of Hoy: what is most urgent, and what else there is. `alert`: a risk nobody has assessed. */
export type Line = { person: PersonHere; task?: Task; others: Task[]; alert?: Alert };
export type Agenda = {
  groups: Array<{ name: GroupName; lines: Line[] }>;
  done: Array<{ person: PersonHere; task: Task }>;
};

const RANKS = { now: 0, today: 1, week: 2, routine: 3 } as const;
/** Overdue for longer than this, a task of somebody who is not at risk comes after all others. */
const OLD = 30 * DAY;
const CANNOT_WAIT = new Set(["high", "unassessed"]);

export function agendaFor(phone: Phone, clock: Clock, content: ContentWords): Agenda {
  const agenda: Agenda = { groups: GROUPS.map((name) => ({ name, lines: [] })), done: [] };
  for (const person of phone.people()) {
    const { tasks, done } = tasksOf(person, phone, clock, content);
    agenda.done.push(...done.map((task) => ({ person, task })));
    const line = lineOf(person, tasks, clock);
    if (line) agenda.groups[GROUPS.indexOf(groupOf(line, clock))]?.lines.push(line);
  }
  for (const { lines } of agenda.groups) lines.sort((a, b) => inOrder(a, b));
  agenda.groups = agenda.groups.filter(({ lines }) => lines.length > 0);
  return agenda;
}

/** The open tasks about a person that are this user's, the most urgent first; and those that were done here already. */
export function tasksOf(person: PersonHere, phone: Phone, clock: Clock, content: ContentWords) {
  const now = clock.now.getTime();
  const mine = (person.card?.picture.tasks ?? []).filter(
    (task) => isMine(task, phone) && Date.parse(task.opens_at) <= now,
  );
  const done = mine.filter((task) => isDone(task, person, content));
  const tasks = mine.filter((task) => !done.includes(task)).sort((a, b) => compare(a, b, person, clock));
  return { tasks, done };
}

function lineOf(person: PersonHere, tasks: Task[], clock: Clock): Line | null {
  const [task, ...others] = tasks;
  const alert = person.card?.picture.alert;
  const pressing = alert && CANNOT_WAIT.has(alert.level) ? alert : undefined;
  if (!task && !pressing) return null;
  const line: Line = { person, others };
  if (pressing) line.alert = pressing;
  if (task) line.task = task;
  return groupOf(line, clock) === "now" || task ? line : null;
}

function isMine(task: Task, phone: Phone): boolean {
  return task.owner ? task.owner === phone.user.id : task.duty === phone.user.role;
}

// --- Order ----------------------------------------------------------------------------------------------------------

const riskOf = (person: PersonHere): string => person.card?.picture.alert?.level ?? "none";

function groupOf({ person, task, alert }: Line, clock: Clock): GroupName {
  return alert || !task ? "now" : groupOfTask(task, person, clock);
}

/** By the clock of the task. Only a risk cannot wait. */
function groupOfTask(task: Task, person: PersonHere, clock: Clock): GroupName {
  const now = clock.now.getTime();
  const due = Date.parse(task.due_at);
  const isLate = Date.parse(task.late_at) < now;
  if (task.urgency === "now" || (task.urgency === "today" && isLate && CANNOT_WAIT.has(riskOf(person)))) return "now";
  if (riskOf(person) === "none" && due < now - OLD) return "old";
  if (task.urgency === "today" || clock.dateOf(task.due_at) <= clock.today()) return "today";
  return due < now + 6 * DAY ? "week" : "later";
}

function compare(a: Task, b: Task, person: PersonHere, clock: Clock): number {
  const place = (task: Task) => GROUPS.indexOf(groupOfTask(task, person, clock));
  return place(a) - place(b) || RANKS[a.urgency] - RANKS[b.urgency] || Date.parse(a.due_at) - Date.parse(b.due_at);
}

function inOrder(a: Line, b: Line): number {
  return Number(!a.alert) - Number(!b.alert) || rank(a) - rank(b) || due(a) - due(b);
}

const rank = ({ task }: Line): number => (task ? RANKS[task.urgency] : 0);
const due = ({ task, alert }: Line): number => Date.parse(alert?.due_at ?? task?.due_at ?? "");

// --- Done, and not arrived yet ----------------------------------------------------------------------------------------

type Does = (fact: Fact, task: Task, content: ContentWords) => boolean;

const met: Does = (fact) =>
  (fact.kind === "visit_made" && fact.body.outcome === "seen") ||
  (fact.kind === "call_made" && fact.body.outcome === "reached");

/** Which record does which task. A visit that found nobody does none. */
const DOES: Record<string, Does> = {
  visit: (fact) => fact.kind === "visit_made" && fact.body.outcome === "seen",
  contact: met,
  screening: (fact, task, content) =>
    fact.kind === "answers_given" && [undefined, fact.body.instrument].includes(instrumentOf(task, content)),
  attendance: (fact, task) => fact.kind === "appointment_attended" && fact.body.referral === task.referral,
  referral: (fact) => fact.kind === "referral_made",
};

export function isDone(task: Task, person: PersonHere, content: ContentWords): boolean {
  const does = DOES[task.record];
  if (!does) return false;
  const gone = withdrawn(person.pending);
  return person.pending.some(
    ({ fact, state }) => state !== "refused" && !gone.has(fact.id) && does(fact, task, content),
  );
}

function withdrawn(pending: PendingFact[]): Set<string> {
  return new Set(pending.flatMap(({ fact }) => (fact.kind === "fact_withdrawn" ? [fact.body.target] : [])));
}

/** Which instrument closes a task: the one the rule names, or the one that opened it. */
export function instrumentOf(task: Task, content: ContentWords): string | undefined {
  const closing = content
    .rule(task.rule)
    ?.closes.find(({ on, instrument }) => on === "screening" && instrument?.length);
  return closing?.instrument?.[0] ?? task.why?.instrument ?? undefined;
}
