import { useState } from "preact/hooks";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import type { Words } from "../../words/words.ts";
import { isPlain, PIN_LENGTH } from "./pins.ts";

export function ChoosePinScreen({ words, done }: { words: Words; done(pin: string): void }) {
  const say = words.pin;
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement);
    const [first, second] = [String(typed.get("first")), String(typed.get("second"))];
    const found = unfit(first, second, say);
    setTrouble(found);
    if (found) return;
    setBusy(true);
    done(first);
  }

  const digits = {
    type: "password",
    inputMode: "numeric",
    autocomplete: "off",
    maxLength: PIN_LENGTH,
    required: true,
  } as const;
  return (
    <Page title={say.title}>
      <p class="soft">{say.why}</p>
      <form onSubmit={submit} noValidate>
        <Field label={say.first} name="first" {...digits} />
        <Field label={say.second} name="second" {...digits} />
        {trouble && (
          <p class="error" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit" disabled={busy}>
          {say.go}
        </button>
      </form>
    </Page>
  );
}

function unfit(first: string, second: string, say: Words["pin"]): string {
  if (!/^\d{6}$/.test(first)) return say.short;
  if (isPlain(first)) return say.plain;
  return first === second ? "" : say.differ;
}
