import { useLayoutEffect, useRef } from "preact/hooks";

type KeypadProps = {
  label: string;
  words: { erase: string; keys: string };
  value: string;
  change(value: string): void;
  /** What the last key says, and what it does. */
  go: string;
  done(): void;
  busy?: boolean;
};

export const PIN_LENGTH = 6;
const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];

/** Keys as large as the screen allows, for a PIN that is never shown. A keyboard and a screen reader use the field. */
export function Keypad({ label, words, value, change, go, done, busy = false }: KeypadProps) {
  const field = useRef<HTMLInputElement>(null);
  const isWhole = value.length === PIN_LENGTH;
  const type = (digit: string) => change((value + digit).slice(0, PIN_LENGTH));
  useLayoutEffect(() => field.current?.focus({ preventScroll: true }), [label]);

  function submit(event: Event) {
    event.preventDefault();
    if (isWhole && !busy) done();
  }

  return (
    <form onSubmit={submit}>
      <label class="pin" for="pin">
        {label}
      </label>
      <input
        ref={field}
        id="pin"
        class="unseen"
        type="password"
        inputMode="none"
        autocomplete="off"
        maxLength={PIN_LENGTH}
        value={value}
        onInput={(event) => change(event.currentTarget.value.replace(/\D/g, "").slice(0, PIN_LENGTH))}
      />
      <div class="dots" aria-hidden="true">
        {Array.from({ length: PIN_LENGTH }, (_, n) => (
          <i key={n} class={n < value.length ? "on" : ""} />
        ))}
      </div>
      <fieldset class="keypad" aria-label={words.keys}>
        {DIGITS.map((digit) => (
          <button type="button" key={digit} onClick={() => type(digit)}>
            {digit}
          </button>
        ))}
        <button type="button" class="word" onClick={() => change(value.slice(0, -1))}>
          {words.erase}
        </button>
        <button type="button" onClick={() => type("0")}>
          0
        </button>
        <button type="submit" class="word go" disabled={!isWhole || busy}>
          {go}
        </button>
      </fieldset>
    </form>
  );
}
