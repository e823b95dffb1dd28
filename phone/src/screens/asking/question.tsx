// One question to a screen: its words, its answers as large as fingers, and three ways of not answering.
import { useEffect, useRef, useState } from "preact/hooks";
import { type Answer, type Instrument, type Item, optionsOf, UNANSWERED } from "../../engine/index.ts";
import { useAloud } from "../../parts/aloud.ts";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";

type QuestionProps = {
  instrument: Instrument;
  item: Item;
  answer: Answer | undefined;
  /** It is being kept: nothing else is taken meanwhile. */
  isGiven: boolean;
  give(answer: Answer): void;
  back(): void;
  /** Go on with the answer that is there already. */
  next(): void;
  /** Leave the form for later. */
  leave(): void;
};

export function Question({ instrument, item, answer, isGiven, give, back, next, leave }: QuestionProps) {
  const { words, phone } = useCampo();
  const say = words.asking;
  const text = said(item.text, phone.lang);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, [item.code]);
  return (
    <>
      {instrument.intro && instrument.recall_days && <p class="told small">{said(instrument.intro, phone.lang)}</p>}
      <h2 class="question" ref={heading} tabIndex={-1} id="question">
        {text}
      </h2>
      {item.number ? (
        <Count limits={item.number} answer={answer} isGiven={isGiven} give={give} />
      ) : (
        <Options instrument={instrument} item={item} answer={answer} isGiven={isGiven} give={give} />
      )}
      <fieldset class="answers unanswered" aria-label={say.noAnswer} disabled={isGiven}>
        {UNANSWERED.map((word) => (
          <button type="button" key={word} aria-pressed={answer === word} onClick={() => give(word)}>
            {say.unanswered[word]}
          </button>
        ))}
      </fieldset>
      <div class="steering">
        <button type="button" class="quiet" disabled={isGiven} onClick={back}>
          {say.back}
        </button>
        <Listen instrument={instrument} item={item} text={text} />
        {answer !== undefined && (
          <button type="button" disabled={isGiven} onClick={next}>
            {say.next}
          </button>
        )}
      </div>
      <button type="button" class="plain later" disabled={isGiven} onClick={leave}>
        {say.leave}
      </button>
    </>
  );
}

type AnswersProps = Pick<QuestionProps, "instrument" | "item" | "answer" | "isGiven" | "give">;

function Options({ instrument, item, answer, isGiven, give }: AnswersProps) {
  const { phone } = useCampo();
  return (
    <fieldset class="answers" aria-labelledby="question" disabled={isGiven}>
      {optionsOf(instrument, item).map(({ value, label }) => (
        <button type="button" class="answer" key={value} aria-pressed={answer === value} onClick={() => give(value)}>
          {said(label, phone.lang)}
        </button>
      ))}
    </fieldset>
  );
}

type CountProps = Pick<QuestionProps, "answer" | "isGiven" | "give"> & { limits: NonNullable<Item["number"]> };

function Count({ limits, answer, isGiven, give }: CountProps) {
  const { words, phone } = useCampo();
  const say = words.asking;
  const [typed, setTyped] = useState(typeof answer === "number" ? String(answer) : "");
  const [isWrong, setWrong] = useState(false);
  const { at_least: least, at_most: most } = limits;

  function submit(event: Event) {
    event.preventDefault();
    const number = Number(typed);
    const fits = /^\d{1,6}$/.test(typed) && least <= number && number <= most;
    setWrong(!fits);
    if (fits) give(number);
  }

  return (
    <form onSubmit={submit} novalidate>
      <p class="soft" id="limits">
        {say.howMany(least, most)}
      </p>
      <div class="count">
        <input
          aria-labelledby="question"
          aria-describedby={isWrong ? "wrong limits" : "limits"}
          aria-invalid={isWrong}
          inputMode="numeric"
          autocomplete="off"
          maxLength={6}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value.trim())}
        />
        <span>{said(limits.unit, phone.lang)}</span>
      </div>
      {isWrong && (
        <p class="trouble" id="wrong" role="alert">
          {say.notANumber(least, most)}
        </p>
      )}
      <div class="acts">
        <button type="submit" disabled={isGiven}>
          {say.next}
        </button>
      </div>
    </form>
  );
}

function Listen({ instrument, item, text }: Pick<QuestionProps, "instrument" | "item"> & { text: string }) {
  const { words, phone } = useCampo();
  const read = useAloud(phone.lang);
  const options = optionsOf(instrument, item).map(({ label }) => said(label, phone.lang));
  const { aloud } = phone.preferences;
  useEffect(() => {
    if (aloud) read?.([text, ...options].join(". "));
  }, [item.code, aloud, read]);
  if (!read) return null;
  return (
    <button type="button" class="quiet" onClick={() => read([text, ...options].join(". "))}>
      {words.asking.listen}
    </button>
  );
}
