import type { ConsentGiven } from "../../wire/field.ts";
import { type FactForm, optionsOf, yesNo } from "./form.ts";

const FIRST_TEXT = "1";
const ASSENTS: Record<string, boolean> = { yes: true, no: false };

export const consent: FactForm<"consent_given"> = {
  kind: "consent_given",
  asksWhen: true,
  begin: () => ({ scope: "care", by: "self", text_version: FIRST_TEXT }),
  fields: ({ here: { words } }, { by }) => [
    { as: "choices", name: "scope", options: optionsOf(words.options.scope), isNeeded: true },
    { as: "choices", name: "given", options: optionsOf(words.options.given), isNeeded: true },
    { as: "choices", name: "how", options: optionsOf(words.options.how), isNeeded: true },
    { as: "choices", name: "by", options: optionsOf(words.options.by), isNeeded: true },
    ...(by === "guardian"
      ? ([{ as: "choices", name: "assent", options: optionsOf(words.options.assent) }] as const)
      : []),
    { as: "text", name: "text_version", most: 64, isNeeded: true },
  ],
  body: ({ scope, given, how, by, assent, text_version }) => ({
    scope: scope as ConsentGiven["scope"],
    given: given === "yes",
    how: how as ConsentGiven["how"],
    by: by as "guardian" | "self",
    assent: by === "guardian" ? (ASSENTS[assent ?? ""] ?? null) : null,
    text_version: text_version?.trim() || FIRST_TEXT,
  }),
  filled: ({ scope, given, how, by, assent, text_version }) => ({
    scope,
    how,
    text_version,
    given: yesNo(given),
    by: by ?? "self",
    assent: yesNo(assent),
  }),
};
