import { expect, test } from "vitest";
import type { NewFact } from "../src/wire/fact.ts";

test("a fact is told apart from others by its kind", () => {
  const visit: NewFact = { person: "p", kind: "visit_made", body: { outcome: "seen" } };
  // @ts-expect-error: an outcome that no visit has does not compile
  const unfit: NewFact = { person: "p", kind: "visit_made", body: { outcome: "perhaps" } };
  expect(visit.kind).toBe(unfit.kind);
});
