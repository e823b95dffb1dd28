// What must hold for any answers to any of the program's instruments.

import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Answer,
  type Answers,
  applicability,
  checkAnswers,
  type Instrument,
  type Item,
  nextItem,
  optionsOf,
  scoreAnswers,
  suicideItems,
  UNANSWERED,
} from "../../src/engine/index.ts";
import { SHELVES } from "./content.ts";

const INSTRUMENTS = SHELVES.flatMap((shelf) => shelf.instruments);
const STEPS = ["none", "low", "moderate", "high"];

function valuesOf(instrument: Instrument, item: Item): number[] {
  const { number } = item;
  if (number) return [number.at_least, number.at_least + 1, number.at_most];
  return optionsOf(instrument, item).map((option) => option.value);
}

/** An instrument and any answers it can take, with items missing in all four ways. */
const answered = fc.constantFrom(...INSTRUMENTS).chain((instrument) => {
  const each = instrument.items.map((item) =>
    fc.tuple(
      fc.constant(item.code),
      fc.constantFrom<Answer | null>(...valuesOf(instrument, item), ...UNANSWERED, null),
    ),
  );
  return fc.tuple(...each).map((pairs) => ({ instrument, answers: Object.fromEntries(pairs.filter(isGiven)) }));
});

function isGiven(pair: readonly [string, Answer | null]): pair is [string, Answer] {
  return pair[1] !== null;
}

/** Answers, and the same with one item answered otherwise or not at all. */
const withOneLost = answered.chain(({ instrument, answers }) =>
  fc
    .record({ lost: fc.constantFrom(...instrument.items), word: fc.constantFrom(...UNANSWERED, null) })
    .map(({ lost: { code }, word }) => {
      const others = Object.fromEntries(Object.entries(answers).filter(([other]) => other !== code));
      return { instrument, answers, lost: code, fewer: word === null ? others : { ...others, [code]: word } };
    }),
);

function holds<T>(what: string, arbitrary: fc.Arbitrary<T>, predicate: (value: T) => void): void {
  test(what, () => fc.assert(fc.property(arbitrary, predicate), { numRuns: 300 }));
}

holds("any answers are taken and scored", answered, ({ instrument, answers }) => {
  expect(checkAnswers(instrument, answers)).toEqual([]);
  const score = scoreAnswers(instrument, answers);
  expect(score.answered).toBeLessThanOrEqual(score.applicable);
  expect(score.applicable).toBeLessThanOrEqual(instrument.items.length);
});

const shuffled = answered.chain(({ instrument, answers }) => {
  const pairs = Object.entries(answers);
  return fc.shuffledSubarray(pairs, { minLength: pairs.length }).map((order) => ({ instrument, answers, order }));
});
holds("the order of the answers changes nothing", shuffled, ({ instrument, answers, order }) => {
  expect(scoreAnswers(instrument, Object.fromEntries(order))).toEqual(scoreAnswers(instrument, answers));
});

holds("no other answer, and no lack of one, hides a flag", withOneLost, ({ instrument, answers, fewer, lost }) => {
  const before = scoreAnswers(instrument, answers).flags.filter((flag) => flag.item !== lost);
  expect(scoreAnswers(instrument, fewer).flags).toEqual(expect.arrayContaining(before));
});

holds("a flag about suicide is never clear nor owed", answered, ({ instrument, answers }) => {
  const score = scoreAnswers(instrument, answers);
  if (score.flags.some((flag) => flag.kind === "suicide")) expect(score.suicide).toBe("flagged");
});

holds("losing an answer about suicide never clears anybody", withOneLost, ({ instrument, fewer, lost }) => {
  const isRuledOut = applicability(instrument, fewer).get(lost) === false;
  if (!isRuledOut && suicideItems(instrument).includes(lost)) {
    expect(scoreAnswers(instrument, fewer).suicide).not.toBe("clear");
  }
});

holds("a total never lies below the answers that were given", answered, ({ instrument, answers }) => {
  const score = scoreAnswers(instrument, answers);
  for (const [place, scale] of (instrument.scales ?? []).entries()) {
    const total = score.scales[place]?.total ?? null;
    if (total !== null) expect(total).toBeGreaterThanOrEqual(sumOf(scale.items, answers));
  }
});

holds("losing an answer never turns a negative scale positive unless by prorating", withOneLost, (lives) => {
  const before = scoreAnswers(lives.instrument, lives.answers);
  const after = scoreAnswers(lives.instrument, lives.fewer);
  for (const [place, scale] of after.scales.entries()) {
    const { positive, prorated } = before.scales[place] ?? scale;
    if (scale.positive && !scale.prorated && !prorated) expect(positive).toBe(true);
  }
});

const leveled = withOneLost.filter(({ instrument }) => (instrument.levels ?? []).length > 0);
holds("an answer that was missing never makes a level milder", leveled, ({ instrument, answers, fewer, lost }) => {
  fc.pre(typeof answers[lost] === "number");
  const [early, late] = [scoreAnswers(instrument, fewer).level, scoreAnswers(instrument, answers).level];
  fc.pre(early !== "unassessed" && late !== "unassessed");
  expect(STEPS.indexOf(late ?? "")).toBeGreaterThanOrEqual(STEPS.indexOf(early ?? ""));
});

holds("every item about suicide is answered, ruled out or owed", answered, ({ instrument, answers }) => {
  const applicable = applicability(instrument, answers);
  const owed = new Map(scoreAnswers(instrument, answers).unasked.map(({ item, why }) => [item, why]));
  for (const code of suicideItems(instrument)) {
    const isOwed = typeof answers[code] !== "number" && applicable.get(code) !== false;
    expect(owed.get(code)).toBe(isOwed ? (answers[code] ?? "not_asked") : undefined);
  }
});

const asked = fc.record({ instrument: fc.constantFrom(...INSTRUMENTS), choices: fc.infiniteStream(fc.nat()) });
holds("asking one by one ends and leaves nothing out", asked, ({ instrument, choices }) => {
  const answers: Record<string, Answer> = {};
  for (let item = nextItem(instrument, answers); item; item = nextItem(instrument, answers)) {
    expect(answers).not.toHaveProperty(item.code);
    const values = valuesOf(instrument, item);
    answers[item.code] = values[choices.next().value % values.length] as number;
  }
  const score = scoreAnswers(instrument, answers);
  expect(score.answered).toBe(score.applicable);
  expect(score.unasked).toEqual([]);
});

const rubbish = fc.dictionary(fc.string(), fc.anything());
const rubbishAnswered = fc.record({ instrument: fc.constantFrom(...INSTRUMENTS), answers: rubbish });
holds("any rubbish is told as problems and breaks nothing", rubbishAnswered, ({ instrument, answers }) => {
  const codes = Object.keys(answers).filter((code) => !instrument.items.some((item) => item.code === code));
  expect(checkAnswers(instrument, answers).map((problem) => problem.item)).toEqual(expect.arrayContaining(codes));
});

function sumOf(items: readonly string[], answers: Answers): number {
  return items
    .map((code) => answers[code])
    .reduce<number>((sum, one) => (typeof one === "number" ? sum + one : sum), 0);
}
