// What finds no room on the phone is held by the page, as it would lie there: encrypted, and sealed beside it. So it
// outlives the lock, leaves a locked phone as well, and says nothing to whoever finds the phone. It ends with the page.
import type { Bytes } from "./bytes.ts";

export type InPage = {
  /** In whose name what is sealed is delivered. */
  device: string;
  /** By their place in the outbox, as on the phone. */
  readonly outbox: Map<number, Bytes>;
  readonly sealed: Map<number, Bytes>;
  readonly drafts: Map<string, Bytes>;
};

const held = new Map<string, InPage>();

/** What this page holds of a profile. */
export function inPage(profile: string): InPage {
  const known = held.get(profile) ?? { device: "", outbox: new Map(), sealed: new Map(), drafts: new Map() };
  held.set(profile, known);
  return known;
}

/** The profiles of which this page holds something that is still to be delivered. */
export const sealedInPage = (): string[] => [...held].filter(([, { sealed }]) => sealed.size > 0).map(([id]) => id);

/** Whether something of anybody's is nowhere but in this page: loaded anew, it would lose it. */
export const isPageNeeded = (): boolean =>
  [...held.values()].some(({ sealed, drafts }) => sealed.size + drafts.size > 0);

/** Nobody will read it again. What is sealed stays until it was delivered. */
export function forgetReadable(profile: string): void {
  const { outbox, drafts } = inPage(profile);
  outbox.clear();
  drafts.clear();
}

export const forgetPage = (profile: string): boolean => held.delete(profile);
