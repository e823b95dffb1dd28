import { type Answers, type Instrument, raisedFlags, scoreAnswers } from "../../engine/index.ts";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";
import { Dangers } from "../risk/danger.tsx";

/** Every flag that the answers raise, with what the content says to do about it. */
const isUnasked = (instrument: Instrument, answers: Answers): boolean =>
  scoreAnswers(instrument, answers).suicide === "not_asked";

export function DangerSigns({ instrument, answers }: { instrument: Instrument; answers: Answers }) {
  const { phone, words } = useCampo();
  const raised = raisedFlags(instrument, answers).map((flag) => flag.code);
  const signs = (instrument.flags ?? []).filter((flag) => raised.includes(flag.code));
  const unasked = isUnasked(instrument, answers) && <p class="notice orange">{words.screening.unasked}</p>;
  if (signs.length === 0) return unasked || <p class="notice leaf">{words.visit.noSigns}</p>;
  return (
    <section
      class={`notice ${signs.some(({ clock }) => clock === "high" || clock === "unassessed") ? "red" : "orange"}`}
    >
      <h2>{words.visit.signs}</h2>
      <ul class="lines">
        {signs.map((flag) => (
          <li key={flag.code}>
            {said(flag.meaning, phone.lang)}
            {flag.kind !== "suicide" && <Dangers signs={[flag.code]} />}
          </li>
        ))}
      </ul>
    </section>
  );
}
