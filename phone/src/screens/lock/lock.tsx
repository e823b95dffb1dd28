import { useState } from "preact/hooks";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import type { Door, Resident } from "../../sync/door.ts";
import type { OpenedPhone } from "../../sync/opened.ts";
import type { Words } from "../../words/words.ts";

type Props = {
  words: Words;
  door: Door;
  residents: Resident[];
  /** Why the phone was closed, where there is something to say. */
  notice: string;
  opened(phone: OpenedPhone): void;
  signIn(): void;
  /** Who can unlock something may have changed, with what there is to say of it. */
  changed(notice: string): void;
};

/** Nobody's name stands here: on a shared phone a picture's name tells one's own from the others. */
export function LockScreen({ words, door, residents, notice, opened, signIn, changed }: Props) {
  const say = words.lock;
  const [chosen, choose] = useState(residents.length === 1 ? residents[0]?.id : undefined);
  const [trouble, setTrouble] = useState(notice);
  const [busy, setBusy] = useState(false);
  const [forgot, setForgot] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    if (!chosen || busy) return;
    setBusy(true);
    const result = await door.unlock(chosen, String(new FormData(form).get("pin")));
    if ("phone" in result) return opened(result.phone);
    form.reset();
    setBusy(false);
    if ("destroyed" in result) changed(say.destroyed);
    else setTrouble(say.wrong(result.triesLeft));
  }

  async function startOver() {
    if (chosen) await door.forget(chosen);
    changed("");
  }

  if (forgot) {
    return (
      <Page title={say.forgot}>
        <p>{say.forgotWhy}</p>
        <button type="button" onClick={startOver}>
          {say.forgotGo}
        </button>
        <button type="button" class="quiet" onClick={() => setForgot(false)}>
          {say.stay}
        </button>
      </Page>
    );
  }
  return (
    <Page title={say.title}>
      {residents.length > 1 && (
        <fieldset>
          <legend>{say.whose}</legend>
          {residents.map(({ id, symbol }) => (
            <label class="choice" key={id}>
              <input type="radio" name="profile" checked={chosen === id} onChange={() => choose(id)} />
              {say.symbols[symbol]}
            </label>
          ))}
        </fieldset>
      )}
      {residents.length > 0 && (
        <form onSubmit={submit}>
          <Field
            label={say.pin}
            name="pin"
            type="password"
            inputMode="numeric"
            autocomplete="off"
            maxLength={6}
            required
          />
          <button type="submit" disabled={busy || !chosen}>
            {busy ? say.opening : say.go}
          </button>
        </form>
      )}
      {trouble && (
        <p class="error" role="alert">
          {trouble}
        </p>
      )}
      {chosen && (
        <button type="button" class="quiet" onClick={() => setForgot(true)}>
          {say.forgot}
        </button>
      )}
      <button type="button" class="quiet" onClick={signIn}>
        {say.other}
      </button>
    </Page>
  );
}
