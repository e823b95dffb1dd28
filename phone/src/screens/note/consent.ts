import type { ConsentGiven } from "../../wire/field.ts";
import { said } from "../../words/content.ts";
import { type About, type FactForm, optionsOf, type Values, yesNo } from "./form.ts";

const ASSENTS: Record<string, boolean> = { yes: true, no: false };

export const consent: FactForm<"consent_given"> = {
  kind: "consent_given",
  asksWhen: true,
  begin: () => ({ scope: "care", by: "self" }),
  aloud: (values, about) => {
    const text = textFor(values, about);
    return text && { text: said(text.text, about.here.phone.lang), version: text.version };
  },
  fields: ({ here: { words } }, { by }) => [
    { as: "choices", name: "scope", options: optionsOf(words.options.scope), isNeeded: true },
    { as: "choices", name: "given", options: optionsOf(words.options.given), isNeeded: true },
    { as: "choices", name: "how", options: optionsOf(words.options.how), isNeeded: true },
    { as: "choices", name: "by", options: optionsOf(words.options.by), isNeeded: true },
    ...(by === "guardian"
      ? ([{ as: "choices", name: "assent", options: optionsOf(words.options.assent) }] as const)
      : []),
  ],
  body: (values, about, before) => {
    const { scope, given, how, by, assent } = values;
    return {
      scope: scope as ConsentGiven["scope"],
      given: given === "yes",
      how: how as ConsentGiven["how"],
      by: by as "guardian" | "self",
      assent: by === "guardian" ? (ASSENTS[assent ?? ""] ?? null) : null,
      // What is corrected was read in its own version, unless it was about something else.
      text_version:
        (before?.scope === scope && before?.text_version) || textFor(values, about)?.version || WITHOUT_TEXT,
    };
  },
  filled: ({ scope, given, how, by, assent }) => ({
    scope,
    how,
    given: yesNo(given),
    by: by ?? "self",
    assent: yesNo(assent),
  }),
};

/** Said where the content is of before it had words to read: the sheet on paper was the first. */
const WITHOUT_TEXT = "1";

/** The words to read for this purpose: the last ones that the content has. */
function textFor({ scope }: Values, { here: { phone } }: About) {
  const newest = (a: string, b: string) => a.localeCompare(b, "en", { numeric: true });
  const texts = (phone.content?.consents ?? []).filter((text) => text.scope === scope);
  return [...texts].sort((a, b) => newest(a.version, b.version)).at(-1);
}
