// From the door to the screens.
import { useCallback, useEffect, useState } from "preact/hooks";
import { guard } from "./guard.ts";
import { useChange } from "./parts/change.ts";
import { ChoosePinScreen } from "./screens/choose_pin/choose_pin.tsx";
import type { Place } from "./screens/go.ts";
import { LockScreen } from "./screens/lock/lock.tsx";
import { PersonScreen } from "./screens/person/person.tsx";
import { SignInScreen } from "./screens/sign_in/sign_in.tsx";
import { TodayScreen } from "./screens/today/today.tsx";
import { VisitScreen } from "./screens/visit/visit.tsx";
import type { Session } from "./store/store.ts";
import { Door, type Resident } from "./sync/door.ts";
import type { Farewell, OpenedPhone } from "./sync/opened.ts";
import { takeUpdate } from "./update.ts";
import { ContentWords } from "./words/content.ts";
import { spokenHere, type Words, wordsIn } from "./words/words.ts";

type Stage =
  | { at: "opening" }
  | { at: "signing_in" }
  | { at: "choosing_pin"; session: Session }
  | { at: "locked"; residents: Resident[]; notice: string }
  | { at: "open"; phone: OpenedPhone };

export function Campo({ version }: { version: string }) {
  const [stage, setStage] = useState<Stage>({ at: "opening" });
  const words = wordsIn(stage.at === "open" ? stage.phone.lang : spokenHere());
  const [door] = useState(() => new Door(version, (why) => void look(noticeOf(why))));

  async function look(notice = "") {
    const residents = await door.residents();
    setStage(residents.length > 0 || notice ? { at: "locked", residents, notice } : { at: "signing_in" });
    await takeUpdate();
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
          back={() => look()}
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
          signIn={() => setStage({ at: "signing_in" })}
          changed={look}
        />
      );
    case "open":
      return <Open phone={stage.phone} words={words} />;
  }
}

function noticeOf(why: Farewell): string {
  const say = wordsIn(spokenHere()).lock;
  return { locked: "", device_revoked: say.revoked, user_left: say.left }[why];
}

/** The unlocked phone. Where one is stands in memory only; the phone's own Back goes one step back. */
function Open({ phone, words }: { phone: OpenedPhone; words: Words }) {
  const [trail, setTrail] = useState<Place[]>([{ at: "today" }]);
  useChange(useCallback((changed: () => void) => phone.onChange(changed), [phone]));
  useEffect(() => guard(() => phone.lock()), [phone]);
  useEffect(() => {
    const back = () => setTrail((before) => (before.length > 1 ? before.slice(0, -1) : before));
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);

  function go(place: Place) {
    history.pushState(null, "");
    setTrail((before) => [...before, place]);
  }

  const back = () => history.back();
  const content = new ContentWords(phone.content, phone.lang);
  const place = trail.at(-1) ?? { at: "today" };
  const person = "person" in place ? phone.person(place.person) : undefined;
  if (place.at === "person" && person) {
    return <PersonScreen person={person} words={words} content={content} go={go} back={back} />;
  }
  if (place.at === "visit" && person) return <VisitScreen phone={phone} person={person} words={words} back={back} />;
  return <TodayScreen phone={phone} words={words} content={content} go={go} />;
}
