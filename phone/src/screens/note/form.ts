// A form is data: its questions, how answers become a fact, and how a fact fills it again to be corrected.
import type { Option } from "../../parts/fields.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import type { BodyOf, Kind } from "../../wire/fact.ts";
import type { Words } from "../../words/words.ts";
import type { Here } from "../here.ts";

export type FieldName = keyof Words["fields"];
/** Answers as they are typed and chosen: text, "" where there is none, "yes" where a box is ticked. */
export type Values = Partial<Record<FieldName, string>>;
export type Troubles = Partial<Record<FieldName, string>>;

type Question = { name: FieldName; isNeeded?: boolean };
export type FieldSpec = Question &
  (
    | { as: "text"; keyboard?: "tel" | "numeric"; most?: number; capitals?: "words" | "characters" | "none" }
    | { as: "long" }
    | { as: "choices" | "select"; options: Option[] }
    | { as: "check" }
    | { as: "day" }
    | { as: "birth" }
  );

/** What a form needs to know of where it is. `id` is that of the fact it will make. */
export type About = { here: Here; person: PersonHere | undefined; id: string };

/** A form as it is kept half done. The fact has its id from the beginning: saved twice, it is still one. */
export type Draft = { id: string; values: Values };

export type Aloud = { text: string; version: string };

export type FactForm<K extends Kind = Kind> = {
  kind: K;
  fields(about: About, values: Values): FieldSpec[];
  /** Answers that stand there at the beginning. */
  begin?(about: About): Values;
  troubles?(values: Values, about: About): Troubles;
  /** Whether there is nothing in it to record. */
  isEmpty?(values: Values, about: About): boolean;
  /** `before` is what is corrected; what this form does not ask stays as it was. */
  body(values: Values, about: About, before?: BodyOf<K>): BodyOf<K>;
  filled(body: BodyOf<K>, about: About): Values;
  /** Whether it is asked when it happened. */
  asksWhen?: boolean;
  /** What is read aloud before anybody answers, and which version of it. */
  aloud?(values: Values, about: About): Aloud | undefined;
  /** What else has to be said at the top. */
  why?(words: Words): string;
};

/** Options in the order of the words. */
export function optionsOf<W extends Record<string, string>>(words: W): Option[] {
  return Object.entries(words).map(([value, label]) => ({ value, label }));
}

/** With an empty first line, so that nothing is chosen by not looking. */
export const chosenFrom = (options: Option[], { words }: Here): Option[] => [
  { value: "", label: words.choose },
  ...options,
];

/** Text without what surrounds it; undefined where there is none. */
export const text = (value: string | undefined): string | undefined => value?.trim() || undefined;

export const yesNo = (value: boolean | null | undefined): string => (value == null ? "" : value ? "yes" : "no");

/** What of a fact's body is said in words that may name somebody. */
export const agreedIn = (values: Values) => {
  const agreed = text(values.agreed);
  return agreed ? { identity: { agreed } } : {};
};

export function missing(fields: FieldSpec[], values: Values, words: Words): Troubles {
  const unsaid = fields.filter(({ name, isNeeded }) => isNeeded && !text(values[name]));
  return Object.fromEntries(unsaid.map(({ name }) => [name, words.required]));
}
