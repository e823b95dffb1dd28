// What was answered lately, gone through again. It is recorded as a correction: the first answers stay in the history, and
// no sign of suicide goes because an agent took an answer back.
import { useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import type { Phone } from "../../sync/phone.ts";
import { Asking } from "../asking/asking.tsx";
import { type Form, keyOf } from "../asking/form.ts";
import { type Open, useFilling } from "../asking/use_form.ts";
import { keptDraft } from "../draft.ts";
import { useCampo } from "../here.ts";
import { Result } from "../screening/result.tsx";
import { Afterwards } from "../visit/afterwards.tsx";
import { bodyNow, factWritten } from "../written.ts";
import { formOver, signsTakenBack } from "./answers_of.ts";

export function CorrectScreen({ person, fact: id }: { person: string; fact: string }) {
  const here = useCampo();
  const { phone, words, back, replace } = here;
  const [asked] = useState(() => formOf(phone, id));
  const { open, record, ...filling } = useFilling(() => resumed(phone, asked));
  const [done, setDone] = useState<Form | null>(null);
  if (open === undefined) return null;
  if (open === null || asked === null) {
    return (
      <Page title={words.person.correct} back={{ name: words.back, go: back }}>
        <Empty title={words.note.gone} />
      </Page>
    );
  }
  const { form, instrument } = open;
  if (done) {
    const goOn = (next: string) => replace({ screen: "screening", person, instrument: next });
    return <Result form={done} instrument={instrument} goOn={goOn} />;
  }
  async function finish(last: Form) {
    await record(last);
    if (last.kind === "screening") setDone(last);
    else back();
  }
  return (
    <Asking form={form} instrument={instrument} {...filling} finish={finish} before={back} told={words.note.correcting}>
      {signsTakenBack(instrument, asked.form.answers, form.answers).length > 0 && (
        <p class="notice red">{words.note.signStays}</p>
      )}
      {form.kind !== "screening" && <Afterwards form={form} instrument={instrument} change={filling.change} />}
    </Asking>
  );
}

/** The answers as they stand now. */
function formOf(phone: Phone, id: string): Open | null {
  const fact = factWritten(phone, id)?.fact;
  return fact && phone.content ? formOver(fact, bodyNow(phone, fact), phone.content) : null;
}

/** As far as a correction of them had come. */
async function resumed(phone: Phone, asked: Open | null): Promise<Open | null> {
  if (!asked) return null;
  const draft = await keptDraft(phone, keyOf(asked.form)).catch(() => undefined);
  return draft ? { ...asked, form: draft.values as Form } : asked;
}
