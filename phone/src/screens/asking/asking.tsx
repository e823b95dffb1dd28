// A form with questions, from the first to the review. Each answer is kept at once; an alarm stops it at once.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Answer, answerTo, type Instrument, itemOf } from "../../engine/index.ts";
import { useBack } from "../../parts/back.ts";
import { Page } from "../../parts/page.tsx";
import { useOnce } from "../draft.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { alarmOf } from "../risk/alarm.ts";
import { useAlarm } from "../risk/watch.tsx";
import { answered, finished, firstOpen, itemAfter, itemBefore, itemsToAsk, newAlarms } from "./answers.ts";
import type { Form } from "./form.ts";
import { Help } from "./help.tsx";
import { Leaving } from "./leaving.tsx";
import { Question } from "./question.tsx";
import { Review } from "./review.tsx";
import type { Filling } from "./use_form.ts";

export const REVIEW = "review";

type AskingProps = Pick<Filling, "show" | "keep" | "change"> & {
  form: Form;
  instrument: Instrument;
  /** Record it: every question is answered, or marked as not asked. */
  finish(form: Form): Promise<void>;
  /** Back, from before the first question. */
  before(): void;
  /** What is said above the review. */
  told?: string;
  /** What stands below the review, above the button that saves. */
  children?: ComponentChildren;
};

export function Asking({ form, instrument, show, keep, change, finish, before, told, children }: AskingProps) {
  const here = useCampo();
  const { phone, words, content } = here;
  const raise = useAlarm();
  const isLeft = useRef(false);
  /** The answer that is being kept. */
  const [given, setGiven] = useState<Answer | null>(null);
  const [isLeaving, setLeaving] = useState(false);
  /** Whoever mends one answer comes back to the review, past what is answered already. */
  const [isMending, setMending] = useState(false);
  const item = form.at === null || form.at === REVIEW ? undefined : itemOf(instrument, form.at);

  const goTo = (at: string | null) => change({ ...form, at });
  const next = (answers = form.answers) =>
    (isMending ? firstOpen(instrument, answers) : itemAfter(instrument, answers, form.at))?.code ?? REVIEW;

  /**
   * The next question stands on the screen once the answer is on the phone, whatever becomes of the phone then. A second
   * tap of the same finger is no answer to the next one. On a full phone the page alone keeps it, which is said when the form is recorded.
   */
  async function give(answer: Answer): Promise<void> {
    const answers = answered(instrument, form.answers, form.at ?? "", answer);
    const going = { ...form, answers, at: next(answers) };
    const alarms = newAlarms(instrument, answers, form.told);
    if (alarms.length > 0) return raise(alarmOf(going, instrument, answers, alarms, phone.lang));
    setGiven(answer);
    await keep(going);
    setGiven(null);
    show(going);
  }

  function mend(code: string): void {
    setMending(true);
    goTo(code);
  }

  function back(): void {
    const isReview = form.at === REVIEW;
    const last = itemsToAsk(instrument, form.answers).at(-1);
    const previous = isReview ? last : itemBefore(instrument, form.answers, form.at ?? "");
    if (previous) goTo(previous.code);
    else before();
  }

  useBack(() => {
    if (isLeft.current) return false;
    if (given !== null) return true;
    if (isLeaving) setLeaving(false);
    else back();
    return true;
  });

  function later(): void {
    isLeft.current = true;
    here.back();
  }

  const name = content.instrumentName(instrument.id);
  const about = `${name} · ${nameOf(phone.person(form.person), here)}`;
  if (isLeaving) {
    const end = () => {
      setLeaving(false);
      change({ ...form, answers: finished(instrument, form.answers), at: REVIEW });
    };
    return <Leaving about={about} later={later} end={end} stay={() => setLeaving(false)} />;
  }
  if (!item) {
    return (
      <Page
        title={words.asking.review}
        bare
        back={{ name: words.asking.back, go: back }}
        under={<p class="soft">{about}</p>}
        beside={<Help person={form.person} />}
      >
        {told && <p class="notice">{told}</p>}
        <Review instrument={instrument} answers={form.answers} change={mend} />
        {children}
        <Save save={() => finish({ ...form, answers: finished(instrument, form.answers) })} />
      </Page>
    );
  }
  return (
    <main class="page bare">
      <Progress name={name} form={form} instrument={instrument} />
      <Question
        key={item.code}
        instrument={instrument}
        item={item}
        answer={given ?? answerTo(form.answers, item.code)}
        isGiven={given !== null}
        give={give}
        back={back}
        next={() => goTo(next())}
        leave={() => setLeaving(true)}
      />
    </main>
  );
}

function Progress({ name, form, instrument }: { name: string; form: Form; instrument: Instrument }) {
  const { words } = useCampo();
  const { n, of } = placeOf(instrument, form);
  return (
    <header class="top">
      <div class="row">
        <h1 class="told">
          <strong class="instrument">{name}</strong> {words.asking.count(n, of)}
        </h1>
        <Help person={form.person} />
      </div>
      <div class="steps" aria-hidden="true">
        <i style={{ width: `${(100 * n) / of}%` }} />
      </div>
    </header>
  );
}

/** Which question this is, of how many. */
export function placeOf(instrument: Instrument, { answers, at }: Form): { n: number; of: number } {
  const items = itemsToAsk(instrument, answers);
  const place = items.findIndex((item) => item.code === at);
  return { n: place < 0 ? items.length : place + 1, of: items.length };
}

/** Saves once, however often it is pressed, and says when the phone is full. */
export function Save({ save, label, isQuiet }: { save(): Promise<void>; label?: string; isQuiet?: true }) {
  const { words } = useCampo();
  const { isBusy, once } = useOnce();
  const [isFull, setFull] = useState(false);
  const press = () => once(save).catch(() => setFull(true));
  return (
    <div class="acts">
      {isFull && !isBusy && (
        <p class="trouble" role="alert">
          {words.asking.full}
        </p>
      )}
      <button type="button" class={isQuiet && "quiet"} disabled={isBusy} onClick={press}>
        {isBusy ? words.asking.saving : (label ?? words.asking.save)}
      </button>
    </div>
  );
}
