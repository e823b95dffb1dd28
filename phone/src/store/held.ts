// What an unlocked phone holds in memory, and how an answer of the server changes it. Pure: it reads no clock and stores
// nothing, so that it can be tried with any answer in any order.
import type { Card, Fact, Refused, Synced } from "../wire/field.ts";

// What was refused before servers told a message, or by when somebody answers for it, has none.
export type Refusal = Omit<Refused, "n" | "id" | "message" | "due_at"> & Partial<Pick<Refused, "message" | "due_at">>;

/** A fact on its way. `n` is its place in the outbox: facts leave in the order in which they were recorded. */
export type Entry = {
  n: number;
  fact: Fact;
  /**
   * waiting: still to be sent. refused: the server said no. sent: it arrived, and the card that tells it is to come. told:
   * a card tells it; it stays for a day, so that its author can correct it without a network.
   */
  state: "waiting" | "refused" | "sent" | "told";
  refusal?: Refusal;
  sentAt?: string;
};

/** A card, the round of cards it came with, and whether its person was moved away while facts still wait here. */
export type Held = { card: Card; round: number; leaving?: true };

/** Where the phone stands with the server. Each time the cards begin anew, a new round begins. */
export type Standing = { cursor: string | null; round: number; lastSyncAt: string | null; bundle: string | null };

export type Memory = {
  readonly cards: ReadonlyMap<string, Held>;
  readonly outbox: ReadonlyMap<number, Entry>;
  readonly standing: Standing;
};

/** What has to be written; null is to be removed. */
export type Change = {
  cards: Map<string, Held | null>;
  outbox: Map<number, Entry | null>;
  /** Absent: as it was. */
  standing?: Standing;
};

export const unchanged = (): Change => ({ cards: new Map(), outbox: new Map() });

/** A fact that arrived is shown as such until its card comes; this long at most, for some never give a card. */
const SHOWN_AS_SENT_MS = 10 * 60_000;

/** So long after it was sent a fact can still be corrected from memory. */
const CORRECTED_WITHIN_MS = 24 * 60 * 60_000;

/** What an answer changes. `piece` is what was sent with it, in order; `at` is this phone's clock. */
export function arrival(memory: Memory, piece: readonly Entry[], answer: Synced, asked: boolean, at: Date): Change {
  const change = unchanged();
  told(change, piece, answer, at);
  if (!asked) return change;
  const standing = stood(memory.standing, answer, at);
  change.standing = standing;
  for (const card of answer.cards) change.cards.set(card.person, { card, round: standing.round });
  const whole = !answer.more;
  const away = new Set([...answer.gone, ...(whole ? leftBehind(memory, change, standing.round) : [])]);
  for (const person of away) leave(memory, change, person, standing.round);
  forget(memory, change, new Set([...answer.cards.map((card) => card.person), ...away]), whole, at);
  letGo(memory, change);
  return change;
}

/** What became of each fact that was sent. */
function told(change: Change, piece: readonly Entry[], answer: Synced, at: Date): void {
  const accepted = new Set(answer.accepted);
  for (const entry of piece) {
    if (accepted.has(entry.fact.id)) {
      change.outbox.set(entry.n, { n: entry.n, fact: entry.fact, state: "sent", sentAt: at.toISOString() });
    }
  }
  for (const { n, id: _, ...refusal } of answer.refused) {
    const entry = piece[n];
    if (entry) change.outbox.set(entry.n, { n: entry.n, fact: entry.fact, state: "refused", refusal });
  }
}

function stood(before: Standing, answer: Synced, at: Date): Standing {
  return {
    ...before,
    cursor: answer.cursor,
    round: before.round + (answer.from_start ? 1 : 0),
    lastSyncAt: answer.more ? before.lastSyncAt : at.toISOString(),
  };
}

/** Whom a whole new round did not name. */
function leftBehind(memory: Memory, change: Change, round: number): string[] {
  const isOld = ([person, held]: [string, Held]) => held.round < round && !change.cards.has(person);
  return [...memory.cards].filter(isOld).map(([person]) => person);
}

function leave(memory: Memory, change: Change, person: string, round: number): void {
  const held = memory.cards.get(person);
  if (held) change.cards.set(person, { ...held, round, leaving: true });
}

/** Facts that arrived are no longer shown beside a card that tells them. */
function forget(memory: Memory, change: Change, about: Set<string>, whole: boolean, at: Date): void {
  for (const entry of entries(memory, change).filter(arrived)) {
    const age = Math.abs(at.getTime() - Date.parse(entry.sentAt ?? ""));
    const isTold = about.has(entry.fact.person) || (whole && age > SHOWN_AS_SENT_MS);
    if (age > CORRECTED_WITHIN_MS) change.outbox.set(entry.n, null);
    else if (isTold) change.outbox.set(entry.n, { ...entry, state: "told" });
  }
}

/** Who was moved away goes once nothing about them is left to send or to repair. */
function letGo(memory: Memory, change: Change): void {
  const stay = new Set(
    entries(memory, change)
      .filter((e) => !arrived(e))
      .map((e) => e.fact.person),
  );
  for (const [person, held] of cards(memory, change)) {
    if (!held.leaving || stay.has(person)) continue;
    change.cards.set(person, null);
    for (const entry of entries(memory, change)) if (entry.fact.person === person) change.outbox.set(entry.n, null);
  }
}

/** Whether the server has it. */
export const arrived = ({ state }: Entry): boolean => state === "sent" || state === "told";

export function entries(memory: Memory, change: Change): Entry[] {
  const all = new Map<number, Entry | null>([...memory.outbox, ...change.outbox]);
  return [...all.values()].filter((entry) => entry !== null);
}

export function cards(memory: Memory, change: Change): Array<[string, Held]> {
  const all = new Map<string, Held | null>([...memory.cards, ...change.cards]);
  return [...all].filter((pair): pair is [string, Held] => pair[1] !== null);
}
