// What clinicians wrote down as right, held against what the engine makes of it.

import { describe, expect, test } from "vitest";
import {
  type Answers,
  type ChangeRules,
  checkAnswers,
  compare,
  type Instrument,
  nextItem,
  type ScaleScore,
  type Score,
  scoreAnswers,
} from "../../src/engine/index.ts";
import { type ChangeExample, type Example, SHELVES } from "./content.ts";

const SIGNS: Record<string, string> = { r: "refused", "?": "dont_know", "-": "not_asked" };

for (const { instruments, examples, changes } of SHELVES) {
  for (const instrument of instruments) {
    describe(`${instrument.id} ${instrument.version}`, () => {
      test.each(of(instrument, examples))("%s", (_, example) => {
        const answers = answersOf(instrument, example);
        const problems = checkAnswers(instrument, answers).map((problem) => problem.code);
        expect(problems).toEqual(example.expect.problems ?? []);
        if (problems.length === 0) expect(told(instrument, answers, example)).toMatchObject(example.expect);
      });
      if (of(instrument, changes).length) {
        test.each(of(instrument, changes))("%s", (_, change) => {
          const [before, after] = [withTotal(instrument, change.from), withTotal(instrument, change.to)];
          const { found } = compare(instrument, before, after, change.days);
          expect([...found].sort()).toEqual([...change.expect].sort());
        });
      }
    });
  }
}

function of<T extends Example | ChangeExample>(
  instrument: Instrument,
  examples: readonly T[],
): (readonly [string, T])[] {
  return examples
    .filter(({ version }) => version === undefined || version === instrument.version)
    .map((example) => [example.name, example] as const);
}

/** A table, or a line with the scored items in order. */
function answersOf(instrument: Instrument, { answers }: Example): Answers {
  if (typeof answers !== "string") return answers as Answers;
  const codes = instrument.items.filter((item) => item.scored !== false).map((item) => item.code);
  const signs = answers.split(/\s+/);
  expect(signs.length, "one answer for each scored item").toBe(codes.length);
  return Object.fromEntries(codes.map((code, place) => [code, meant(signs[place] ?? "")])) as Answers;
}

function meant(sign: string): string | number {
  return SIGNS[sign] ?? Number(sign);
}

/** The score as examples speak of it: the first scale's total, band and prorated are the whole instrument's. */
function told(instrument: Instrument, answers: Answers, example: Example): unknown {
  const score = scoreAnswers(instrument, answers, example);
  const codes = [...score.scales.flatMap((scale) => scale.reasons), ...score.reasons].map((reason) => reason.code);
  return {
    ...(score.scales[0] && scaleTold(score.scales[0])),
    scales: Object.fromEntries(score.scales.map((scale) => [scale.scale, scaleTold(scale)])),
    positive: score.positive ?? "undecided",
    level: score.level,
    flags: score.flags.map((flag) => flag.code),
    unasked: score.unasked.map((unasked) => unasked.item),
    suicide: score.suicide,
    complete: score.answered === score.applicable,
    next: nextItem(instrument, answers)?.code ?? "none",
    reasons: example.expect.reasons && codesAmong(codes, example),
    problems: [],
  };
}

function codesAmong(codes: readonly string[], { expect: { reasons } }: Example): readonly string[] {
  return (reasons as string[]).filter((code) => codes.includes(code));
}

function scaleTold({ total, band, prorated, positive }: ScaleScore) {
  return { total: total ?? "none", band: band ?? "none", prorated, positive: positive ?? "undecided" };
}

/** A score that says nothing but its total. */
function withTotal(instrument: Instrument, total: number): Score {
  const { scale } = instrument.change as ChangeRules;
  const score = scoreAnswers(instrument, {});
  const scales = score.scales.map((one) => (one.scale === scale ? { ...one, total } : one));
  return { ...score, suicide: "no_item", level: null, scales };
}
