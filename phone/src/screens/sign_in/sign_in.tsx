import { useState } from "preact/hooks";
import { Check, TextField } from "../../parts/fields.tsx";
import { Leaf } from "../../parts/leaf.tsx";
import { Page } from "../../parts/page.tsx";
import type { Session } from "../../store/store.ts";
import type { Door } from "../../sync/door.ts";
import { NoAnswer, Told } from "../../sync/request.ts";
import type { Words } from "../../words/words.ts";

type Props = {
  words: Words;
  door: Door;
  back?: (() => void) | undefined;
  /** Why one is asked again, where there is a reason. */
  why?: string;
  done(session: Session): void | Promise<void>;
};

const NOTHING = { username: "", password: "", device: "" };
const FIELDS = ["username", "password", "device"] as const;

/** The one screen that needs the network. */
export function SignInScreen({ words, door, back, why, done }: Props) {
  const say = words.signIn;
  const [typed, setTyped] = useState(NOTHING);
  const [isShown, setShown] = useState("");
  const [trouble, setTrouble] = useState("");
  const [unsaid, setUnsaid] = useState<readonly string[]>([]);
  const [busy, setBusy] = useState(false);
  const field = (name: keyof typeof NOTHING) => ({
    name,
    label: say[name],
    value: typed[name],
    trouble: unsaid.includes(name) ? words.required : undefined,
    change: (value: string) => setTyped({ ...typed, [name]: value }),
  });

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const unsaid = FIELDS.filter((name) => !typed[name].trim());
    setUnsaid(unsaid);
    setTrouble("");
    if (unsaid.length > 0) return document.getElementsByName(unsaid[0] ?? "")[0]?.focus();
    setBusy(true);
    try {
      await done(await door.signIn(typed.username.trim(), typed.password, typed.device.trim()));
    } catch (error) {
      setBusy(false);
      setTrouble(said(error, say));
    }
  }

  const plain = { autocapitalize: "none", spellcheck: false } as const;
  return (
    <Page title={say.title} bare beside={<Leaf />} {...(back && { back: { name: words.back, go: back } })}>
      <p class="soft">{why ?? say.why}</p>
      <form onSubmit={submit} noValidate>
        <TextField {...field("username")} input={plain} />
        <TextField {...field("password")} input={isShown ? plain : { ...plain, type: "password" }} />
        <Check name="show" label={say.show} value={isShown} change={setShown} />
        <TextField {...field("device")} hint={say.deviceHint} input={{ maxLength: 80 }} />
        {trouble && (
          <p class="trouble" role="alert">
            {trouble}
          </p>
        )}
        <button type="submit" disabled={busy}>
          {busy ? say.busy : say.go}
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
