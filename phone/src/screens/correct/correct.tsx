// What was answered lately, gone through again. It is recorded as a correction: the first answers stay in the history, and
// no sign of suicide goes because an agent took an answer back.
import { useEffect, useState } from "preact/hooks";
import type { Answers, Instrument } from "../../engine/index.ts";
import { Empty, Page } from "../../parts/page.tsx";
import type { PendingFact, Phone } from "../../sync/phone.ts";
import { Asking } from "../asking/asking.tsx";
import { DangerSigns } from "../asking/danger_signs.tsx";
import { CORRECTION, type Form, factOf, keyOf } from "../asking/form.ts";
import { useCampo } from "../here.ts";
import { Result } from "../screening/result.tsx";
import { Agreed, NextVisit } from "../visit/agreed.tsx";
import { withDay } from "../visit/visit.tsx";
import { bodyNow, factWritten } from "../written.ts";
import { formOver, signsTakenBack } from "./answers_of.ts";

type Open = { form: Form; instrument: Instrument; before: Answers };

export function CorrectScreen({ person, fact: id }: { person: string; fact: string }) {
  const here = useCampo();
  const { phone, words, back, replace } = here;
  const [found] = useState(() => factWritten(phone, id));
  const [open, setOpen] = useState<Open | null | undefined>(undefined);
  const [done, setDone] = useState<Form | null>(null);
  useEffect(() => {
    void opened(phone, found).then(setOpen);
  }, [phone, found]);
  if (open === undefined) return null;
  if (open === null) {
    return (
      <Page title={words.note.withdrawTitle} back={{ name: words.back, go: back }}>
        <Empty title={words.note.gone} />
      </Page>
    );
  }
  const { form, instrument, before } = open;
  if (done) {
    const goOn = (next: string) => replace({ screen: "screening", person, instrument: next });
    return <Result form={done} instrument={instrument} goOn={goOn} />;
  }
  const change = (changed: Form) => setOpen({ ...open, form: changed });
  async function finish(last: Form) {
    await phone.record(factOf(last, last.answers, phone.lang));
    await phone.drafts.drop(keyOf(last));
    if (last.kind === "screening") setDone(last);
    else back();
  }
  return (
    <Asking
      form={form}
      instrument={instrument}
      change={change}
      finish={finish}
      before={back}
      told={words.note.correcting}
    >
      {signsTakenBack(instrument, before, form.answers).length > 0 && <p class="notice red">{words.note.signStays}</p>}
      {form.kind !== "screening" && <DangerSigns instrument={instrument} answers={form.answers} />}
      {form.kind !== "screening" && <Agreed form={form} change={change} />}
      {form.kind === "visit" && <NextVisit day={form.nextVisitOn} set={(day) => change(withDay(form, day))} />}
    </Asking>
  );
}

/** As far as the correction had come, or as the fact stands now. */
async function opened(phone: Phone, found: PendingFact | undefined): Promise<Open | null> {
  if (!found || !phone.content) return null;
  const { fact } = found;
  const now = formOver(fact, bodyNow(phone, fact), phone.content);
  if (!now) return null;
  const draft = await phone.drafts.get(`${CORRECTION}/${fact.id}`).catch(() => undefined);
  return { ...now, ...(draft && { form: draft.values as Form }), before: now.form.answers };
}
