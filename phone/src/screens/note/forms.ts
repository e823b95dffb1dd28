// The index of all forms, and which of them a kind of fact was written with.
import type { Kind } from "../../wire/fact.ts";
import type { NoteName } from "../routes.ts";
import { attendance } from "./attendance.ts";
import { consent } from "./consent.ts";
import { call, visit } from "./contacts.ts";
import type { FactForm } from "./form.ts";
import { handover } from "./handover.ts";
import { details, registration } from "./identity.ts";
import { network } from "./network.ts";
import { referral } from "./referral.ts";

const FORMS = { consent, network, details, referral, attendance, handover, visit, call };

export const formNamed = (name: NoteName): FactForm => FORMS[name] as unknown as FactForm;

/** The form that fills itself with a fact of this kind, where there is one: answers have none. */
export function formOf(kind: Kind): FactForm | undefined {
  return [...Object.values(FORMS), registration].find((form) => form.kind === kind) as unknown as FactForm | undefined;
}
