import { agreedIn, chosenFrom, type FactForm } from "./form.ts";

export const referral: FactForm<"referral_made"> = {
  kind: "referral_made",
  asksWhen: true,
  fields: ({ here }) => {
    const { phone, content } = here;
    const facilities = (phone.territory?.facilities ?? []).map(({ code, name }) => ({ value: code, label: name }));
    return [
      { as: "select", name: "facility", options: chosenFrom(facilities, here), isNeeded: true },
      { as: "choices", name: "service", options: content.choices("referral_services"), isNeeded: true },
      { as: "choices", name: "reason", options: content.choices("referral_reasons"), isNeeded: true },
      { as: "check", name: "urgent" },
      { as: "long", name: "agreed" },
    ];
  },
  begin: ({ here }) => {
    const facilities = here.phone.territory?.facilities ?? [];
    return facilities.length === 1 && facilities[0] ? { facility: facilities[0].code } : {};
  },
  troubles: (_, { here: { phone, words } }) =>
    phone.territory?.facilities.length ? {} : { facility: words.trouble.facility_none },
  body: (values) => ({
    facility: values.facility ?? "",
    service: values.service ?? "",
    reason: values.reason ?? "",
    urgent: values.urgent === "yes",
    ...agreedIn(values),
  }),
  filled: ({ facility, service, reason, urgent, identity }) => ({
    facility,
    service,
    reason,
    urgent: urgent ? "yes" : "",
    agreed: identity?.agreed ?? "",
  }),
};
