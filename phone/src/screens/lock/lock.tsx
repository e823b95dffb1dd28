// The cover: nothing on it says whose phone this is or what it is for. A PIN opens it.
import { useCallback, useState } from "preact/hooks";
import { useChange } from "../../parts/change.ts";
import { Keypad } from "../../parts/keypad.tsx";
import { Leaf } from "../../parts/leaf.tsx";
import { Page } from "../../parts/page.tsx";
import type { Door, Resident } from "../../sync/door.ts";
import type { OpenedPhone } from "../../sync/opened.ts";
import { type Words, wordsIn } from "../../words/words.ts";

type Props = {
  words: Words;
  door: Door;
  residents: Resident[];
  /** Why the phone was closed, where there is something to say. */
  notice: string;
  opened(phone: OpenedPhone): void;
  signIn(): void;
  /** Who can unlock something has changed, and what there is to say about it. */
  changed(notice: string): void;
};

/** Nobody's name stands here: on a shared phone a label, or a picture's name, tells one's own from the others. */
export function LockScreen({ words: ofThePhone, door, residents, notice, opened, signIn, changed }: Props) {
  const [chosen, choose] = useState(residents.length === 1 ? residents[0] : undefined);
  const words = wordsOf(chosen ? [chosen] : residents) ?? ofThePhone;
  const [forgot, setForgot] = useState(false);
  if (chosen && forgot) {
    const startOver = () =>
      door.forget(chosen.id).then(
        () => changed(""),
        () => changed(notAnswered(words, door)),
      );
    return <Forgot words={words} startOver={startOver} stay={() => setForgot(false)} />;
  }
  if (!chosen) {
    return <Whose words={words} door={door} residents={residents} notice={notice} choose={choose} signIn={signIn} />;
  }
  return (
    <TypePin
      words={words}
      door={door}
      resident={chosen}
      notice={notice}
      opened={opened}
      changed={changed}
      forgot={() => setForgot(true)}
      other={residents.length > 1 ? () => choose(undefined) : signIn}
      isShared={residents.length > 1}
    />
  );
}

/** In the language of whoever is to unlock it, where they speak one; the phone's own where they do not agree. */
function wordsOf(residents: readonly Resident[]): Words | undefined {
  const [language, ...others] = new Set(residents.map((resident) => resident.language));
  return language && others.length === 0 ? wordsIn(language) : undefined;
}

type WhoseProps = Pick<Props, "words" | "door" | "residents" | "notice" | "signIn"> & {
  choose(resident: Resident): void;
};

function Whose({ words, door, residents, notice, choose, signIn }: WhoseProps) {
  const say = words.lock;
  return (
    <Page title={say.title} bare beside={<Leaf />}>
      <Told notice={notice} />
      <Holds words={words} door={door} />
      {residents.length > 0 && <h2>{say.whose}</h2>}
      <div class="acts">
        {residents.map((resident) => (
          <button type="button" class="quiet" key={resident.id} onClick={() => choose(resident)}>
            {labelOf(resident, words)}
          </button>
        ))}
        <button type="button" class="plain" onClick={signIn}>
          {say.other}
        </button>
      </div>
    </Page>
  );
}

export const labelOf = ({ label, symbol }: Resident, { lock }: Words): string =>
  label || (lock.symbols[symbol] ?? String(symbol + 1));

type TypeProps = Pick<Props, "words" | "door" | "notice" | "opened" | "changed"> & {
  resident: Resident;
  forgot(): void;
  other(): void;
  isShared: boolean;
};

function TypePin({ words, door, resident, notice, opened, changed, forgot, other, isShared }: TypeProps) {
  const say = words.lock;
  const [pin, setPin] = useState("");
  const [trouble, setTrouble] = useState(notice);
  const [busy, setBusy] = useState(false);

  async function open() {
    setBusy(true);
    const result = await door.unlock(resident.id, pin).catch(() => null); // the phone's memory did not answer
    if (result && "phone" in result) return opened(result.phone);
    if (result && "destroyed" in result) return changed(say.destroyed);
    setPin("");
    setBusy(false);
    setTrouble(result ? say.wrong(result.triesLeft) : notAnswered(words, door));
  }

  return (
    <Page title={isShared ? labelOf(resident, words) : say.title} bare beside={<Leaf />}>
      <Told notice={trouble} />
      <Holds words={words} door={door} />
      <Keypad
        label={say.pin}
        words={words.pin}
        value={pin}
        change={setPin}
        go={busy ? say.opening : say.go}
        done={open}
        busy={busy}
      />
      <div class="acts">
        <button type="button" class="plain" onClick={forgot}>
          {say.forgot}
        </button>
        <button type="button" class="plain" onClick={other}>
          {isShared ? say.change : say.other}
        </button>
      </div>
    </Page>
  );
}

/** Whoever switches off a phone whose page holds something loses it. */
const notAnswered = ({ lock: say }: Words, door: Door): string =>
  door.mayReload ? `${say.failed} ${say.restart}` : say.failed;

/** Who can unlock something here cannot be read. */
export function Stuck({ words, door, tryAgain }: Pick<Props, "words" | "door"> & { tryAgain(): void }) {
  return (
    <Page title={words.lock.title} bare beside={<Leaf />}>
      <Told notice={notAnswered(words, door)} />
      <Holds words={words} door={door} />
      <div class="acts">
        <button type="button" onClick={tryAgain}>
          {words.lock.tryAgain}
        </button>
      </div>
    </Page>
  );
}

function Told({ notice }: { notice: string }) {
  return notice ? (
    <p class="trouble" role="alert">
      {notice}
    </p>
  ) : null;
}

/** Says that the page must stay, and nothing of what it holds. */
function Holds({ words, door }: Pick<Props, "words" | "door">) {
  useChange(useCallback((changed: () => void) => door.onDelivered(changed), [door]));
  return door.holds ? (
    <p class="trouble" role="status">
      {words.lock.holds}
    </p>
  ) : null;
}

type ForgotProps = { words: Words; startOver(): Promise<void>; stay(): void };

function Forgot({ words, startOver, stay }: ForgotProps) {
  const say = words.lock;
  const [busy, setBusy] = useState(false);
  function go() {
    setBusy(true);
    void startOver();
  }
  return (
    <Page title={say.forgot} bare back={{ name: words.back, go: stay }}>
      <p>{say.forgotWhy}</p>
      <div class="acts">
        <button type="button" disabled={busy} onClick={go}>
          {say.forgotGo}
        </button>
        <button type="button" class="quiet" onClick={stay}>
          {say.stay}
        </button>
      </div>
    </Page>
  );
}
