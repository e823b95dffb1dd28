// The answers of a fact that was written here, as a form that corrects it. Pure.
import { type Answers, type Instrument, raisedFlags } from "../../engine/index.ts";
import type { Content } from "../../wire/content.ts";
import type { Fact } from "../../wire/field.ts";
import type { Form, FormKind } from "../asking/form.ts";

const VISIT_FORM = "home_visit";
const KINDS: Record<string, FormKind> = { answers_given: "screening", visit_made: "visit", call_made: "call" };

type Answered = {
  instrument?: string;
  version?: string;
  form_version?: string | null;
  answers?: Answers | null;
  language?: string;
  next_visit_on?: string | null;
  identity?: { agreed?: string } | null;
};

/** Whether a fact has answers to go through again; what an alarm recorded by itself is taken back, not reworded. */
export function hasAnswers({ kind, body }: Pick<Fact, "kind" | "body">): boolean {
  const { answers, instrument } = body as Answered;
  return kind in KINDS && answers != null && instrument !== "danger_notice";
}

/** The form as it was left, with the instrument in the version in which it was asked; null where that is not here. */
export function formOver(
  { id, person, kind }: Pick<Fact, "id" | "person" | "kind">,
  body: Fact["body"],
  content: Content,
): { form: Form; instrument: Instrument } | null {
  const said = body as Answered;
  const [name, version] = [said.instrument ?? VISIT_FORM, said.version ?? said.form_version];
  const instrument = content.instruments.find((one) => one.id === name && one.version === version);
  const form = KINDS[kind];
  if (!instrument || !form || !said.answers) return null;
  return {
    instrument,
    form: {
      kind: form,
      person,
      fact: id,
      bundle: content.hash,
      instrument: instrument.id,
      version: instrument.version,
      answers: said.answers,
      at: "review",
      // Their protocol was shown when they were first answered.
      told: raisedFlags(instrument, said.answers).map(({ code }) => code),
      isRecorded: true,
      isCorrection: true,
      ...(said.language && { language: said.language }),
      ...(said.identity?.agreed && { agreed: said.identity.agreed }),
      ...(said.next_visit_on && { nextVisitOn: said.next_visit_on }),
    },
  };
}

/** Codes of the signs of suicide that were given before and that these answers would take back. */
export function signsTakenBack(instrument: Instrument, before: Answers, now: Answers): string[] {
  const signs = (answers: Answers) =>
    raisedFlags(instrument, answers).flatMap(({ kind, code }) => (kind === "suicide" ? [code] : []));
  const left = new Set(signs(now));
  return signs(before).filter((code) => !left.has(code));
}
