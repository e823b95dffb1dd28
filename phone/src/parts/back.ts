import { useLayoutEffect, useRef } from "preact/hooks";

type Instead = () => boolean;

/** What would rather do something else with the phone's own Back; the last one to come is asked first. */
const askers: Array<{ current: Instead }> = [];

/** While `instead` returns true, the phone's own Back does that and nothing else. */
export function useBack(instead: Instead): void {
  const latest = useRef(instead);
  latest.current = instead;
  // Before the screen is painted: a way back taken at once is asked too.
  useLayoutEffect(() => {
    askers.push(latest);
    return () => void askers.splice(askers.indexOf(latest), 1);
  }, []);
}

/** Whether leaving was taken by what is on the screen. Whoever moves between screens asks this first. */
export const isBackTaken = (): boolean => askers.at(-1)?.current() ?? false;
