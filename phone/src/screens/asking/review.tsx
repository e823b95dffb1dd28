// What was answered, to look over and to change before it is recorded.
import type { Answer, Answers, Instrument, Item } from "../../engine/index.ts";
import { answerTo, optionsOf } from "../../engine/index.ts";
import { said } from "../../words/content.ts";
import { type Here, useCampo } from "../here.ts";
import { itemsToAsk } from "./answers.ts";

type ReviewProps = { instrument: Instrument; answers: Answers; change(code: string): void };

/** More than these are shown only when asked for: what is left to say about a visit stands below them. */
const SHOWN_AT_ONCE = 12;

export function Review({ instrument, answers, change }: ReviewProps) {
  const { words } = useCampo();
  const items = itemsToAsk(instrument, answers);
  return (
    <details open={items.length <= SHOWN_AT_ONCE}>
      <summary>{words.asking.given(items.length)}</summary>
      <p class="soft">{words.asking.reviewWhy}</p>
      <Given items={items} instrument={instrument} answers={answers} change={change} />
    </details>
  );
}

function Given({ items, instrument, answers, change }: ReviewProps & { items: Item[] }) {
  const here = useCampo();
  return (
    <ul class="rows">
      {items.map((item) => {
        const answer = answerTo(answers, item.code);
        return (
          <li key={item.code}>
            <button type="button" class="given" onClick={() => change(item.code)}>
              <span>{said(item.text, here.phone.lang)}</span>
              <strong class={typeof answer === "number" ? "" : "none"}>
                {answerSaid(instrument, item, answer, here)}
              </strong>
            </button>
          </li>
        );
      })}
    </ul>
  );
}

function answerSaid(instrument: Instrument, item: Item, answer: Answer | undefined, { words, phone }: Here): string {
  if (typeof answer !== "number") return words.asking.unanswered[answer ?? "not_asked"];
  if (item.number) return `${answer} ${said(item.number.unit, phone.lang)}`;
  return said(optionsOf(instrument, item).find((option) => option.value === answer)?.label, phone.lang);
}
