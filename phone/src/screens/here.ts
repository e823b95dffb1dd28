// What every screen has at hand.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { Phone } from "../sync/phone.ts";
import type { Clock } from "../words/clock.ts";
import type { ContentWords } from "../words/content.ts";
import type { FactWords } from "../words/facts.ts";
import type { Words } from "../words/words.ts";
import type { Route } from "./routes.ts";

export type Here = {
  phone: Phone;
  words: Words;
  /** The content's words: tasks, levels, bands. */
  content: ContentWords;
  /** Facts in words, and the names of workers, facilities and places. */
  facts: FactWords;
  clock: Clock;
  version: string;
  go(route: Route): void;
  back(): void;
  /** Sign in again, where the session ended: what is here stays. */
  signIn(): void;
  /** Go there instead of here: Back does not come back to this screen. */
  replace(route: Route): void;
};

export const HereContext = createContext<Here | null>(null);

/** What every screen has at hand: the phone, the words, the ways to other screens. */
export function useCampo(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error("Expected a screen inside the unlocked phone; found one outside.");
  return here;
}
