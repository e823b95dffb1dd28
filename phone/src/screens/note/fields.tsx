import { Check, Choices, LongField, SelectField, TextField } from "../../parts/fields.tsx";
import { useCampo } from "../here.ts";
import type { FieldName, FieldSpec, Troubles, Values } from "./form.ts";

type FieldsProps = {
  fields: FieldSpec[];
  values: Values;
  troubles: Troubles;
  change(name: FieldName, value: string): void;
};

/** The questions of a form, in order. */
export function Fields({ fields, values, troubles, change }: FieldsProps) {
  return (
    <>
      {fields.map((spec) => (
        <OneField key={spec.name} spec={spec} values={values} trouble={troubles[spec.name]} change={change} />
      ))}
    </>
  );
}

type OneProps = { spec: FieldSpec; values: Values; trouble: string | undefined; change: FieldsProps["change"] };

function OneField({ spec, values, trouble, change }: OneProps) {
  const { words } = useCampo();
  const { name } = spec;
  const asked = {
    name,
    trouble,
    label: words.fields[name],
    hint: words.hints[name],
    value: values[name] ?? "",
    change: (value: string) => change(name, value),
  };
  switch (spec.as) {
    case "choices":
      return <Choices {...asked} options={spec.options} />;
    case "select":
      return <SelectField {...asked} options={spec.options} />;
    case "long":
      return <LongField {...asked} />;
    case "check":
      return <Check {...asked} />;
    case "day":
      return <TextField {...asked} input={{ type: "date" }} />;
    case "birth":
      return <Birth values={values} trouble={trouble} change={change} />;
    case "text":
      return <TextField {...asked} input={inputOf(spec)} />;
  }
}

function inputOf({ keyboard, most = 200, capitals = "none" }: Extract<FieldSpec, { as: "text" }>) {
  return { maxLength: most, autocapitalize: capitals, inputMode: keyboard ?? "text" };
}

const MONTHS = Array.from({ length: 12 }, (_, n) => String(n + 1));

/** Day and month may stay empty; the year alone is enough. */
function Birth({ values, trouble, change }: Omit<OneProps, "spec">) {
  const { words, phone } = useCampo();
  const month = new Intl.DateTimeFormat(phone.lang, { month: "long", timeZone: "UTC" });
  const part = (name: FieldName) => ({
    name,
    label: words.fields[name],
    value: values[name] ?? "",
    change: (value: string) => change(name, value),
  });
  return (
    <fieldset class="field" aria-invalid={trouble ? "true" : undefined}>
      <legend>{words.person.born}</legend>
      {trouble && <span class="trouble">{trouble}</span>}
      <div class="three-fields">
        <TextField {...part("birth_day")} input={{ inputMode: "numeric", maxLength: 2 }} />
        <SelectField
          {...part("birth_month")}
          options={[
            { value: "", label: "–" },
            ...MONTHS.map((value) => ({ value, label: month.format(Date.UTC(2000, Number(value) - 1)) })),
          ]}
        />
        <TextField {...part("birth_year")} input={{ inputMode: "numeric", maxLength: 4 }} />
      </div>
    </fieldset>
  );
}
