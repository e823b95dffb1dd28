// The engine as the vectors call it (spec/vectors/README.md): a name of a function, and what is given to it.

import {
  type About,
  type Answers,
  applicableItems,
  checkAnswers,
  compare,
  type Day,
  type Instrument,
  nextItem,
  scoreAnswers,
  trend,
} from "../../src/engine/index.ts";

export type Given =
  | ({ readonly call: "check" | "applicable" | "next"; readonly answers: Answers } & Of)
  | ({ readonly call: "score"; readonly answers: Answers } & Of & About)
  | ({ readonly call: "compare" } & Of & Compared)
  | ({ readonly call: "trend"; readonly scores: readonly { readonly on: Day; readonly answers: Answers }[] } & Of);

interface Of {
  readonly instrument: Instrument;
}

interface Compared {
  readonly earlier: Answers;
  readonly later: Answers;
  readonly earlier_instrument?: Instrument;
  readonly days?: number | null;
}

export function resultOf(given: Given): unknown {
  const { instrument } = given;
  switch (given.call) {
    case "check":
      return checkAnswers(instrument, given.answers).map(({ code, item }) => [code, item]);
    case "applicable":
      return applicableItems(instrument, given.answers).map((item) => item.code);
    case "next":
      return nextItem(instrument, given.answers)?.code ?? null;
    case "score":
      return scoreAnswers(instrument, given.answers, given);
    case "compare":
      return compared(instrument, given);
    case "trend":
      return trend(
        instrument,
        given.scores.map(({ on, answers }) => [on, scoreAnswers(instrument, answers)] as const),
      );
  }
}

function compared(instrument: Instrument, { earlier_instrument, earlier, later, days }: Compared) {
  const before = scoreAnswers(earlier_instrument ?? instrument, earlier);
  return compare(instrument, before, scoreAnswers(instrument, later), days);
}
