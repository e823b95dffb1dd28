// A form with questions while it is being filled: kept as a draft after every answer, and the fact that it becomes.
import type { Answers, Instrument } from "../../engine/index.ts";
import { newId } from "../../store/ids.ts";
import type { Draft, Phone } from "../../sync/phone.ts";
import type { NewFact } from "../../wire/fact.ts";
import { keptDraft } from "../draft.ts";

export type FormKind = "screening" | "visit" | "call";

export type Form = {
  kind: FormKind;
  person: string;
  /** The id of the fact this becomes. Made at once, so that recording it twice records it once. */
  fact: string;
  /** Hash of the content it was begun in, and is finished in. */
  bundle: string;
  instrument: string;
  version: string;
  answers: Answers;
  /** The item on the screen; null before the first one; "review" after the last. */
  at: string | null;
  /** Flags whose protocol was shown. */
  told: readonly string[];
  /** The fact is recorded already, by an alarm or because it is being corrected: what follows is a correction of it. */
  isRecorded: boolean;
  /** The answers of a fact that was written before are being corrected. */
  isCorrection?: true;
  /** In which language it was asked, where that is not the phone's. */
  language?: string;
  /** What was agreed, in the person's words and the agent's. */
  agreed?: string;
  nextVisitOn?: string;
};

export function begin(kind: FormKind, person: string, instrument: Instrument, bundle: string): Form {
  const { id, version } = instrument;
  const none = { answers: {}, at: null, told: [], isRecorded: false };
  return { kind, person, fact: newId(), bundle, instrument: id, version, ...none };
}

export const CORRECTION = "correction";

type Kept = Pick<Form, "kind" | "person" | "instrument"> & Partial<Pick<Form, "fact" | "isCorrection">>;

/** A correction is kept apart from a new form with the same questions. */
export const keyOf = ({ kind, person, instrument, fact, isCorrection }: Kept): string =>
  isCorrection ? `${CORRECTION}/${fact}` : `${kind}/${person}/${instrument}`;

export const draftOf = (form: Form): Draft => ({
  person: form.person,
  form: form.isCorrection ? CORRECTION : form.kind,
  bundle: form.bundle,
  values: form,
});

/** A half-done form, with the instrument in the version in which it was begun. */
export async function resume(
  phone: Phone,
  kind: FormKind,
  person: string,
  instrument: string,
): Promise<{ form: Form; instrument: Instrument } | null> {
  const draft = await keptDraft(phone, keyOf({ kind, person, instrument }));
  if (!draft) return null;
  const form = draft.values as Form;
  const content = form.bundle === phone.content?.hash ? phone.content : await phone.contentOf(form.bundle);
  const found = content?.instruments.find((one) => one.id === form.instrument && one.version === form.version);
  return found ? { form, instrument: found } : null;
}

/** The fact that a form is at this moment; where an alarm recorded it already, the correction that completes it. */
export function factOf(form: Form, answers: Answers, language: string): NewFact {
  const { kind, body } = whole(form, answers, language);
  if (!form.isRecorded) return { person: form.person, kind, body, id: form.fact } as NewFact;
  const { identity, ...instead } = body;
  const correction = { target: form.fact, of: kind, instead, ...(identity ? { identity } : {}) };
  return { person: form.person, kind: "fact_corrected", body: correction, id: newId() };
}

type Whole = { kind: NewFact["kind"]; body: Record<string, unknown> & { identity?: Record<string, unknown> } };

function whole(form: Form, answers: Answers, language: string): Whole {
  const { instrument, version, language: asked = language } = form;
  const identity = form.agreed ? { identity: { agreed: form.agreed } } : {};
  const visit = form.nextVisitOn ? { next_visit_on: form.nextVisitOn } : {};
  switch (form.kind) {
    case "screening":
      return { kind: "answers_given", body: { instrument, version, answers, language: asked } };
    case "visit":
      return {
        kind: "visit_made",
        body: { outcome: "seen", form_version: version, answers, ...visit, ...identity },
      };
    case "call":
      return { kind: "call_made", body: { outcome: "reached", form_version: version, answers, ...identity } };
  }
}
