// The one thing to do next about a task: its words, and where it is done.
import type { PersonHere } from "../sync/phone.ts";
import type { Task } from "../wire/field.ts";
import type { Here } from "./here.ts";
import type { Route } from "./routes.ts";
import { instrumentOf } from "./today/tasks.ts";

export type NextStep = { label: string; route: Route };

const VISIT_FORM = "home_visit";

export function nextStep(task: Task, { id: person }: PersonHere, { words, content }: Here): NextStep {
  const say = words.steps;
  switch (task.record) {
    case "visit":
      return { label: say.visit, route: { screen: "visit", person } };
    case "contact":
      return { label: say.call, route: { screen: "call", person } };
    case "screening":
      return screening(task, person, {
        say,
        name: (id) => content.instrumentName(id),
        of: instrumentOf(task, content),
        isNotice: (id) => content.instrument(id)?.kind === "notice",
      });
    case "attendance":
      return { label: say.attendance, route: aboutReferral(person, task) };
    case "referral":
      return { label: say.referral, route: { screen: "note", person, form: "referral" } };
    default:
      return { label: say.open, route: { screen: "person", person } };
  }
}

type Asking = {
  say: Here["words"]["steps"];
  name(id: string): string;
  of: string | undefined;
  /** Whether it is what somebody heard of: nobody is asked that. */
  isNotice(id: string): boolean;
};

function screening(_: Task, person: string, { say, name, of, isNotice }: Asking): NextStep {
  if (of === VISIT_FORM) return { label: say.visit, route: { screen: "visit", person } };
  if (!of || isNotice(of)) return { label: say.screening, route: { screen: "screening", person } };
  return { label: say.instrument(name(of)), route: { screen: "screening", person, instrument: of } };
}

function aboutReferral(person: string, { referral }: Task): Route {
  return { screen: "note", person, form: "attendance", ...(referral && { referral }) };
}
