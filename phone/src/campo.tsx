// From the door to the screens.
import { useEffect, useLayoutEffect, useState } from "preact/hooks";
import { guard } from "./guard.ts";
import { Page } from "./parts/page.tsx";
import { Sturdy } from "./parts/sturdy.tsx";
import { ChoosePinScreen } from "./screens/choose_pin/choose_pin.tsx";
import { LockScreen, Stuck } from "./screens/lock/lock.tsx";
import { Screens } from "./screens/screens.tsx";
import { SignInScreen } from "./screens/sign_in/sign_in.tsx";
import type { Session } from "./store/store.ts";
import { Door, type Resident } from "./sync/door.ts";
import type { Farewell, OpenedPhone } from "./sync/opened.ts";
import { takeUpdate } from "./update.ts";
import { spokenHere, type Words, wordsIn } from "./words/words.ts";

/** A memory that has not answered by then will not: some browsers leave one waiting for ever. */
const MOST_MS = 10_000;

type Stage =
  | { at: "opening" }
  /** `isFirst`: nobody uses this phone yet, so that there is nowhere to go back to. */
  | { at: "signing_in"; isFirst: boolean }
  | { at: "choosing_pin"; session: Session }
  | { at: "locked"; residents: Resident[]; notice: string }
  /** The phone's memory does not answer. */
  | { at: "stuck"; notice: string }
  | { at: "open"; phone: OpenedPhone };

export function Campo({ version }: { version: string }) {
  const [stage, setStage] = useState<Stage>({ at: "opening" });
  const words = wordsIn(stage.at === "open" ? stage.phone.lang : spokenHere());
  const [door] = useState(() => new Door(version, (why) => void look(noticeOf(why))));

  async function look(notice = "") {
    setStage({ at: "opening" }); // what was open is off the screen at once
    const residents = await inTime(door.residents()).catch(() => null);
    if (!residents) return setStage({ at: "stuck", notice });
    setStage(
      residents.length > 0 || notice ? { at: "locked", residents, notice } : { at: "signing_in", isFirst: true },
    );
    if (door.mayReload) await takeUpdate();
  }

  useEffect(() => void look(), []);
  const opened = (phone: OpenedPhone) => setStage({ at: "open", phone });

  switch (stage.at) {
    case "opening":
      return null;
    case "signing_in":
      return (
        <SignInScreen
          words={words}
          door={door}
          {...(stage.isFirst ? {} : { back: () => look() })}
          done={(session) => setStage({ at: "choosing_pin", session })}
        />
      );
    case "choosing_pin":
      return <ChoosePinScreen words={words} done={async (pin) => opened(await door.settleIn(stage.session, pin))} />;
    case "locked":
      return (
        <LockScreen
          key={stage.notice}
          words={words}
          door={door}
          residents={stage.residents}
          notice={stage.notice}
          opened={opened}
          signIn={() => setStage({ at: "signing_in", isFirst: false })}
          changed={look}
        />
      );
    case "stuck":
      return <Stuck words={words} door={door} tryAgain={() => look(stage.notice)} />;
    case "open":
      return <Open phone={stage.phone} door={door} version={version} />;
  }
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return Promise.race([answer, new Promise<never>((_, late) => setTimeout(late, MOST_MS))]);
}

function noticeOf(why: Farewell): string {
  const say = wordsIn(spokenHere()).lock;
  return { locked: "", device_revoked: say.revoked, user_left: say.left }[why];
}

/** The unlocked phone, until it is locked or nobody has touched it for a while. */
function Open({ phone, door, version }: { phone: OpenedPhone; door: Door; version: string }) {
  const [isSigningIn, setSigningIn] = useState(false);
  const [why, setWhy] = useState("");
  const words = wordsIn(phone.lang);
  useLayoutEffect(() => guard(() => phone.lock()), [phone]);
  if (!isSigningIn) {
    return (
      <Sturdy instead={<Fallen words={words} close={() => phone.lock()} />}>
        <Screens phone={phone} version={version} signIn={() => setSigningIn(true)} />
      </Sturdy>
    );
  }
  // The session ended: the same user signs in again, and what is here goes on.
  async function renew(session: Session) {
    const isSame = await phone.renew(session);
    setWhy(isSame ? "" : words.signIn.another);
    setSigningIn(!isSame);
  }
  return (
    <SignInScreen
      key={why}
      words={words}
      door={door}
      why={why || words.signIn.again}
      back={() => setSigningIn(false)}
      done={renew}
    />
  );
}

/** Not even the bar could be drawn. */
function Fallen({ words, close }: { words: Words; close(): void }) {
  return (
    <Page title={words.fallen.title} bare>
      <p class="notice" role="alert">
        {words.fallen.why}
      </p>
      <p>{words.fallen.whole}</p>
      <div class="acts">
        <button type="button" onClick={close}>
          {words.fallen.close}
        </button>
      </div>
    </Page>
  );
}
