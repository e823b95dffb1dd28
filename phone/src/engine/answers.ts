// What an answer is, and whether an instrument can take a set of them. Clauses A.

import { type Answer, type Answers, type Instrument, type Item, itemOf, optionsOf, UNANSWERED } from "./instrument.ts";

export interface Problem {
  readonly code: "unknown_item" | "wrong_type" | "not_an_option";
  readonly item: string;
}

/** What was answered to an item; undefined where the answers say nothing. A code may be any word, `toString` too. */
export function answerTo(answers: Answers, code: string): Answer | undefined {
  return Object.hasOwn(answers, code) ? answers[code] : undefined;
}

/** The answer when it is a number; undefined where the item has no value (M1). */
export function givenValue(answers: Answers, code: string): number | undefined {
  const answer = answerTo(answers, code);
  return typeof answer === "number" ? answer : undefined;
}

/** Every reason why `answers` cannot be taken, in the order in which they stand (A1 to A3). */
export function checkAnswers(instrument: Instrument, answers: Readonly<Record<string, unknown>>): Problem[] {
  return Object.entries(answers).flatMap(([code, answer]) => {
    const problem = problemOf(instrument, itemOf(instrument, code), answer);
    return problem ? [{ code: problem, item: code }] : [];
  });
}

function problemOf(instrument: Instrument, item: Item | undefined, answer: unknown): Problem["code"] | null {
  if (!item) return "unknown_item"; // A2
  if (typeof answer === "string") return UNANSWERED.some((word) => word === answer) ? null : "not_an_option";
  if (typeof answer !== "number" || !Number.isInteger(answer)) return "wrong_type";
  return isAllowed(instrument, item, answer) ? null : "not_an_option";
}

function isAllowed(instrument: Instrument, item: Item, value: number): boolean {
  if (item.number) return item.number.at_least <= value && value <= item.number.at_most;
  return optionsOf(instrument, item).some((option) => option.value === value);
}
