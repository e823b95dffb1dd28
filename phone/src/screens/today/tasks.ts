import type { PersonHere, Phone } from "../../sync/phone.ts";
import type { Task } from "../../wire/field.ts";

/** One line of Hoy. `isDone`: what does it was recorded here, and has not arrived yet. */
export type Line = { person: PersonHere; task: Task; isLate: boolean; isDone: boolean };

const URGENCY = { now: 0, today: 1, week: 2, routine: 3 } as const;
/** Which record does which task: the forms that tasks name, as kinds of facts. */
const DOES: Record<string, string[]> = {
  visit: ["visit_made"],
  call: ["call_made"],
  contact: ["visit_made", "call_made"],
  screening: ["answers_given"],
};

/** Whom to see, in order. */
export function linesFor(phone: Phone, now: Date): Line[] {
  const lines = phone.people().flatMap((person) =>
    (person.card?.picture.tasks ?? [])
      .filter((task) => isOurs(task, phone) && Date.parse(task.opens_at) <= now.getTime())
      .map((task) => ({
        person,
        task,
        isLate: Date.parse(task.late_at) <= now.getTime(),
        isDone: isDone(task, person),
      })),
  );
  return lines.sort((a, b) => Number(a.isDone) - Number(b.isDone) || inOrder(a.task, b.task));
}

function isOurs(task: Task, phone: Phone): boolean {
  return task.owner ? task.owner === phone.user.id : task.duty === phone.user.role;
}

function isDone(task: Task, person: PersonHere): boolean {
  const kinds = DOES[task.record] ?? [];
  return person.pending.some(({ fact, state }) => state !== "refused" && kinds.includes(fact.kind));
}

function inOrder(a: Task, b: Task): number {
  return URGENCY[a.urgency] - URGENCY[b.urgency] || Date.parse(a.due_at) - Date.parse(b.due_at);
}
