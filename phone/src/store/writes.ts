// A change as it is written: each record encrypted for its shelf, and what waits to be sent sealed beside it.
import type { Fact } from "../wire/field.ts";
import type { Bytes } from "./bytes.ts";
import type { Shelf } from "./database.ts";
import type { Change, Entry, Held, Standing } from "./held.ts";
import type { Keys } from "./keys.ts";

/** One record to write; null bytes remove it. */
export type Write = { at: Shelf; key: string | number; bytes: Bytes | null };

/** A fact sealed to the server; null while the phone has no key to seal to. */
export type Seal = (fact: Fact) => Promise<Bytes | null>;

export async function writesOf({ cards, outbox, standing }: Change, keys: Keys, seal: Seal): Promise<Write[]> {
  const writes = await Promise.all([
    ...[...cards].map(([person, held]) => cardWrites(person, held, keys)),
    ...[...outbox].map(([n, entry]) => factWrites(n, entry, keys, seal)),
    ...(standing ? [standingWrites(standing, keys)] : []),
  ]);
  return writes.flat();
}

async function cardWrites(person: string, held: Held | null, keys: Keys): Promise<Write[]> {
  const bytes = held && (await keys.hide("cards", held));
  return [{ at: "cards", key: await keys.nameOf(person), bytes }];
}

/** What does not wait any more is not sealed any more. */
async function factWrites(n: number, entry: Entry | null, keys: Keys, seal: Seal): Promise<Write[]> {
  const sealed = entry?.state === "waiting" ? await seal(entry.fact) : null;
  return [
    { at: "outbox", key: n, bytes: entry && (await hideEntry(entry, keys)) },
    { at: "sealed", key: n, bytes: sealed },
  ];
}

/** Its place in the outbox is the key that it lies under. */
export const hideEntry = ({ n: _, ...entry }: Omit<Entry, "n"> & { n?: number }, keys: Keys): Promise<Bytes> =>
  keys.hide("outbox", entry);

async function standingWrites(standing: Standing, keys: Keys): Promise<Write[]> {
  return [{ at: "standing", key: "standing", bytes: await keys.hide("standing", standing) }];
}
