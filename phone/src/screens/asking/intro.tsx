// Before the first question: what it is, and the words to read aloud.
import type { Instrument } from "../../engine/index.ts";
import { Page } from "../../parts/page.tsx";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { itemsToAsk } from "./answers.ts";
import type { Form } from "./form.ts";
import { Help } from "./help.tsx";

type IntroProps = { form: Form; instrument: Instrument; start(): void; back(): void };

export function Intro({ form, instrument, start, back }: IntroProps) {
  const here = useCampo();
  const { phone, words, content } = here;
  const say = words.asking;
  const given = Object.keys(form.answers).length;
  const intro = said(instrument.intro, phone.lang);
  return (
    <Page
      title={content.instrumentName(instrument.id)}
      bare
      back={{ name: words.back, go: back }}
      under={<p class="soft">{nameOf(phone.person(form.person), here)}</p>}
      beside={<Help person={form.person} />}
    >
      <p>{said(instrument.purpose, phone.lang)}</p>
      {intro && (
        <section class="card">
          <h2>{say.intro}</h2>
          <p class="aloud">{intro}</p>
        </section>
      )}
      <p class="soft">{words.screening.questions(itemsToAsk(instrument, form.answers).length)}</p>
      {given > 0 && <p>{say.carried(given)}</p>}
      {instrument.sign_off === "awaiting" && <p class="soft">{say.unsigned}</p>}
      <div class="acts">
        <button type="button" onClick={start}>
          {say.start}
        </button>
      </div>
    </Page>
  );
}
