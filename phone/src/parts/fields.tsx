// Questions answered by typing or by choosing. Each says its label, its hint and its trouble to whoever cannot see them.
import type { ComponentChildren, JSX } from "preact";

export type Option = { value: string; label: string };

type Asked = { name: string; label: string; hint?: string | undefined; trouble?: string | undefined };
type Answered = { value: string; change(value: string): void };

const described = ({ name, hint, trouble }: Asked) => ({
  "aria-describedby": [hint && `${name}-hint`, trouble && `${name}-trouble`].filter(Boolean).join(" ") || undefined,
  "aria-invalid": trouble ? ("true" as const) : undefined,
});

function Around({ name, label, hint, trouble, children }: Asked & { children: ComponentChildren }) {
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <Notes name={name} hint={hint} trouble={trouble} />
      {children}
    </div>
  );
}

function Notes({ name, hint, trouble }: Omit<Asked, "label">) {
  return (
    <>
      {hint && (
        <span class="hint" id={`${name}-hint`}>
          {hint}
        </span>
      )}
      {trouble && (
        <span class="trouble" id={`${name}-trouble`}>
          {trouble}
        </span>
      )}
    </>
  );
}

type TextProps = Asked & Answered & { input?: JSX.IntrinsicElements["input"] };

export function TextField({ value, change, input, ...asked }: TextProps) {
  return (
    <Around {...asked}>
      <input
        id={asked.name}
        name={asked.name}
        autocomplete="off"
        {...input}
        {...described(asked)}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </Around>
  );
}

export function LongField({ value, change, ...asked }: Asked & Answered) {
  return (
    <Around {...asked}>
      <textarea
        id={asked.name}
        name={asked.name}
        autocomplete="off"
        maxLength={2000}
        {...described(asked)}
        value={value}
        onInput={(event) => change(event.currentTarget.value)}
      />
    </Around>
  );
}

export function SelectField({ value, change, options, ...asked }: Asked & Answered & { options: Option[] }) {
  return (
    <Around {...asked}>
      <select
        id={asked.name}
        name={asked.name}
        {...described(asked)}
        value={value}
        onChange={(event) => change(event.currentTarget.value)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </Around>
  );
}

/** A few answers, each as large as a finger. */
export function Choices({ value, change, options, ...asked }: Asked & Answered & { options: Option[] }) {
  const { name, label } = asked;
  return (
    <fieldset class="field" {...described(asked)}>
      <legend>{label}</legend>
      <Notes {...asked} />
      {options.map((option) => (
        <label class="option" key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={value === option.value}
            onChange={() => change(option.value)}
          />
          {option.label}
        </label>
      ))}
    </fieldset>
  );
}

export function Check({ name, label, value, change, hint }: Asked & Answered) {
  return (
    <label class="option">
      <input
        type="checkbox"
        name={name}
        checked={value === "yes"}
        onChange={(event) => change(event.currentTarget.checked ? "yes" : "")}
      />
      <span>
        {label}
        {hint && <span class="soft small"> {hint}</span>}
      </span>
    </label>
  );
}
