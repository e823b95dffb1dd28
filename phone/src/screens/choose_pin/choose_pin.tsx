import { useState } from "preact/hooks";
import { Keypad } from "../../parts/keypad.tsx";
import { Page } from "../../parts/page.tsx";
import type { Words } from "../../words/words.ts";
import { isPlain } from "./pins.ts";

type ChooseProps = { words: Words; title?: string; why?: string; back?: () => void; done(pin: string): Promise<void> };

/** A PIN is typed twice, so that nobody locks themselves out with a slip. */
export function ChoosePinScreen({ words, title, why, back, done }: ChooseProps) {
  const say = words.pin;
  const [first, setFirst] = useState("");
  const [typed, setTyped] = useState("");
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);
  const isSecond = first !== "";

  function chosen() {
    if (isPlain(typed)) return again(say.plain);
    setTrouble("");
    setFirst(typed);
    setTyped("");
  }

  function confirmed() {
    if (typed !== first) return again(say.differ);
    setBusy(true);
    // What can fail here is writing: there is no room for a new store.
    done(first).catch(() => {
      setBusy(false);
      again(words.full);
    });
  }

  function again(why: string) {
    setTrouble(why);
    setFirst("");
    setTyped("");
  }

  return (
    <Page title={title ?? say.title} bare {...(back && { back: { name: words.back, go: back } })}>
      <p class="soft">{why ?? say.why}</p>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <Keypad
        label={isSecond ? say.second : say.first}
        words={say}
        value={typed}
        change={setTyped}
        go={isSecond ? say.go : say.next}
        done={isSecond ? confirmed : chosen}
        busy={busy}
      />
    </Page>
  );
}
