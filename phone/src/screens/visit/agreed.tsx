// What was agreed, and when the agent comes back.
import type { Form } from "../asking/form.ts";
import { useCampo } from "../here.ts";

export function Agreed({ form, change }: { form: Form; change(form: Form): void }) {
  const { words } = useCampo();
  return (
    <div class="field">
      <label for="agreed">{words.visit.agreed}</label>
      <span class="hint" id="agreed-hint">
        {words.visit.agreedHint}
      </span>
      <textarea
        id="agreed"
        aria-describedby="agreed-hint"
        maxLength={2000}
        value={form.agreed ?? ""}
        onInput={(event) => change(withWords(form, event.currentTarget.value))}
      />
    </div>
  );
}

function withWords({ agreed: _, ...form }: Form, words: string): Form {
  return words ? { ...form, agreed: words } : form;
}

const DAYS = [7, 15, 30] as const;

/** A day from tomorrow on, in one tap or typed. */
export function NextVisit({ day, set }: { day: string | undefined; set(day: string | undefined): void }) {
  const { words, clock } = useCampo();
  const say = words.visit;
  const inDays = (days: number) => clock.dateOf(new Date(clock.now.getTime() + days * 86_400_000));
  const chosen = [
    { label: say.days.none, value: undefined },
    ...DAYS.map((days) => ({ label: say.days[days], value: inDays(days) })),
  ];
  return (
    <fieldset class="field">
      <legend>{say.next}</legend>
      <span class="hint">{say.nextWhy}</span>
      <div class="acts two">
        {chosen.map(({ label, value }) => (
          <button type="button" class="quiet pick" key={label} aria-pressed={day === value} onClick={() => set(value)}>
            {label}
          </button>
        ))}
      </div>
      <label class="other">
        <span>{say.other}</span>
        <input
          type="date"
          min={inDays(1)}
          value={day ?? ""}
          onChange={(event) => set(event.currentTarget.value > clock.today() ? event.currentTarget.value : undefined)}
        />
      </label>
      {day && <p>{clock.dayOf(day)}</p>}
    </fieldset>
  );
}
