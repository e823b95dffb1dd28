// A visit: first whether anybody was met. One that found nobody is three taps; one that did asks its questions.
import { useState } from "preact/hooks";
import { nextItem } from "../../engine/index.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { Asking, REVIEW, Save } from "../asking/asking.tsx";
import { DangerSigns } from "../asking/danger_signs.tsx";
import type { Form } from "../asking/form.ts";
import { Outcomes } from "../asking/outcomes.tsx";
import { useForm } from "../asking/use_form.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { Afterwards } from "./afterwards.tsx";
import { NextVisit } from "./agreed.tsx";

const FORM = "home_visit";
type Missed = "not_home" | "moved" | "refused";

export function VisitScreen({ person }: { person: string }) {
  const here = useCampo();
  const { phone, words, back, replace } = here;
  const { open, record, ...filling } = useForm("visit", person, FORM);
  const [missed, setMissed] = useState<Missed | null>(null);
  const [done, setDone] = useState<Form | null>(null);
  if (open === undefined) return null;
  const name = nameOf(phone.person(person), here);
  const leave = () => replace({ screen: "person", person });
  if (missed) return <NotSeen person={person} outcome={missed} back={() => setMissed(null)} done={leave} />;
  if (open && done) {
    return (
      <Page title={words.visit.done} bare under={<p class="soft">{name}</p>}>
        <p>{words.visit.doneWhy}</p>
        <DangerSigns instrument={open.instrument} answers={done.answers} />
        <div class="acts">
          <button type="button" onClick={leave}>
            {words.asking.open}
          </button>
        </div>
      </Page>
    );
  }
  if (open && open.form.at !== null) {
    const { form, instrument } = open;
    const finish = (last: Form) => record(last).then(() => setDone(last));
    return (
      <Asking
        form={form}
        instrument={instrument}
        {...filling}
        finish={finish}
        before={() => filling.show({ ...form, at: null })}
      >
        <Afterwards form={form} instrument={instrument} change={filling.change} />
      </Asking>
    );
  }
  const seen = () => {
    if (open) filling.show({ ...open.form, at: nextItem(open.instrument, open.form.answers)?.code ?? REVIEW });
  };
  return (
    <Page title={words.visit.title} bare back={{ name: words.back, go: back }} under={<p class="soft">{name}</p>}>
      {open === null && <Empty title={words.contentMissing} />}
      <Outcomes
        question={words.visit.outcome}
        outcomes={words.visit.outcomes}
        choose={(outcome) => (outcome === "seen" ? seen() : setMissed(outcome))}
      />
    </Page>
  );
}

type NotSeenProps = { person: string; outcome: Missed; back(): void; done(): void };

function NotSeen({ person, outcome, back, done }: NotSeenProps) {
  const here = useCampo();
  const { phone, words } = here;
  const [day, setDay] = useState<string | undefined>(undefined);
  async function save() {
    await phone.record({ person, kind: "visit_made", body: { outcome, ...(day && { next_visit_on: day }) } });
    done();
  }
  return (
    <Page
      title={words.visit.outcomes[outcome]}
      bare
      back={{ name: words.back, go: back }}
      under={<p class="soft">{nameOf(phone.person(person), here)}</p>}
    >
      <p>{words.visit.missed[outcome]}</p>
      {outcome === "not_home" && <NextVisit day={day} set={setDay} />}
      <Save save={save} />
    </Page>
  );
}
