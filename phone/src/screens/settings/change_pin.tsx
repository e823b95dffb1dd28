import { useState } from "preact/hooks";
import { Keypad } from "../../parts/keypad.tsx";
import { Page } from "../../parts/page.tsx";
import { ChoosePinScreen } from "../choose_pin/choose_pin.tsx";
import { useCampo } from "../here.ts";

/** The old PIN, then the new one twice. A wrong old one counts as a wrong PIN. */
export function ChangePin({ done }: { done(isChanged: boolean): void }) {
  const { phone, words } = useCampo();
  const [old, setOld] = useState("");
  const [isTyped, setTyped] = useState(false);
  const [trouble, setTrouble] = useState("");
  const say = words.settings;
  const back = () => done(false);

  async function change(next: string) {
    const told = await phone.changePin(old, next);
    if (!("triesLeft" in told)) return done(true);
    setTrouble(words.lock.wrong(told.triesLeft));
    setOld("");
    setTyped(false);
  }

  if (isTyped) return <ChoosePinScreen words={words} title={say.pinNew} back={back} done={change} />;
  return (
    <Page title={say.pin} bare back={{ name: words.back, go: back }}>
      {trouble && (
        <p class="trouble" role="alert">
          {trouble}
        </p>
      )}
      <Keypad
        label={say.pinOld}
        words={words.pin}
        value={old}
        change={setOld}
        go={say.pinGo}
        done={() => setTyped(true)}
      />
    </Page>
  );
}
