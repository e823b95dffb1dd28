import { useState } from "preact/hooks";
import { Page } from "../../parts/page.tsx";
import type { PersonHere, Phone } from "../../sync/phone.ts";
import type { VisitMade } from "../../wire/field.ts";
import type { Words } from "../../words/words.ts";

type Props = { phone: Phone; person: PersonHere; words: Words; back(): void };
type Outcome = VisitMade["outcome"];

const OUTCOMES: Outcome[] = ["seen", "not_home", "moved", "refused"];

export function VisitScreen({ phone, person, words, back }: Props) {
  const say = words.visit;
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [trouble, setTrouble] = useState("");

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!outcome) return;
    const agreed = String(new FormData(event.currentTarget as HTMLFormElement).get("agreed") ?? "").trim();
    const body: VisitMade = { outcome, ...(agreed && { identity: { agreed } }) };
    try {
      await phone.record({ person: person.id, kind: "visit_made", body });
      back();
    } catch (error) {
      if (!phone.state.full) throw error;
      setTrouble(say.full);
    }
  }

  return (
    <Page title={say.title} back={{ name: words.back, go: back }}>
      <p class="soft">{person.name || words.unnamed}</p>
      <form onSubmit={submit}>
        <fieldset>
          <legend>{say.outcome}</legend>
          {OUTCOMES.map((one) => (
            <label class="choice" key={one}>
              <input type="radio" name="outcome" required onChange={() => setOutcome(one)} />
              {say.outcomes[one]}
            </label>
          ))}
        </fieldset>
        <label class="field">
          <span>{say.agreed}</span>
          <textarea name="agreed" maxLength={4000} autocomplete="off" />
        </label>
        {trouble && (
          <p class="error" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit">{words.save}</button>
      </form>
    </Page>
  );
}
