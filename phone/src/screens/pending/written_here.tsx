// What was written on this phone about a person and is not on their card yet: it can be corrected and withdrawn.
import { Section } from "../../parts/page.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import { hasAnswers } from "../correct/answers_of.ts";
import { useCampo } from "../here.ts";
import { formOf } from "../note/forms.ts";
import { reasonOf } from "../note/note.tsx";
import { bodyNow, mayBeCorrected, type Written, writtenHere } from "../written.ts";

export function WrittenHere({ person }: { person: PersonHere }) {
  const { phone, words } = useCampo();
  const written = writtenHere(phone, person.id);
  if (written.length === 0) return null;
  return (
    <Section title={words.person.pending}>
      <ul class="lines">
        {written.map((one) => (
          <li key={one.fact.id}>
            <WrittenLine written={one} />
          </li>
        ))}
      </ul>
    </Section>
  );
}

const COLORS = { waiting: "orange", sent: "leaf", refused: "red" } as const;

/** One record: what it says, whether it arrived, and what can be done about it. */
export function WrittenLine({ written }: { written: Written }) {
  const here = useCampo();
  const { phone, words, facts, clock } = here;
  const { fact, state, isInPage, isCorrected, isWithdrawn } = written;
  const { title, detail } = facts.tell(fact.kind, bodyNow(phone, fact));
  const say = words.person;
  return (
    <>
      <p>
        <strong>{title}</strong>
      </p>
      <p class="tags">
        <span class={`tag ${COLORS[state]}`}>{say[state]}</span>
        {isInPage && <span class="tag red">{words.pending.notKept}</span>}
        {isCorrected && <span class="tag">{say.corrected}</span>}
        {isWithdrawn && <span class="tag plain">{say.withdrawn}</span>}
      </p>
      {detail && <p class="soft">{detail}</p>}
      <p class="soft">{words.pending.recorded(clock.when(fact.recorded_at))}</p>
      {state === "refused" ? <p class="trouble">{reasonOf(written, here)}</p> : null}
      {state !== "refused" && mayBeCorrected(written) && <Amend written={written} />}
    </>
  );
}

function Amend({ written: { fact } }: { written: Written }) {
  const { words, go } = useCampo();
  const { id, person, kind } = fact;
  const isAsked = hasAnswers(fact);
  return (
    <div class="acts two">
      {(isAsked || formOf(kind)) && (
        <button
          type="button"
          class="quiet"
          onClick={() => go(isAsked ? { screen: "correct", person, fact: id } : { screen: "note", person, fact: id })}
        >
          {words.person.correct}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => go({ screen: "withdraw", person, fact: id })}>
        {words.person.withdraw}
      </button>
    </div>
  );
}
