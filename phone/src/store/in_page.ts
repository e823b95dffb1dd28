// What finds no room on the phone is held by the page, as it would lie there: encrypted, and sealed beside it. So it
// outlives the lock, leaves a locked phone as well, and says nothing to whoever finds the phone. It ends with the page.
import type { Bytes } from "./bytes.ts";

/** Everything that was held at one moment. */
type Held = { outbox: [number, Bytes][]; sealed: [number, Bytes][]; drafts: [string, Bytes][] };

export class InPage {
  /** In whose name what is sealed is delivered. */
  device = "";
  /** By their place in the outbox, as on the phone. */
  readonly outbox = new Map<number, Bytes>();
  readonly sealed = new Map<number, Bytes>();
  readonly drafts = new Map<string, Bytes>();

  take(n: number, hidden: Bytes, sealed: Bytes | null): void {
    this.outbox.set(n, hidden);
    if (sealed) this.sealed.set(n, sealed);
  }

  /** The server told something of it: it is not to be delivered sealed any more. */
  tell(n: number, hidden: Bytes): void {
    this.outbox.set(n, hidden);
    this.sealed.delete(n);
  }

  /** It is on the phone, or needed no more. */
  drop(n: number): void {
    this.outbox.delete(n);
    this.sealed.delete(n);
  }

  /** Everything that waits for room on the phone. */
  all(): Held {
    return { outbox: [...this.outbox], sealed: [...this.sealed], drafts: [...this.drafts] };
  }

  /** What was written is let go of, unless something else has come in its place. */
  letGo({ outbox, sealed, drafts }: Held): void {
    letGo(this.outbox, outbox);
    letGo(this.sealed, sealed);
    letGo(this.drafts, drafts);
  }

  /** Nobody will read it again. What is sealed stays until it was delivered. */
  forgetReadable(): void {
    this.outbox.clear();
    this.drafts.clear();
  }
}

function letGo<K>(held: Map<K, Bytes>, written: ReadonlyArray<[K, Bytes]>): void {
  for (const [key, bytes] of written) if (held.get(key) === bytes) held.delete(key);
}

const held = new Map<string, InPage>();

/** What this page holds of a profile. */
export function inPage(profile: string): InPage {
  const known = held.get(profile) ?? new InPage();
  held.set(profile, known);
  return known;
}

/** The profiles of which this page holds something that is still to be delivered. */
export const sealedInPage = (): string[] => [...held].filter(([, { sealed }]) => sealed.size > 0).map(([id]) => id);

/** Whether something of anybody's is nowhere but in this page: loaded anew, it would lose it. */
export const isPageNeeded = (): boolean =>
  [...held.values()].some(({ sealed, drafts }) => sealed.size + drafts.size > 0);

export const forgetPage = (profile: string): boolean => held.delete(profile);
