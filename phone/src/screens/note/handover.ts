import type { HandoverProposed } from "../../wire/field.ts";
import { type FactForm, optionsOf } from "./form.ts";

/** The agent proposes, the coordination decides. */
export const handover: FactForm<"handover_proposed"> = {
  kind: "handover_proposed",
  why: (words) => words.note.handoverWhy,
  fields: ({ here: { phone, words } }) => {
    const others = (phone.territory?.workers ?? []).filter(
      ({ role, user }) => role === "agent" && user !== phone.user.id,
    );
    return [
      { as: "choices", name: "handover", options: optionsOf(words.options.handover), isNeeded: true },
      {
        as: "select",
        name: "to",
        options: [
          { value: "", label: words.options.toAnyone },
          ...others.map(({ user, name }) => ({ value: user, label: name })),
        ],
      },
    ];
  },
  body: ({ handover: reason, to }) => ({ reason: reason as HandoverProposed["reason"], to: to || null }),
  filled: ({ reason, to }) => ({ handover: reason, to: to ?? "" }),
};
