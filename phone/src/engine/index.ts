// The instruments engine: what to ask, what answers score, which raise an alarm. The second of two, written from the
// clauses of spec/RULES.md and proven by the same vectors as acompana/care. No clock, no network, no browser.

export { answerTo, checkAnswers, givenValue, type Problem } from "./answers.ts";
export { type Applicable, applicability, applicableItems, nextItem } from "./asking.ts";
export { type Change, type ChangeName, compare, DifferentForms } from "./change.ts";
export { type About, chooseCutoff } from "./cutoffs.ts";
export * from "./instrument.ts";
export type { Reason, ReasonCode, ScaleScore } from "./scales.ts";
export { type Score, scoreAnswers } from "./score.ts";
export { type RaisedFlag, raisedFlags, type Suicide, suicideItems, type Unasked } from "./suicide.ts";
export { type Returned, type Trend, trend } from "./trend.ts";
