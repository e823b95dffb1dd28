import type { PersonHere } from "../../sync/phone.ts";
import type { Here } from "../here.ts";
import { type FactForm, optionsOf, yesNo } from "./form.ts";

export const attendance: FactForm<"appointment_attended"> = {
  kind: "appointment_attended",
  asksWhen: true,
  fields: ({ here, person }) => [
    { as: "choices", name: "referral", options: referralsOf(person, here), isNeeded: true },
    { as: "choices", name: "attended", options: optionsOf(here.words.options.attended), isNeeded: true },
  ],
  begin: ({ here, person }) => {
    const [only, ...others] = referralsOf(person, here);
    return only && others.length === 0 ? { referral: only.value } : {};
  },
  body: ({ referral, attended }) => ({ referral: referral ?? "", attended: attended === "yes" }),
  filled: ({ referral, attended }) => ({ referral, attended: yesNo(attended) }),
};

/** The person's referrals, the newest first; those made on this phone and not sent yet among them. */
export function referralsOf(person: PersonHere | undefined, { content, clock }: Here) {
  const made = (person?.card?.picture.referrals ?? []).map(({ id, service, at }) => ({ id, service, at }));
  for (const { fact } of person?.pending ?? []) {
    if (fact.kind === "referral_made") made.push({ id: fact.id, service: fact.body.service, at: fact.happened_at });
  }
  return made
    .reverse()
    .map(({ id, service, at }) => ({ value: id, label: `${content.serviceName(service)}, ${clock.day(at)}` }));
}
