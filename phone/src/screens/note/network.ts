import type { ContactNamed } from "../../wire/field.ts";
import { type FactForm, optionsOf, text } from "./form.ts";

export const network: FactForm<"contact_named"> = {
  kind: "contact_named",
  fields: ({ here: { words } }) => [
    { as: "text", name: "relation", isNeeded: true },
    { as: "text", name: "name", capitals: "words" },
    { as: "text", name: "phone", keyboard: "tel", most: 40 },
    { as: "choices", name: "may_know", options: optionsOf(words.options.may_know), isNeeded: true },
    { as: "check", name: "lives_near" },
  ],
  body: (values, { id }, before) => {
    const [name, phone] = [text(values.name), text(values.phone)];
    return {
      contact: before?.contact ?? id,
      relation: text(values.relation) ?? "",
      may_know: values.may_know as ContactNamed["may_know"],
      lives_near: values.lives_near === "yes",
      // A number without a name still has to be kept: it is then the relation's.
      ...((name || phone) && { identity: { name: name ?? text(values.relation) ?? "", ...(phone && { phone }) } }),
    };
  },
  filled: ({ relation, may_know, lives_near, identity }) => ({
    relation,
    may_know,
    lives_near: lives_near ? "yes" : "",
    name: identity?.name ?? "",
    phone: identity?.phone ?? "",
  }),
};
