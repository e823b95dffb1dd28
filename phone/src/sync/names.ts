import type { Fact, PersonIdentity } from "../wire/field.ts";

/** The name of somebody whom only this phone knows yet, from what was recorded about them; the last said counts. */
export function nameIn(facts: readonly Fact[]): string {
  const said: PersonIdentity = {};
  for (const fact of facts) {
    if (fact.kind === "person_registered" || fact.kind === "details_given") Object.assign(said, fact.body.identity);
  }
  const full = [said.given_names, said.father_surname, said.mother_surname].filter(Boolean).join(" ");
  return said.social_name || full;
}
