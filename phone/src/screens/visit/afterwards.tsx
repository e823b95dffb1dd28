// What stands below the answers of a visit or a call: the signs of danger, what was agreed and when the agent comes back.
import type { Instrument } from "../../engine/index.ts";
import { DangerSigns } from "../asking/danger_signs.tsx";
import type { Form } from "../asking/form.ts";
import { Agreed, NextVisit } from "./agreed.tsx";

type AfterwardsProps = { form: Form; instrument: Instrument; change(form: Form): void };

export function Afterwards({ form, instrument, change }: AfterwardsProps) {
  return (
    <>
      <DangerSigns instrument={instrument} answers={form.answers} />
      <Agreed form={form} change={change} />
      {form.kind === "visit" && <NextVisit day={form.nextVisitOn} set={(day) => change(withDay(form, day))} />}
    </>
  );
}

function withDay({ nextVisitOn: _, ...form }: Form, day: string | undefined): Form {
  return day ? { ...form, nextVisitOn: day } : form;
}
