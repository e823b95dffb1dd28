// What to do at a sign of danger, and what not to: folded away where nobody is in the middle of it.
import type { DangerProtocol } from "../../wire/bundle.ts";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";
import { LineCalls } from "./calls.tsx";
import { dangersOf } from "./dangers.ts";

/** The dangers that these signs tell of, each with its steps. */
export function Dangers({ signs }: { signs: readonly string[] }) {
  const { phone } = useCampo();
  return dangersOf(phone.content, signs).map((danger) => <Danger key={danger.id} danger={danger} />);
}

export function Danger({ danger }: { danger: DangerProtocol }) {
  const { phone, words } = useCampo();
  return (
    <details class="danger">
      <summary>{words.risk.doAt(said(danger.name, phone.lang))}</summary>
      <ol class="now" aria-label={words.risk.steps}>
        {danger.steps.map(({ code, say }) => (
          <li key={code}>{said(say, phone.lang)}</li>
        ))}
      </ol>
      <Avoid dangers={[danger]} />
      <LineCalls numbers={danger.lines} />
      {danger.sign_off === "awaiting" && <p class="soft small">{words.risk.unsigned}</p>}
    </details>
  );
}

/** What not to do, of all these dangers, each sentence once. */
export function Avoid({ dangers }: { dangers: readonly DangerProtocol[] }) {
  const { phone, words } = useCampo();
  const texts = [...new Set(dangers.flatMap(({ avoid }) => avoid.map((text) => said(text, phone.lang))))];
  if (texts.length === 0) return null;
  return (
    <section>
      <p>
        <strong>{words.risk.avoid}</strong>
      </p>
      <ul class="may">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  );
}
