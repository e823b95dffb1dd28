// Facts as the phone makes and keeps them.
import type { Fact } from "./field.ts";

/** A fact before the phone has given it an id and the time of its own clock. */
export type NewFact = FactWithout<Fact, "id" | "happened_at" | "recorded_at"> & {
  id?: string;
  /** When it happened, as somebody says; this moment where nobody does. */
  happened_at?: string;
};

type FactWithout<F, Keys extends string> = F extends Fact ? Omit<F, Keys> : never;

/** The kinds of fact there are. */
export type Kind = Fact["kind"];

/** The body of one kind. */
export type BodyOf<K extends Kind> = Extract<Fact, { kind: K }>["body"];
