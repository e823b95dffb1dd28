// When it happened: today unless somebody says otherwise.
import type { Clock } from "../../words/clock.ts";
import type { Words } from "../../words/words.ts";
import { type FieldSpec, optionsOf, type Troubles, type Values } from "./form.ts";

export const whenFields = (words: Words, { when }: Values): FieldSpec[] => [
  { as: "choices", name: "when", options: optionsOf(words.options.when) },
  ...(when === "other" ? ([{ as: "day", name: "day", isNeeded: true }] as const) : []),
];

export const whenTroubles = ({ when, day }: Values, words: Words, clock: Clock): Troubles =>
  when === "other" && day && day > clock.today() ? { day: words.trouble.day_future } : {};

/** The moment, where it was not today. At noon: of another day nobody knows the hour. */
export function happenedAt({ when, day }: Values, clock: Clock): string | undefined {
  if (when === "yesterday") return new Date(clock.now.getTime() - 24 * 60 * 60 * 1000).toISOString();
  if (when !== "other" || !day || day === clock.today()) return undefined;
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  return new Date(year, month - 1, date, 12).toISOString();
}

/** What the form shows of a moment that was said before. */
export function whenIn(happened_at: string, recorded_at: string, clock: Clock): Values {
  const [said, recorded] = [clock.dateOf(happened_at), clock.dateOf(recorded_at)];
  return said === recorded && said === clock.today() ? { when: "today" } : { when: "other", day: said };
}
