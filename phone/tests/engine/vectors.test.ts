// The numbered clauses of spec/RULES.md, each proven by the vectors that the Python engine runs as well.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DifferentForms, type Instrument } from "../../src/engine/index.ts";
import { type Given, resultOf } from "./calls.ts";

interface Vector {
  readonly clause: string;
  readonly name: string;
  readonly call: string;
  readonly given: Record<string, unknown>;
  readonly expect?: unknown;
  readonly error?: string;
}

const SPEC = new URL("../../../spec/", import.meta.url);
const VECTORS = new URL("vectors/", SPEC);
const INDEX = read<{ files: Record<string, number>; instruments: string[] }>("index.json");
const INSTRUMENTS = new Map(
  INDEX.instruments.map((file) => [file.replace(".json", ""), read<Instrument>(`instruments/${file}`)]),
);
const ALL = Object.keys(INDEX.files).flatMap((file) => read<Vector[]>(file));

describe("the engine obeys", () => {
  test.each(ALL.map((vector) => [`${vector.clause} ${vector.name}`, vector] as const))("%s", (_, vector) => {
    if (vector.error) {
      expect(vector.error).toBe("different_forms");
      expect(() => resultOf(givenIn(vector))).toThrow(DifferentForms);
    } else {
      const partly = vector.call === "score" || vector.call === "trend";
      expect(differences(vector.expect, withoutDefaults(resultOf(givenIn(vector))), partly)).toEqual([]);
    }
  });
});

test("every clause has a vector and every vector a clause", () => {
  const rules = readFileSync(new URL("RULES.md", SPEC), "utf8");
  const clauses = [...rules.matchAll(/^- \*\*([A-Z]\d+)\*\*/gm)].map(([, clause]) => clause);
  expect([...new Set(ALL.map((vector) => vector.clause))].sort()).toEqual(clauses.sort());
});

test("the index lists every vector", () => {
  const files = readdirSync(VECTORS).filter((file) => file.endsWith(".json") && file !== "index.json");
  expect(INDEX.files).toEqual(Object.fromEntries(files.map((file) => [file, read<Vector[]>(file).length])));
  expect(INDEX.instruments).toEqual(readdirSync(new URL("instruments/", VECTORS)).sort());
});

function read<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(file, VECTORS), "utf8")) as T;
}

function givenIn({ call, given }: Vector): Given {
  const forms = Object.fromEntries(
    ["instrument", "earlier_instrument"].flatMap((key) =>
      key in given ? [[key, INSTRUMENTS.get(given[key] as string)]] : [],
    ),
  );
  return { ...given, ...forms, call } as unknown as Given;
}

/** Where `found` is not as expected: objects by the keys that are named, when `partly`; lists whole. */
function differences(expected: unknown, found: unknown, partly: boolean, at = ""): string[] {
  if (Array.isArray(expected) && Array.isArray(found) && expected.length === found.length) {
    return expected.flatMap((one, place) => differences(one, found[place], partly, `${at}[${place}]`));
  }
  if (isObject(expected) && isObject(found)) {
    const keys = partly ? Object.keys(expected) : [...new Set([...Object.keys(expected), ...Object.keys(found)])];
    return keys.flatMap((key) => differences(expected[key], found[key], partly, `${at}.${key}`));
  }
  if (expected === found || (expected === null && found === undefined)) return [];
  return [`${at}: expected ${JSON.stringify(expected)}, found ${JSON.stringify(found)}`];
}

/** As the record travels: what is not there, an empty list, and a mark that was not made are left out. */
function withoutDefaults(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result, (key, value) => (isDefault(key, value) ? undefined : value)));
}

function isDefault(key: string, value: unknown): boolean {
  const isMark = key === "prorated" || key === "provisional";
  const isList = key === "flags" || key === "unasked" || key === "scales" || key === "reasons";
  return (isMark && value === false) || (isList && Array.isArray(value) && value.length === 0);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
