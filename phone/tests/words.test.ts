// Every sentence stands in a language's file, and every language says the same.
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { find, findable, likelySame } from "../src/screens/people/finding.ts";
import type { PersonHere } from "../src/sync/phone.ts";
import { Clock } from "../src/words/clock.ts";
import { en } from "../src/words/en.ts";
import { es } from "../src/words/es.ts";

function keysOf(words: object, before = ""): string[] {
  return Object.entries(words).flatMap(([key, said]) =>
    typeof said === "object" && !Array.isArray(said) ? keysOf(said, `${before}${key}.`) : [before + key],
  );
}

test("both languages say the same things, and leave none empty", () => {
  expect(keysOf(en).sort()).toEqual(keysOf(es).sort());
  const texts = (words: object): unknown[] =>
    Object.values(words).flatMap((said) => (typeof said === "object" ? texts(said) : [said]));
  expect([...texts(es), ...texts(en)].filter((said) => typeof said === "string" && !said.trim())).toEqual([]);
});

const SRC = new URL("../src/", import.meta.url);

/** The code of a file without what nobody reads: comments, imports, names of classes, errors for whoever programs. */
function readable(path: string): string {
  return readFileSync(new URL(path, SRC), "utf8")
    .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
    .replace(/^import .*$/gm, "")
    .replace(
      /\b(id|aria-describedby|class)=("[^"]*"|\{[^}]*\})|new (Error|Full)\("[^"]*"\)|d="[^"]*"|viewBox="[^"]*"/g,
      "",
    );
}

test("no screen and no part holds a sentence of its own", () => {
  const files = ["screens/", "parts/"].flatMap((room) =>
    readdirSync(new URL(room, SRC), { recursive: true, encoding: "utf8" }).map((path) => room + path),
  );
  const sentences = files
    .filter((path) => /\.tsx?$/.test(path))
    .flatMap((path) => {
      const quoted = readable(path).match(/"[^"\n]*"/g) ?? [];
      const between = path.endsWith("x") ? (readable(path).match(/>\s*\p{L}{2,}[^<>{}()=;]*</gu) ?? []) : [];
      const said = quoted.filter((text) => /\p{Ll}{2,} \p{Ll}{2,}|[áéíóúñ¿¡]/u.test(text) && !/[[:=]/.test(text));
      return [...said, ...between].map((text) => `${path}: ${text}`);
    });
  expect(sentences).toEqual([]);
});

test("moments are said as people here say them", () => {
  const clock = new Clock("es", "America/Lima", new Date("2026-11-27T15:00:00Z"));
  expect(clock.when("2026-11-27T16:30:00Z")).toBe("hoy, 11:30");
  expect(clock.day("2026-11-26T03:00:00Z")).toBe("mié 25 nov");
  expect(clock.until("2026-11-27T17:15:00Z")).toBe("en 2 h 15 min");
  expect(clock.until("2026-11-24T15:00:00Z")).toBe("venció hace 3 días");
  expect(clock.age(1962, 12)).toBe(63);
  expect(clock.mustAnswer("2026-11-27T16:12:00Z")).toBe(" y debe responder a más tardar hoy, 11:12");
  expect(clock.mustAnswer("2026-11-27T14:12:00Z")).toBe(" y debía responder hoy, 9:12");
  expect(clock.mustAnswer(undefined)).toBe(""); // a server of before says no hour
});

const person = (id: string, identity: object, birth_year: number | null = null): PersonHere => ({
  id,
  name: Object.values(identity).slice(0, 2).join(" "),
  card: { person: id, identity, picture: { person: id, known: { birth_year } } },
  pending: [],
});

const PEOPLE = [
  person("1", { given_names: "Lucía", father_surname: "Ñahui", document: { type: "dni", number: "4512 0098" } }, 1962),
  person("2", { given_names: "José Luis", father_surname: "Núñez", social_name: "Luz" }),
];

test("people are found by the beginnings of words, whatever the accents, and by a document with gaps", () => {
  const among = findable(PEOPLE);
  const ids = (typed: string) => find(typed, among).map(({ id }) => id);
  expect(ids("nahui luc")).toEqual(["1"]);
  expect(ids("nunez")).toEqual(["2"]);
  expect(ids("luz")).toEqual(["2"]);
  expect(ids("45 120 0")).toEqual(["1"]);
  expect(ids("hui")).toEqual([]);
  expect(ids("").length).toBe(2);
});

test("whoever may be here already is told by their document, or by all their names and no other year of birth", () => {
  const ids = (names: string[], document: string, birthYear: number | null) =>
    likelySame({ names, document, birthYear }, PEOPLE).map(({ id }) => id);
  expect(ids([], "45120098", null)).toEqual(["1"]);
  expect(ids(["LUCIA", "Nahui"], "", null)).toEqual(["1"]);
  expect(ids(["Lucía", "Ñahui"], "", 1980)).toEqual([]);
  expect(ids(["Lucía"], "", null)).toEqual([]);
});
