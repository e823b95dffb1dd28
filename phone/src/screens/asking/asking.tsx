// A form with questions, from the first to the review. Each answer is kept at once; an alarm stops it at once.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { type Answer, answerTo, type Instrument, itemOf } from "../../engine/index.ts";
import { useBack } from "../../parts/back.ts";
import { Page } from "../../parts/page.tsx";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { alarmOf } from "../risk/alarm.ts";
import { useAlarm } from "../risk/watch.tsx";
import { answered, finished, firstOpen, itemAfter, itemBefore, itemsToAsk, newAlarms } from "./answers.ts";
import { draftOf, type Form, keyOf } from "./form.ts";
import { Help } from "./help.tsx";
import { Leaving } from "./leaving.tsx";
import { Question } from "./question.tsx";
import { Review } from "./review.tsx";

export const REVIEW = "review";

type AskingProps = {
  form: Form;
  instrument: Instrument;
  /** Called with the form as it is now, after it was kept. */
  change(form: Form): void;
  /** Record it: every question is answered, or marked as not asked. */
  finish(form: Form): Promise<void>;
  /** Back, from before the first question. */
  before(): void;
  /** What is said above the review. */
  told?: string;
  /** What stands below the review, above the button that saves. */
  children?: ComponentChildren;
};

export function Asking({ form, instrument, change, finish, before, told, children }: AskingProps) {
  const here = useCampo();
  const { phone, words, content } = here;
  const raise = useAlarm();
  const isLeft = useRef(false);
  const [isLeaving, setLeaving] = useState(false);
  /** Whoever mends one answer comes back to the review, past what is answered already. */
  const [isMending, setMending] = useState(false);
  const item = form.at === null || form.at === REVIEW ? undefined : itemOf(instrument, form.at);

  function keep(next: Form): void {
    change(next);
    // A full phone says so when the form is recorded; until then the answers are on the screen.
    void phone.drafts.put(keyOf(next), draftOf(next)).catch(() => {});
  }

  const goTo = (at: string | null) => keep({ ...form, at });
  const next = (answers = form.answers) =>
    (isMending ? firstOpen(instrument, answers) : itemAfter(instrument, answers, form.at))?.code ?? REVIEW;

  function give(answer: Answer): void {
    const answers = answered(instrument, form.answers, form.at ?? "", answer);
    const going = { ...form, answers, at: next(answers) };
    const alarms = newAlarms(instrument, answers, form.told);
    if (alarms.length > 0) raise(alarmOf(going, instrument, answers, alarms, phone.lang));
    else keep(going);
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
      keep({ ...form, answers: finished(instrument, form.answers), at: REVIEW });
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
        instrument={instrument}
        item={item}
        answer={answerTo(form.answers, item.code)}
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
export function Save({ save, label }: { save(): Promise<void>; label?: string }) {
  const { words } = useCampo();
  const [state, setState] = useState<"ready" | "saving" | "full">("ready");
  async function press() {
    setState("saving");
    await save().catch(() => setState("full"));
  }
  return (
    <div class="acts">
      {state === "full" && (
        <p class="trouble" role="alert">
          {words.asking.full}
        </p>
      )}
      <button type="button" disabled={state === "saving"} onClick={press}>
        {state === "saving" ? words.asking.saving : (label ?? words.asking.save)}
      </button>
    </div>
  );
}
