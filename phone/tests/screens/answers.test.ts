// Going through the questions, on any of the program's instruments and with any answers.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Answer,
  type Answers,
  type Instrument,
  type Item,
  optionsOf,
  raisedFlags,
  UNANSWERED,
} from "../../src/engine/index.ts";
import {
  answered,
  carriedOver,
  finished,
  itemAfter,
  itemBefore,
  itemsToAsk,
  newAlarms,
} from "../../src/screens/asking/answers.ts";
import { SHELVES } from "../engine/content.ts";

const INSTRUMENTS = SHELVES.flatMap((shelf) => shelf.instruments);

const named = (id: string): Instrument => {
  const found = INSTRUMENTS.find((one) => one.id === id);
  if (!found) throw new Error(`Expected an instrument ${id} in the content; found none.`);
  return found;
};

function answersOf(instrument: Instrument, item: Item): Answer[] {
  const { number } = item;
  const values = number ? [number.at_least, number.at_most] : optionsOf(instrument, item).map(({ value }) => value);
  return [...values, ...UNANSWERED];
}

/** An instrument and which answer is chosen, question by question. */
const walks = fc.record({
  instrument: fc.constantFrom(...INSTRUMENTS),
  choices: fc.array(fc.nat(), { minLength: 40, maxLength: 40 }),
});

type Walk = { instrument: Instrument; choices: number[] };

function walked({ instrument, choices }: Walk): { answers: Answers; way: string[] } {
  let answers: Answers = {};
  const way: string[] = [];
  for (let item = itemAfter(instrument, answers, null); item; item = itemAfter(instrument, answers, item.code)) {
    const possible = answersOf(instrument, item);
    answers = answered(
      instrument,
      answers,
      item.code,
      possible[(choices[way.length] ?? 0) % possible.length] as Answer,
    );
    way.push(item.code);
  }
  return { answers, way };
}

function holds(what: string, predicate: (walk: Walk) => void): void {
  test(what, () => fc.assert(fc.property(walks, predicate), { numRuns: 200 }));
}

holds("every question that is to be asked is passed once", (walk) => {
  const { answers, way } = walked(walk);
  expect(way).toEqual(itemsToAsk(walk.instrument, answers).map((item) => item.code));
});

holds("going back and on again comes to the same question, and loses no answer", (walk) => {
  const { answers, way } = walked(walk);
  for (const [place, code] of way.entries()) {
    const before = itemBefore(walk.instrument, answers, code);
    expect(before?.code).toBe(way[place - 1]);
    expect(itemAfter(walk.instrument, answers, before?.code ?? null)?.code).toBe(code);
  }
});

holds("mending an answer lets go of nothing that raises an alarm", (walk) => {
  const { instrument } = walk;
  const { answers } = walked(walk);
  for (const item of instrument.items) {
    for (const answer of answersOf(instrument, item)) {
      const before = raisedFlags(instrument, answers).filter((flag) => flag.item !== item.code);
      const after = raisedFlags(instrument, answered(instrument, answers, item.code, answer));
      expect(after).toEqual(expect.arrayContaining(before));
    }
  }
});

holds("what is recorded says of every question how it was answered, or that it was not asked", (walk) => {
  const { answers } = walked(walk);
  const begun = Object.fromEntries(Object.entries(answers).slice(0, (walk.choices[39] ?? 0) % 10));
  const whole = finished(walk.instrument, begun);
  for (const item of itemsToAsk(walk.instrument, whole)) expect(whole).toHaveProperty(item.code);
  expect(whole).toMatchObject(begun);
});

test("an alarm is told once, and one that cannot wait is told though another was", () => {
  const visit = named("home_visit");
  const answers: Answers = { alone: 1, suicide: 1 };
  expect(newAlarms(visit, answers, []).map((flag) => flag.code)).toEqual(["suicide"]);
  expect(newAlarms(visit, answers, ["suicide"])).toEqual([]);
  expect(newAlarms(visit, { ...answers, harm_now: 1 }, ["suicide"]).map((flag) => flag.code)).toEqual(["harm_now"]);
});

test("a sign that can wait does not stop the questions", () => {
  expect(newAlarms(named("home_visit"), { appetite: 2 }, [])).toEqual([]);
});

test("the PHQ-9 begins with what the PHQ-2 has just asked", () => {
  const given = { interest: 3, mood: 2 };
  expect(carriedOver(named("phq2"), given, named("phq9"))).toEqual(given);
});

test("what was refused is asked again, and another question is never taken for the same", () => {
  expect(carriedOver(named("phq2"), { interest: "refused" }, named("phq9"))).toEqual({});
  expect(carriedOver(named("home_visit"), { mood: 1, sleep: 2 }, named("phq9"))).toEqual({});
});
