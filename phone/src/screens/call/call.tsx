// A call: first the call itself, one tap; then how it went; then, where somebody answered, the questions.
import { useState } from "preact/hooks";
import { nextItem } from "../../engine/index.ts";
import { Page } from "../../parts/page.tsx";
import { Asking, REVIEW, Save } from "../asking/asking.tsx";
import type { Form } from "../asking/form.ts";
import { Outcomes } from "../asking/outcomes.tsx";
import { useForm } from "../asking/use_form.ts";
import { useCampo } from "../here.ts";
import { identityOf, nameOf } from "../named.ts";
import { Afterwards } from "../visit/afterwards.tsx";

const FORM = "home_visit";
type Missed = "no_answer" | "wrong_number" | "refused";
type Stage = "calling" | "reached" | Missed;

export function CallScreen({ person }: { person: string }) {
  const here = useCampo();
  const { phone, words, back, replace } = here;
  const say = words.call;
  const { open, record, ...filling } = useForm("call", person, FORM);
  const [stage, setStage] = useState<Stage>("calling");
  if (open === undefined) return null;
  const name = nameOf(phone.person(person), here);
  const under = <p class="soft">{name}</p>;
  const leave = () => replace({ screen: "person", person });
  const again = { name: words.back, go: () => setStage("calling") };

  if (open && open.form.at !== null) {
    const { form, instrument } = open;
    return (
      <Asking
        form={form}
        instrument={instrument}
        {...filling}
        finish={(last: Form) => record(last).then(leave)}
        before={() => filling.show({ ...form, at: null })}
      >
        <Afterwards form={form} instrument={instrument} change={filling.change} />
      </Asking>
    );
  }
  if (stage === "reached") {
    const ask = () => {
      if (open) filling.show({ ...open.form, at: nextItem(open.instrument, open.form.answers)?.code ?? REVIEW });
    };
    const save = () => phone.record({ person, kind: "call_made", body: { outcome: "reached" } }).then(leave);
    return (
      <Page title={say.reached} bare back={again} under={under}>
        <p>{say.reachedWhy}</p>
        <div class="acts">
          <button type="button" onClick={ask} disabled={!open}>
            {say.ask}
          </button>
        </div>
        <Save save={save} label={say.withoutQuestions} isQuiet />
      </Page>
    );
  }
  if (stage !== "calling") {
    const save = () => phone.record({ person, kind: "call_made", body: { outcome: stage } }).then(leave);
    return (
      <Page title={say.outcomes[stage]} bare back={again} under={under}>
        <p>{say.missed[stage]}</p>
        <Save save={save} />
      </Page>
    );
  }
  return (
    <Page title={say.title} bare back={{ name: words.back, go: back }} under={under}>
      <Dial person={person} />
      <Outcomes
        question={say.outcome}
        outcomes={say.outcomes}
        choose={(outcome: Exclude<Stage, "calling">) => setStage(outcome)}
      />
    </Page>
  );
}

/** The number, one tap, and how the person asked to be reached. */
function Dial({ person }: { person: string }) {
  const { phone, words } = useCampo();
  const say = words.call;
  const who = phone.person(person);
  const { phone: number, contact_wishes: wishes } = who ? identityOf(who) : {};
  return (
    <>
      {wishes && (
        <p class="notice">
          <strong>{say.wishes}:</strong> {wishes}
        </p>
      )}
      {number ? (
        <div class="calls">
          <a class="btn" href={`tel:${number.replace(/[^\d+*#]/g, "")}`}>
            {say.go(number)}
          </a>
        </div>
      ) : (
        <p class="soft">{say.noPhone}</p>
      )}
    </>
  );
}
