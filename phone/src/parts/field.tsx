import type { JSX } from "preact";

type FieldProps = { label: string; hint?: string } & JSX.IntrinsicElements["input"];

/** A question answered by typing. */
export function Field({ label, hint, ...input }: FieldProps) {
  return (
    <label class="field">
      <span>{label}</span>
      {hint && <span class="soft">{hint}</span>}
      <input {...input} />
    </label>
  );
}
