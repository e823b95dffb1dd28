// What this agent wrote on this phone, and what became of it. The phone folds nothing: a correction stands beside what it
// corrects, and only a form that corrects again begins from the newest words.
import type { PendingFact, Phone } from "../sync/phone.ts";
import type { Fact } from "../wire/field.ts";

export type Written = PendingFact & { isCorrected: boolean; isWithdrawn: boolean };

/** Everything written here lately that can be shown: about one person, or about all. */
export function writtenHere(phone: Phone, person?: string): Written[] {
  const all = person ? phone.written().filter(({ fact }) => fact.person === person) : phone.pending();
  const standing = all.filter(({ state }) => state !== "refused");
  const targets = (kind: "fact_corrected" | "fact_withdrawn") =>
    new Set(standing.flatMap(({ fact }) => (fact.kind === kind ? [fact.body.target] : [])));
  const [corrected, gone] = [targets("fact_corrected"), targets("fact_withdrawn")];
  return all.map((one) => ({ ...one, isCorrected: corrected.has(one.fact.id), isWithdrawn: gone.has(one.fact.id) }));
}

export function factWritten(phone: Phone, id: string): PendingFact | undefined {
  return phone.written().find(({ fact }) => fact.id === id);
}

/** The body as the last correction made on this phone left it. */
export function bodyNow(phone: Phone, fact: Fact): Fact["body"] {
  const corrections = phone.written().flatMap(({ fact: later, state }) => {
    const isOf = later.kind === "fact_corrected" && later.body.target === fact.id && state !== "refused";
    return isOf ? [later.body] : [];
  });
  const last = corrections.at(-1);
  return last ? ({ ...last.instead, ...(last.identity && { identity: last.identity }) } as Fact["body"]) : fact.body;
}

/** What a correction is about, is corrected or withdrawn itself; these two are taken back by writing another. */
export const mayBeCorrected = ({ fact, isWithdrawn }: Written): boolean =>
  !isWithdrawn && fact.kind !== "fact_corrected" && fact.kind !== "fact_withdrawn";
