// The unlocked phone: which screen stands, and the way back. The way is kept in memory only, also while the phone is
// locked, so that whoever unlocks it goes on where they were.
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { isBackTaken } from "../parts/back.ts";
import { Bar } from "../parts/bar.tsx";
import { useChange } from "../parts/change.ts";
import type { Phone } from "../sync/phone.ts";
import { Clock } from "../words/clock.ts";
import { ContentWords } from "../words/content.ts";
import { FactWords } from "../words/facts.ts";
import { wordsIn } from "../words/words.ts";
import { allKept } from "./draft.ts";
import { type Here, HereContext } from "./here.ts";
import { hideOnDoubleTap, hideWhenLeft } from "./hide.ts";
import { Watch } from "./risk/watch.tsx";
import type { Route, Step } from "./routes.ts";
import { ScreenOf } from "./screen_of.tsx";

/** How often the deadlines on a screen are said anew. */
const MINUTE = 60_000;
const START: Step = { route: { screen: "today" }, scroll: 0 };

const ways = new Map<string, Step[]>();

type ScreensProps = { phone: Phone; version: string; signIn(): void };

export function Screens({ phone, version, signIn }: ScreensProps) {
  const [way, setWay] = useState<Step[]>(() => ways.get(phone.user.id) ?? [START]);
  const minute = useMinute();
  useChange(useCallback((changed: () => void) => phone.onChange(changed), [phone]));
  useHiding(phone);
  ways.set(phone.user.id, way);
  useLook(phone);

  const step = way.at(-1) ?? START;
  useLayoutEffect(() => scrollTo(0, step.scroll), [step]);
  const moves = useMoves(way, setWay, signIn);

  const here = useHere(phone, version, minute, moves);
  const { words } = here;
  const isAt = (screen: Route["screen"]) => step.route.screen === screen;
  const entry = (name: string, screen: "today" | "people" | "register") => ({
    name,
    isHere: isAt(screen),
    go: () => !isAt(screen) && !isBackTaken() && moves.go({ screen }),
  });
  return (
    <HereContext.Provider value={here}>
      <Watch>
        <ScreenOf key={JSON.stringify(step.route)} route={step.route} />
        <Bar
          label={words.bar.label}
          entries={[
            entry(words.bar.today, "today"),
            entry(words.bar.people, "people"),
            entry(words.bar.register, "register"),
          ]}
          help={{ name: words.help, go: () => !isAt("risk") && moves.go(helpAt(step.route)) }}
        />
      </Watch>
    </HereContext.Provider>
  );
}

/** Help is about whoever is on the screen. */
function helpAt(route: Route): Route {
  return "person" in route && route.person ? { screen: "risk", person: route.person } : { screen: "risk" };
}

type Moves = Pick<Here, "go" | "back" | "replace" | "signIn">;
type SetWay = (to: (before: Step[]) => Step[]) => void;

/** The ways to other screens. The browser's own history is as deep as the way is, so that the phone's Back has where to go. */
function useMoves(way: Step[], setWay: SetWay, signIn: () => void): Moves {
  const step = way.at(-1);
  const top = useRef<Step | undefined>(step);
  const gone = useRef<Step | undefined>(undefined);
  top.current = step;
  useLayoutEffect(() => {
    for (let depth = depthNow(); depth < way.length - 1; depth++) history.pushState({ depth: depth + 1 }, "");
    function back() {
      gone.current = undefined;
      if (isBackTaken()) history.pushState({ depth: depthNow() + 1 }, "");
      else setWay((before) => (before.length > 1 ? before.slice(0, -1) : before));
    }
    addEventListener("popstate", back);
    return () => {
      removeEventListener("popstate", back);
      top.current = undefined;
    };
  }, []);
  return useMemo(() => {
    // A screen is left once, by itself. What it does after it was left, by two taps or by the phone's own Back while it
    // was still saving, moves nothing under another one.
    function leave(move: () => void): void {
      if (top.current !== step || gone.current === step) return;
      gone.current = step;
      move();
    }
    return {
      go: (route: Route) =>
        leave(() => {
          history.pushState({ depth: depthNow() + 1 }, "");
          setWay((before) => [...left(before), { route, scroll: 0 }]);
        }),
      replace: (route: Route) => leave(() => setWay((before) => [...before.slice(0, -1), { route, scroll: 0 }])),
      back: () => depthNow() > 0 && leave(() => history.back()),
      signIn,
    };
  }, [step]);
}

const depthNow = (): number => (history.state as { depth?: number } | null)?.depth ?? 0;

/** The hour is looked at with every minute and with everything that arrives: what opened just now is shown just now. */
function useHere(phone: Phone, version: string, minute: number, moves: Moves): Here {
  const { content, lang, territory } = phone;
  return useMemo(() => {
    const words = wordsIn(lang);
    const clock = new Clock(lang, phone.user.timeZone, new Date());
    const said = new ContentWords(content, lang, clock);
    const facts = new FactWords(words, said, clock, territory);
    return { phone, version, words, clock, content: said, facts, ...moves };
  }, [phone, version, content, lang, territory, phone.people(), minute, moves]);
}

/** The step that is left remembers how far down one had read. */
function left(way: Step[]): Step[] {
  const step = way.at(-1);
  return step ? [...way.slice(0, -1), { ...step, scroll: globalThis.scrollY }] : way;
}

function useMinute(): number {
  const [minute, setMinute] = useState(0);
  useEffect(() => {
    const ticking = setInterval(() => setMinute((before) => before + 1), MINUTE);
    return () => clearInterval(ticking);
  }, []);
  return minute;
}

/** Hidden means locked; what is being kept at that moment is kept first. */
function useHiding(phone: Phone): void {
  useLayoutEffect(() => {
    const hide = () => void allKept().then(() => phone.lock());
    const stops = [hideOnDoubleTap(hide), hideWhenLeft(hide)];
    return () => {
      for (const stop of stops) stop();
    };
  }, [phone]);
}

function useLook({ lang, preferences }: Phone): void {
  const isLarge = preferences.large === true;
  useEffect(() => {
    document.documentElement.lang = lang;
  }, [lang]);
  useEffect(() => {
    document.documentElement.classList.toggle("large", isLarge);
    return () => document.documentElement.classList.remove("large");
  }, [isLarge]);
}
