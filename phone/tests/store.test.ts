import fc from "fast-check";
import { expect, test } from "vitest";
import { arrival, arrived, type Entry, type Held, type Memory } from "../src/store/held.ts";
import { newId } from "../src/store/ids.ts";
import { makeKeys, openKeys, WrongPin, wrapAnew } from "../src/store/keys.ts";
import { Pace } from "../src/sync/pace.ts";
import { Piece } from "../src/sync/pieces.ts";
import type { Card, Fact, Synced } from "../src/wire/field.ts";

const PEOPLE = ["ana", "bea", "carla"];
const NOW = new Date("2026-03-02T12:00:00Z");

const card = (person: string): Card => ({ person, picture: { person, known: {} } as Card["picture"] });
const visit = (id: string, person: string) => ({ id, person, kind: "visit_made", body: { outcome: "seen" } }) as Fact;
const waiting = (n: number, person: string): Entry => ({ n, fact: visit(`fact-${n}`, person), state: "waiting" });

function memory(cards: string[], entries: Entry[]): Memory {
  const held = cards.map((person): [string, Held] => [person, { card: card(person), round: 1 }]);
  const standing = { cursor: "here", round: 1, lastSyncAt: null, bundle: null };
  return { cards: new Map(held), outbox: new Map(entries.map((entry) => [entry.n, entry])), standing };
}

function answer(told: Partial<Synced>): Synced {
  const nothing = { accepted: [], refused: [], cards: [], gone: [], people: null, territory: null };
  return { ...nothing, cursor: "there", from_start: false, more: false, bundle: "b", ...told };
}

/** The memory as it is after an answer. */
function after(before: Memory, piece: Entry[], told: Synced): Memory {
  const change = arrival(before, piece, told, true, NOW);
  const mixed = <K, V>(old: ReadonlyMap<K, V>, fresh: Map<K, V | null>) =>
    new Map([...new Map<K, V | null>([...old, ...fresh])].filter((pair): pair is [K, V] => pair[1] !== null));
  return {
    cards: mixed(before.cards, change.cards),
    outbox: mixed(before.outbox, change.outbox),
    standing: change.standing ?? before.standing,
  };
}

test("a fact that arrived is shown as sent until a card tells it", () => {
  const entry = waiting(1, "ana");
  const sent = after(memory(["ana"], [entry]), [entry], answer({ accepted: ["fact-1"] }));
  expect(sent.outbox.get(1)?.state).toBe("sent");
  expect(after(sent, [], answer({ cards: [card("ana")] })).outbox.get(1)?.state).toBe("told");
});

test("what a card tells stays for a day to be corrected, and leaves with its person", () => {
  const told = memory(["ana"], [{ ...waiting(1, "ana"), state: "told", sentAt: NOW.toISOString() }]);
  expect(after(told, [], answer({})).outbox.size).toBe(1);
  expect(after(told, [], answer({ gone: ["ana"] })).outbox.size).toBe(0);
  const old = memory(["ana"], [{ ...waiting(1, "ana"), state: "told", sentAt: "2020-01-01T00:00:00Z" }]);
  expect(after(old, [], answer({})).outbox.size).toBe(0);
});

test("a person who was moved away stays until what waits about them has arrived", () => {
  const entry = waiting(1, "ana");
  const leaving = after(memory(["ana", "bea"], [entry]), [], answer({ gone: ["ana", "bea"] }));
  expect([...leaving.cards.keys()]).toEqual(["ana"]);
  expect(after(leaving, [entry], answer({ accepted: ["fact-1"] })).cards.size).toBe(0);
});

test("a refused fact keeps its person on the phone", () => {
  const entry = waiting(1, "ana");
  const words = { message: "", expected: "", found: "", remedy: "" };
  const refused = { n: 0, id: null, code: "out_of_reach", due_at: null, ...words } as const;
  const told = after(memory(["ana"], [entry]), [entry], answer({ refused: [refused], gone: ["ana"] }));
  expect(told.outbox.get(1)?.state).toBe("refused");
  expect(told.cards.has("ana")).toBe(true);
});

test("when the cards begin anew, whoever is on none of the pages is gone, and nobody before the last page", () => {
  const first = after(memory(PEOPLE, []), [], answer({ from_start: true, more: true, cards: [card("ana")] }));
  expect(first.cards.size).toBe(3);
  expect([...after(first, [], answer({ cards: [card("bea")] })).cards.keys()]).toEqual(["ana", "bea"]);
});

const anyAnswer = fc.record({
  cards: fc.subarray(PEOPLE).map((people) => people.map(card)),
  gone: fc.subarray(PEOPLE),
  from_start: fc.boolean(),
  more: fc.boolean(),
  took: fc.array(fc.constantFrom("accepted", "refused", "nothing"), { minLength: 6, maxLength: 6 }),
});

test("whatever the server answers, no waiting or refused fact leaves the phone, and nobody one waits about", () => {
  const entries = [0, 1, 2, 3, 4, 5].map((n) => waiting(n, PEOPLE[n % 3] ?? ""));
  fc.assert(
    fc.property(fc.array(anyAnswer, { maxLength: 6 }), (answers) => {
      let now = memory(PEOPLE, entries);
      for (const { took, ...told } of answers) {
        const piece = [...now.outbox.values()].filter((entry) => entry.state === "waiting");
        const accepted = piece.filter((_, n) => took[n] === "accepted").map((entry) => entry.fact.id);
        const problem = { code: "malformed", message: "", expected: "", found: "", remedy: "", due_at: null } as const;
        const refused = piece.flatMap((_, n) => (took[n] === "refused" ? [{ ...problem, n, id: null }] : []));
        const known = new Set(now.cards.keys());
        const next = after(now, piece, answer({ ...told, accepted, refused }));
        const stays = [...now.outbox.values()].filter((e) => !arrived(e) && !accepted.includes(e.fact.id));
        for (const entry of stays) {
          expect(next.outbox.get(entry.n)?.state).not.toBe("sent");
          expect(next.outbox.has(entry.n)).toBe(true);
          if (known.has(entry.fact.person)) expect(next.cards.has(entry.fact.person)).toBe(true);
        }
        now = next;
      }
    }),
  );
});

test("one PIN opens what another does not, and what is hidden says nothing", async () => {
  const { keys, wrapped } = await makeKeys("274951", 1000);
  const hidden = await keys.hide("cards", { name: "Quispe" });
  expect(new TextDecoder().decode(hidden)).not.toContain("Quispe");
  const again = await openKeys("274951", wrapped);
  expect(await again.show("cards", hidden)).toEqual({ name: "Quispe" });
  expect(await again.nameOf("x")).toBe(await keys.nameOf("x"));
  await expect(again.show("outbox", hidden)).rejects.toThrow();
  await expect(openKeys("274952", wrapped)).rejects.toThrow(WrongPin);
});

test("another PIN opens the same, and the old one nothing any more", async () => {
  const { keys, wrapped } = await makeKeys("274951", 1000);
  const hidden = await keys.hide("cards", { name: "Quispe" });
  const changed = await wrapAnew("274951", "604182", wrapped);
  expect(await (await openKeys("604182", changed)).show("cards", hidden)).toEqual({ name: "Quispe" });
  await expect(openKeys("274951", changed)).rejects.toThrow(WrongPin);
  await expect(wrapAnew("000000", "604182", wrapped)).rejects.toThrow(WrongPin);
});

test("ids are of version 7 and in the order of their making", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 47 }), fc.integer({ min: 1, max: 2 ** 40 }), (at, later) => {
      const [first, second] = [newId(at), newId(at + later)];
      expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(first < second).toBe(true);
    }),
  );
});

test("pieces get smaller while the line is bad, keep the order, and are never empty while something waits", () => {
  const outbox = Array.from({ length: 900 }, (_, n) => waiting(900 - n, "ana"));
  const piece = new Piece();
  const good = piece.of(outbox).length;
  expect(piece.of(outbox).map((entry) => entry.n)).toEqual(Array.from({ length: good }, (_, n) => n + 1));
  for (let failure = 0; failure < 20; failure += 1) piece.failed();
  const bad = piece.of(outbox).length;
  expect(bad).toBeGreaterThan(0);
  expect(bad).toBeLessThan(good / 10);
});

test("a phone tries again ever later, and never sooner than the server asked for", () => {
  const pace = new Pace(() => 0);
  expect([pace.next(), pace.next(), pace.next()]).toEqual([1000, 2000, 4000]);
  expect(pace.next(30)).toBeGreaterThanOrEqual(30_000);
  for (let failure = 0; failure < 20; failure += 1) pace.next();
  expect(pace.next()).toBeLessThanOrEqual(5 * 60_000);
});
