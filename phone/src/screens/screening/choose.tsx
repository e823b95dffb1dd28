// Which questionnaire: what was left half done first, then those that an agent may ask somebody of this age.
import { useEffect, useState } from "preact/hooks";
import type { Instrument } from "../../engine/index.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { said } from "../../words/content.ts";
import { placeOf } from "../asking/asking.tsx";
import { type Form, resume } from "../asking/form.ts";
import { keptDrafts } from "../draft.ts";
import { type Here, useCampo } from "../here.ts";
import { knownOf, nameOf } from "../named.ts";

type HalfDone = { form: Form; instrument: Instrument };

export function Choose({ person, choose }: { person: string; choose(id: string): void }) {
  const here = useCampo();
  const { phone, words, content, back } = here;
  const say = words.screening;
  const halfDone = useHalfDone(person);
  const offered = instrumentsFor(person, here).filter(
    (one) => !halfDone.some(({ form }) => form.instrument === one.id),
  );
  return (
    <Page
      title={say.choose}
      back={{ name: words.back, go: back }}
      under={<p class="soft">{nameOf(phone.person(person), here)}</p>}
    >
      {halfDone.map(({ form, instrument }) => {
        const { n, of } = placeOf(instrument, form);
        return (
          <section class="notice" key={form.instrument}>
            <h2>{content.instrumentName(form.instrument)}</h2>
            <p>{words.asking.halfDone}</p>
            <button type="button" onClick={() => choose(form.instrument)}>
              {words.asking.goOn(n, of)}
            </button>
          </section>
        );
      })}
      {offered.length === 0 && halfDone.length === 0 && <Empty title={say.none} />}
      <ul class="rows">
        {offered.map((instrument) => (
          <li key={instrument.id}>
            <button type="button" onClick={() => choose(instrument.id)}>
              <strong>{content.instrumentName(instrument.id)}</strong>
              <span>{said(instrument.purpose, phone.lang)}</span>
              <span class="soft"> {say.questions(instrument.items.length)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}

function useHalfDone(person: string): HalfDone[] {
  const { phone } = useCampo();
  const [found, setFound] = useState<HalfDone[]>([]);
  useEffect(() => {
    void halfDoneOf(person).then(setFound, () => {});
    async function halfDoneOf(id: string) {
      const drafts = (await keptDrafts(phone)).filter(({ draft }) => draft.form === "screening" && draft.person === id);
      const forms = drafts.map(({ draft }) => (draft.values as Form).instrument);
      const resumed = await Promise.all(forms.map((form) => resume(phone, "screening", id, form)));
      return resumed.filter((one) => one !== null);
    }
  }, [phone, person]);
  return found;
}

/** The newest version of each, those with words to ask, for this age; everybody's where the age is not known. */
function instrumentsFor(person: string, { phone, clock }: Here): Instrument[] {
  const who = phone.person(person);
  const { birth_year, birth_month } = who ? knownOf(who) : {};
  const age = clock.age(birth_year, birth_month);
  const all: readonly Instrument[] = phone.content?.instruments ?? [];
  const newest = [...new Map(all.map((one) => [one.id, one])).values()];
  return newest.filter(
    (one) =>
      one.kind === "screening" &&
      one.asked_by.includes("agent") &&
      one.items.every((item) => item.text) &&
      (age === null || (one.ages.at_least <= age && age <= (one.ages.at_most ?? age))),
  );
}
