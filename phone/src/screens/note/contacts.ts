// A visit and a call as they are corrected afterwards: how it went and what was agreed. The answers stay as they were.
import type { CallMade, VisitMade } from "../../wire/field.ts";
import { agreedIn, type FactForm, optionsOf, text } from "./form.ts";

export const visit: FactForm<"visit_made"> = {
  kind: "visit_made",
  asksWhen: true,
  fields: ({ here: { words } }) => [
    { as: "choices", name: "visit_outcome", options: optionsOf(words.options.visit_outcome), isNeeded: true },
    { as: "long", name: "agreed" },
    { as: "day", name: "next_visit_on" },
  ],
  body: (values, _, before) => {
    const outcome = values.visit_outcome as VisitMade["outcome"];
    const asked = outcome === "seen" ? { answers: before?.answers, form_version: before?.form_version } : {};
    return { outcome, ...said(asked), next_visit_on: text(values.next_visit_on) ?? null, ...agreedIn(values) };
  },
  filled: ({ outcome, identity, next_visit_on }) => ({
    visit_outcome: outcome,
    agreed: identity?.agreed ?? "",
    next_visit_on: next_visit_on ?? "",
  }),
};

export const call: FactForm<"call_made"> = {
  kind: "call_made",
  asksWhen: true,
  fields: ({ here: { words } }) => [
    { as: "choices", name: "call_outcome", options: optionsOf(words.options.call_outcome), isNeeded: true },
    { as: "long", name: "agreed" },
  ],
  body: (values, _, before) => {
    const outcome = values.call_outcome as CallMade["outcome"];
    const asked = outcome === "reached" ? { answers: before?.answers, form_version: before?.form_version } : {};
    return { outcome, ...said(asked), ...agreedIn(values) };
  },
  filled: ({ outcome, identity }) => ({ call_outcome: outcome, agreed: identity?.agreed ?? "" }),
};

/** Only what is there: an absent field and one that is undefined are not the same on the wire. */
function said<T extends Record<string, unknown>>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const there = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(there) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
