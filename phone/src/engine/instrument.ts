// An instrument as the bundle holds it: its items, how they branch, what they score, which answers raise a flag.
// The same record as acompana/care/instruments.py. What the engine does not read is typed loosely or left out.

export type Unanswered = "refused" | "dont_know" | "not_asked";
export const UNANSWERED: readonly Unanswered[] = ["refused", "dont_know", "not_asked"];

/** The value of an option, a count, or why there is no answer: three ways of not answering, none of them zero. */
export type Answer = number | Unanswered;
/** Item code to answer. A code that is absent counts as "not_asked". */
export type Answers = Readonly<Record<string, Answer>>;

/** One text in each language: Spanish and English are always there, others may join. */
export type Texts = Readonly<Record<string, string>>;
export type FlagKind = "suicide" | "psychosis" | "danger" | "violence";
/** The level of risk whose deadlines run; `unassessed` until a professional has looked. */
export type Clock = "high" | "unassessed" | "moderate" | "low";
export type Level = "none" | Clock;
/** An ISO date, YYYY-MM-DD. Of two, the later is the greater text. */
export type Day = string;
/** The bundle writes null where there is nothing; the vectors leave the key out. Both mean the same. */
type Maybe<T> = T | null | undefined;

export interface Ages {
  readonly at_least: number;
  readonly at_most?: Maybe<number>;
}

export interface Option {
  readonly value: number;
  readonly label: Texts;
}

export interface Choices {
  readonly code: string;
  readonly options: readonly Option[];
}

/** Limits of an item answered with a count, both ends included. */
export interface Limits {
  readonly at_least: number;
  readonly at_most: number;
  readonly unit: Texts;
}

/** True when the item's answer is one of `is`, or a number not below `at_least`. */
export interface Condition {
  readonly item: string;
  readonly is?: Maybe<readonly Answer[]>;
  readonly at_least?: Maybe<number>;
}

export interface Item {
  readonly code: string;
  readonly text?: Maybe<Texts>;
  readonly choices?: Maybe<string>;
  readonly number?: Maybe<Limits>;
  readonly asked_if_all?: Maybe<readonly Condition[]>;
  readonly asked_if_any?: Maybe<readonly Condition[]>;
  readonly scored?: Maybe<boolean>;
}

export interface Band {
  readonly code: string;
  readonly from: number;
  readonly to: number;
  readonly label: Texts;
}

export interface Cutoff {
  readonly at_least: number;
  readonly since: Day;
  readonly population?: Maybe<string>;
  readonly sex?: Maybe<string>;
  readonly ages?: Maybe<Ages>;
  readonly sign_off?: Maybe<"awaiting" | "signed">;
}

export interface Scale {
  readonly code: string;
  readonly name: Texts;
  readonly items: readonly string[];
  readonly missing: { readonly prorate_up_to: number };
  readonly bands?: Maybe<readonly Band[]>;
  readonly cutoffs?: Maybe<readonly Cutoff[]>;
}

export interface Flag {
  readonly code: string;
  readonly kind: FlagKind;
  readonly item: string;
  readonly is: readonly number[];
  readonly clock: Clock;
  readonly meaning: Texts;
}

/** One way for the instrument to come out positive: a scale at its cut-off, or any of some answers. */
export interface Positive {
  readonly code: string;
  readonly meaning: Texts;
  readonly scale?: Maybe<string>;
  readonly any_of?: Maybe<readonly Condition[]>;
}

/** A risk level and the answers that give it. Levels are listed from the most severe. */
export interface LevelRule {
  readonly level: "high" | "moderate" | "low";
  readonly label: Texts;
  readonly any_of: readonly Condition[];
}

export interface Points {
  readonly points: number;
}

export interface Crossing {
  readonly from_at_least: number;
  readonly to_below: number;
}

export interface Return {
  readonly from_below: number;
  readonly to_at_least: number;
  readonly recurrence_after_days: number;
}

/** What counts as a change on one scale. A rule that is not known for the instrument is absent. */
export interface ChangeRules {
  readonly scale: string;
  readonly important?: Maybe<Points>;
  readonly reliable?: Maybe<Points>;
  readonly response?: Maybe<{ readonly fall_percent: number; readonly from_at_least: number }>;
  readonly remission?: Maybe<Crossing>;
  readonly recovery?: Maybe<Crossing>;
  readonly deterioration?: Maybe<Points>;
  readonly relapse?: Maybe<Return>;
}

export interface Instrument {
  readonly id: string;
  readonly version: string;
  readonly name: Texts;
  readonly purpose: Texts;
  readonly kind: "screening" | "assessment" | "visit" | "notice";
  readonly asked_by: readonly ("agent" | "clinician" | "self")[];
  readonly ages: Ages;
  readonly sign_off?: Maybe<"awaiting" | "signed">;
  readonly recall_days?: Maybe<number>;
  readonly intro?: Maybe<Texts>;
  readonly choices?: Maybe<readonly Choices[]>;
  readonly items: readonly Item[];
  readonly scales?: Maybe<readonly Scale[]>;
  readonly positive?: Maybe<readonly Positive[]>;
  readonly flags?: Maybe<readonly Flag[]>;
  readonly levels?: Maybe<readonly LevelRule[]>;
  readonly change?: Maybe<ChangeRules>;
  readonly leads_to?: Maybe<readonly string[]>;
}

export function itemOf(instrument: Instrument, code: string): Item | undefined {
  return instrument.items.find((item) => item.code === code);
}

/** The possible answers of `item`, in the order they are shown; empty for a number. */
export function optionsOf(instrument: Instrument, item: Item): readonly Option[] {
  return (instrument.choices ?? []).find((choices) => choices.code === item.choices)?.options ?? [];
}

/** The largest value `item` can take. */
export function highestValue(instrument: Instrument, item: Item): number {
  return item.number ? item.number.at_most : Math.max(...optionsOf(instrument, item).map((option) => option.value));
}

export function includesAge(ages: Ages, age: number): boolean {
  return ages.at_least <= age && age <= (ages.at_most ?? Infinity);
}
