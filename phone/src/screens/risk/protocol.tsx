// What to do now, for whoever has just heard an answer that raises the alarm. Left only with a word of how.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useBack } from "../../parts/back.ts";
import { said } from "../../words/content.ts";
import { keeper, useOnce } from "../draft.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { type Alarm, isAnswered, keep, type LeftBecause, leave, type Reached, whereIs, whoKnows } from "./alarm.ts";
import { Calls, LineCalls, Lines, Messages, Rules } from "./calls.tsx";
import { Avoid } from "./danger.tsx";
import { dangersOf, stepsAt } from "./dangers.ts";
import { smsCode } from "./sms_code.ts";

type ProtocolProps = { alarm: Alarm; change(alarm: Alarm): void; left(): void };

const WHO: Reached[] = ["duty_clinician", "coordinator", "help_line", "ambulance", "family", "nobody"];

export function Protocol({ alarm, change, left }: ProtocolProps) {
  const here = useCampo();
  const { phone, words } = here;
  const say = words.risk;
  const [hasMessage, setMessage] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const [isLost, setLost] = useState(false);
  // One writing at a time, from the alarm itself to the last tick: none ends on top of a newer one, nor after it was left.
  const [keeping] = useState(() =>
    keeper((latest: Alarm) =>
      keep(phone, latest).then(
        () => setLost(false),
        () => setLost(true),
      ),
    ),
  );
  const [kept, setKept] = useState(alarm);
  /** As it was last changed: two ticks may come before the screen shows the first. */
  const latest = useRef(alarm);
  const code = smsCode(alarm.about);
  const isSuicide = alarm.kind === "suicide";
  const dangers = dangersOf(phone.content, alarm.flags);
  const lines = isSuicide ? [] : [...new Set(dangers.flatMap((danger) => danger.lines))];
  useBack(() => true);
  useLayoutEffect(() => {
    if (!alarm.isRecorded) void keeping.keep(alarm);
  }, []);
  useEffect(() => {
    scrollTo(0, 0);
    heading.current?.focus({ preventScroll: true });
  }, []);

  /** A tick shows at once, as one that is not kept yet; nothing waits for it. */
  function set(how: (before: Alarm) => Alarm): void {
    const next = how(latest.current);
    latest.current = next;
    change(next);
    void keeping.keep(next).then(() => setKept(next));
  }

  const go = (because: LeftBecause | null) =>
    keeping.finish(() => leave(phone, latest.current, because, hasMessage ? code : null)).then(left);

  return (
    <div class="alarm">
      <main class="page">
        <header class="top">
          <span class="tag red">{say.now}</span>
          <h1 ref={heading} tabIndex={-1}>
            {isSuicide ? say.stay[alarm.level] : said(dangers[0]?.title, phone.lang) || say.otherKinds[alarm.kind]}
          </h1>
          <p class="soft">{say.about(nameOf(phone.person(alarm.person), here))}</p>
          <p class="soft">{say.alone}</p>
          {!isSuicide && dangers.length === 0 && <Meanings alarm={alarm} />}
        </header>
        <Calls {...(isSuicide ? {} : { first: dangers.flatMap(({ duties }) => duties) })} />
        <LineCalls numbers={lines} />
        <Knows alarm={alarm} isLost={isLost} />
        <Steps alarm={alarm} kept={kept} set={set} />
        <Avoid dangers={dangers} />
        <Messages code={code} sent={() => setMessage(true)} />
        <Lines apart={lines} />
        <WhomReached alarm={alarm} kept={kept} set={set} />
        <Leave alarm={alarm} go={go} />
        <Rules />
      </main>
    </div>
  );
}

/** Who knows of it by now, and where it is written. */
function Knows({ alarm, isLost }: { alarm: Alarm; isLost: boolean }) {
  const here = useCampo();
  const where = whereIs(here.phone, alarm.fact.id);
  return (
    <p class={where === "arrived" ? "soft" : "trouble"} role="status">
      {isLost ? here.words.risk.notRecorded : whoKnows(alarm.fact.id, here)}
    </p>
  );
}

/** What the answers mean, where the content has no steps for them. Not shown otherwise: somebody may be looking along. */
function Meanings({ alarm }: { alarm: Alarm }) {
  const { phone } = useCampo();
  const instruments = phone.content?.instruments.filter((one) => one.id === alarm.instrument) ?? [];
  const found = instruments.find((one) => one.version === alarm.version) ?? instruments.at(-1);
  const flags = found?.flags?.filter((flag) => alarm.flags.includes(flag.code)) ?? [];
  return flags.map((flag) => <p key={flag.code}>{said(flag.meaning, phone.lang)}</p>);
}

/** `kept`: as it is on the phone by now. */
type Setting = { alarm: Alarm; kept: Alarm; set(how: (before: Alarm) => Alarm): void };

function Steps({ alarm, kept, set }: Setting) {
  const { phone, words } = useCampo();
  const steps = stepsAt(phone.content, alarm.level, alarm.flags, alarm.kind === "suicide");
  const isDone = (code: string) => alarm.done.includes(code);
  return (
    <ol class="now" aria-label={words.risk.steps}>
      {steps.map(({ code, say }) => (
        <li key={code}>
          <label aria-busy={isDone(code) !== kept.done.includes(code)}>
            <input
              type="checkbox"
              checked={isDone(code)}
              onChange={() => set((before) => ({ ...before, done: switched(before.done, code) }))}
            />
            <span>{said(say, phone.lang)}</span>
          </label>
        </li>
      ))}
    </ol>
  );
}

function WhomReached({ alarm, kept, set }: Setting) {
  const { words } = useCampo();
  const say = words.risk;
  return (
    <fieldset class="whom">
      <legend>{say.reached}</legend>
      {WHO.map((who) => (
        <label class="option" key={who} aria-busy={alarm.reached.includes(who) !== kept.reached.includes(who)}>
          <input
            type="checkbox"
            checked={alarm.reached.includes(who)}
            onChange={() => set((before) => ({ ...before, reached: reachedWith(before.reached, who) }))}
          />
          {say.who[who]}
        </label>
      ))}
    </fieldset>
  );
}

function Leave({ alarm, go }: { alarm: Alarm; go(because: LeftBecause | null): Promise<void> }) {
  const here = useCampo();
  const say = here.words.risk;
  const [isAsked, setAsked] = useState(false);
  const [isLost, setLost] = useState(false);
  const { isBusy, once } = useOnce();
  const isDone = isAnswered(alarm);
  const press = (because: LeftBecause | null) => once(() => go(because)).catch(() => setLost(true));
  if (isAsked && !isDone) {
    return (
      <section class="notice red">
        <h2>{say.because}</h2>
        <p>{say.becauseWhy}</p>
        <p>
          <strong>{whoKnows(alarm.fact.id, here)}</strong>
        </p>
        <div class="acts">
          {(Object.keys(say.reasons) as LeftBecause[]).map((because) => (
            <button type="button" class="quiet" key={because} disabled={isBusy} onClick={() => press(because)}>
              {say.reasons[because]}
            </button>
          ))}
          <button type="button" onClick={() => setAsked(false)}>
            {say.stayHere}
          </button>
        </div>
      </section>
    );
  }
  return (
    <div class="acts">
      {isLost && (
        <p class="trouble" role="alert">
          {say.notRecorded}
        </p>
      )}
      {isDone ? (
        <>
          <button type="button" disabled={isBusy} onClick={() => press(null)}>
            {say.leave}
          </button>
          <p class="soft">{say.leaveWhy}</p>
        </>
      ) : (
        <button type="button" class="quiet" onClick={() => setAsked(true)}>
          {say.mustLeave}
        </button>
      )}
    </div>
  );
}

function switched<T>(list: readonly T[], one: T): T[] {
  return list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
}

/** "Nobody" and somebody do not go together. */
function reachedWith(reached: readonly Reached[], who: Reached): Reached[] {
  const now = switched(reached, who);
  return now.filter((one) => (who === "nobody" ? one === "nobody" : one !== "nobody"));
}
