// What the answers come to, in plain words, and what is next. Never a diagnosis.
import {
  highestValue,
  type Instrument,
  itemOf,
  type ScaleScore,
  type Score,
  scoreAnswers,
} from "../../engine/index.ts";
import { Page } from "../../parts/page.tsx";
import { said } from "../../words/content.ts";
import type { Form } from "../asking/form.ts";
import { type Here, useCampo } from "../here.ts";
import { knownOf, nameOf } from "../named.ts";
import { whoKnows } from "../risk/alarm.ts";

type ResultProps = { form: Form; instrument: Instrument; goOn(instrument: string): void };

export function Result({ form, instrument, goOn }: ResultProps) {
  const here = useCampo();
  const { phone, words, content, replace } = here;
  const say = words.screening;
  const score = scoreOf(form, instrument, here);
  return (
    <Page title={say.done} bare under={<p class="soft">{nameOf(phone.person(form.person), here)}</p>}>
      <section class={`notice ${score.positive ? "orange" : "leaf"}`}>
        <h2>{verdictOf(score, here)}</h2>
        <p>{whyOf(score, here)}</p>
        <p>
          <strong>{say.notDiagnosis}</strong>
        </p>
      </section>
      <Danger score={score} fact={form.fact} />
      <section class="card">
        <h2>{content.instrumentName(instrument.id)}</h2>
        {score.scales.map((scale) => (
          <ScaleSaid key={scale.scale} scale={scale} instrument={instrument} />
        ))}
        {score.reasons.some((reason) => reason.code === "outside_ages") && <p class="soft">{say.outsideAges}</p>}
      </section>
      <Next score={score} instrument={instrument} goOn={goOn} />
      <div class="acts">
        <button type="button" class="quiet" onClick={() => replace({ screen: "person", person: form.person })}>
          {words.asking.open}
        </button>
      </div>
    </Page>
  );
}

function scoreOf(form: Form, instrument: Instrument, { phone, clock }: Here): Score {
  const who = phone.person(form.person);
  const { birth_year, birth_month, sex } = who ? knownOf(who) : {};
  const about = { age: clock.age(birth_year, birth_month), sex: sex ?? null, on: clock.today() };
  return scoreAnswers(instrument, form.answers, about);
}

function verdictOf({ positive, scales }: Score, { words }: Here): string {
  const say = words.screening;
  if (positive) return say.positive;
  if (positive === false) return say.negative;
  return scales.length ? say.undecided : say.plain;
}

function whyOf({ positive }: Score, { words }: Here): string {
  const say = words.screening;
  if (positive) return say.positiveWhy;
  return positive === false ? say.negativeWhy : say.undecidedWhy;
}

/** What was said about suicide stands above any score. */
function Danger({ score, fact }: { score: Score; fact: string }) {
  const here = useCampo();
  const say = here.words.screening;
  if (score.suicide === "flagged") {
    return (
      <p class="notice red">
        {say.flagged} <strong>{whoKnows(fact, here)}</strong>
      </p>
    );
  }
  if (score.suicide === "not_asked") return <p class="notice orange">{say.unasked}</p>;
  return null;
}

function ScaleSaid({ scale, instrument }: { scale: ScaleScore; instrument: Instrument }) {
  const { phone, words } = useCampo();
  const say = words.screening;
  const found = instrument.scales?.find((one) => one.code === scale.scale);
  const name = said(found?.name, phone.lang);
  if (scale.total === null) return <p>{say.noScore(name)}</p>;
  const most = (found?.items ?? [])
    .map((code) => itemOf(instrument, code))
    .reduce((sum, item) => sum + (item ? highestValue(instrument, item) : 0), 0);
  const band = said(found?.bands?.[scale.band_level ?? -1]?.label, phone.lang);
  const notes = [scale.prorated && say.prorated, scale.provisional && say.provisional].filter((note) => note !== false);
  return (
    <>
      <p>
        {say.score(name, String(scale.total), String(most))}
        {band && (
          <>
            {" "}
            <span class="tag plain">{band}</span>
          </>
        )}
      </p>
      {notes.map((note) => (
        <p class="soft" key={note}>
          {note}
        </p>
      ))}
    </>
  );
}

type NextProps = { score: Score; instrument: Instrument; goOn(instrument: string): void };

function Next({ score, instrument, goOn }: NextProps) {
  const { phone, words, content } = useCampo();
  const say = words.screening;
  const meanings = (instrument.positive ?? []).map((rule) => said(rule.meaning, phone.lang));
  const leads = score.positive === false ? [] : (instrument.leads_to ?? []);
  return (
    <section>
      <h2>{say.next}</h2>
      {score.positive && meanings.map((meaning) => <p key={meaning}>{meaning}.</p>)}
      {leads.map((id) => (
        <div class="acts" key={id}>
          <button type="button" onClick={() => goOn(id)}>
            {say.goOn(content.instrumentName(id))}
          </button>
          <p class="soft">{say.goOnWhy}</p>
        </div>
      ))}
      {leads.length === 0 && <p class="soft">{score.positive ? say.evaluated : say.nothing}</p>}
    </section>
  );
}
