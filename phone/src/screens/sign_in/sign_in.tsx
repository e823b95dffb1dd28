import { useState } from "preact/hooks";
import { Field } from "../../parts/field.tsx";
import { Page } from "../../parts/page.tsx";
import type { Session } from "../../store/store.ts";
import type { Door } from "../../sync/door.ts";
import { NoAnswer, Told } from "../../sync/request.ts";
import type { Words } from "../../words/words.ts";

type Props = { words: Words; door: Door; back?: (() => void) | undefined; done(session: Session): void };

/** The one screen that needs the network. */
export function SignInScreen({ words, door, back, done }: Props) {
  const say = words.signIn;
  const [trouble, setTrouble] = useState("");
  const [busy, setBusy] = useState(false);

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const typed = new FormData(event.currentTarget as HTMLFormElement);
    const text = (name: string) => String(typed.get(name) ?? "");
    setBusy(true);
    try {
      done(await door.signIn(text("username"), text("password"), text("device")));
    } catch (error) {
      setTrouble(said(error, say));
      setBusy(false);
    }
  }

  return (
    <Page title={say.title} {...(back && { back: { name: words.back, go: back } })}>
      <p class="soft">{say.why}</p>
      <form onSubmit={submit}>
        <Field label={say.username} name="username" autocomplete="off" autocapitalize="none" required />
        <Field label={say.password} name="password" type="password" autocomplete="off" required />
        <Field label={say.device} hint={say.deviceHint} name="device" autocomplete="off" maxLength={80} required />
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

function said(error: unknown, say: Words["signIn"]): string {
  if (error instanceof NoAnswer) return say.noAnswer;
  if (!(error instanceof Told)) throw error;
  const known: Record<string, string> = {
    wrong_sign_in: say.wrong,
    locked_out: say.lockedOut,
    password_must_change: say.mustChange,
    role_without_field: say.noField,
  };
  return known[error.problem.error] ?? error.problem.remedy;
}
