// How it goes: for each instrument a sentence, and a small drawing where it was answered more than once.
import { Chart, type Dot } from "../../parts/chart.tsx";
import { Section } from "../../parts/page.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import type { Scored } from "../../wire/field.ts";
import { type Here, useCampo } from "../here.ts";

export function Scores({ person }: { person: PersonHere }) {
  const { words } = useCampo();
  const courses = coursesOf(person.card?.picture.scores ?? []);
  return (
    <Section title={words.person.scores}>
      {courses.length === 0 && <p class="soft">{words.person.noScores}</p>}
      {courses.map((scores) => (
        <Course key={scores[0]?.instrument} scores={scores} />
      ))}
    </Section>
  );
}

/** The scores of each instrument, the one answered most often first. */
function coursesOf(scores: readonly Scored[]): Scored[][] {
  const courses = [...grouped(scores).values()].map((course) => course.sort((a, b) => a.at.localeCompare(b.at)));
  return courses.filter((course) => course.some(({ total }) => total != null)).sort((a, b) => b.length - a.length);
}

function grouped(scores: readonly Scored[]): Map<string, Scored[]> {
  const by = new Map<string, Scored[]>();
  for (const one of scores) by.set(one.instrument, [...(by.get(one.instrument) ?? []), one]);
  return by;
}

function Course({ scores }: { scores: Scored[] }) {
  const here = useCampo();
  const { words, content, clock } = here;
  const totals = scores.filter(({ total }) => total != null);
  const [first, last] = [totals[0], totals.at(-1)];
  if (!first || !last) return null;
  const name = content.instrumentName(last.instrument);
  const sentence = sentenceOf(totals, here);
  return (
    <>
      <h3>{name}</h3>
      <p>{sentence}</p>
      {last.suicide === "flagged" && <p class="tag red">{words.chart.flagged}</p>}
      {last.suicide === "not_asked" && <p class="tag orange">{words.chart.notAsked}</p>}
      {totals.length > 1 && (
        <Chart
          label={words.chart.label(name, sentence)}
          bands={content.bands(last.instrument)}
          dots={totals.map(dot)}
          days={{ first: clock.day(first.at), last: clock.day(last.at) }}
        />
      )}
      {totals.length > 1 && <Table scores={scores} />}
    </>
  );
}

function Table({ scores }: { scores: Scored[] }) {
  const { words, content, clock } = useCampo();
  return (
    <details>
      <summary>{words.chart.table}</summary>
      <table>
        <tbody>
          {[...scores].reverse().map((one) => (
            <tr key={one.fact}>
              <td>{clock.day(one.at)}</td>
              <td>{one.total ?? words.chart.noTotal}</td>
              <td>{content.bandName(one.instrument, one.band)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

const dot = ({ at, total, suicide }: Scored): Dot => ({
  at: Date.parse(at),
  total: total ?? 0,
  isFlagged: suicide === "flagged",
});

/** What the drawing shows, for whoever does not see it and for whoever wants it in words. */
function sentenceOf(totals: Scored[], here: Here): string {
  const { words, content, clock } = here;
  const last = totals.at(-1);
  if (!last) return "";
  const band = content.bandName(last.instrument, last.band);
  const [total, when] = [String(last.total), clock.day(last.at)];
  const now = band ? words.chart.now(total, band, when) : words.chart.nowPlain(total, when);
  return totals.length > 1 ? `${now} ${changeOf(totals, here)}` : now;
}

function changeOf(totals: Scored[], here: Here): string {
  const say = here.words.chart;
  const [before, last] = totals.slice(-2);
  const change = new Set(last?.change);
  if (change.has("relapse") || change.has("recurrence")) return say.back;
  if (change.has("remission")) return say.gone;
  return moveOf((last?.total ?? 0) - (before?.total ?? 0), last?.instrument ?? "", here);
}

function moveOf(difference: number, instrument: string, { words, content }: Here): string {
  const say = words.chart;
  const points = Math.round(difference);
  if (points === 0) return say.same;
  const moved = points > 0 ? say.up(String(points)) : say.down(String(-points));
  const least = content.instrument(instrument)?.change?.reliable?.points;
  if (least == null) return say.plainly(moved);
  return Math.abs(points) >= least ? say.surely(moved, least) : say.perhaps(moved, least);
}
