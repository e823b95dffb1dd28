// Ajustes: how the phone speaks and looks, its PIN, what it holds, and how to leave it.
import { useState } from "preact/hooks";
import { Check, Choices, TextField } from "../../parts/fields.tsx";
import { Page, Section } from "../../parts/page.tsx";
import type { Language } from "../../wire/user.ts";
import { useCampo } from "../here.ts";
import { optionsOf } from "../note/form.ts";
import { standing } from "../standing.ts";
import { ChangePin } from "./change_pin.tsx";

export function SettingsScreen() {
  const { phone, words, back } = useCampo();
  const [isChangingPin, changePin] = useState(false);
  const [isPinChanged, setPinChanged] = useState(false);
  const say = words.settings;
  if (isChangingPin) {
    const done = (isChanged: boolean) => {
      setPinChanged(isChanged);
      changePin(false);
    };
    return <ChangePin done={done} />;
  }
  return (
    <Page title={say.title} back={{ name: words.back, go: back }}>
      {isPinChanged && (
        <p class="notice leaf" role="status">
          {say.pinDone}
        </p>
      )}
      <Look />
      <Section title={say.hide}>
        <p>{say.hideWhy}</p>
        <div class="acts">
          <button type="button" class="quiet" onClick={() => phone.lock()}>
            {say.hideGo}
          </button>
          <button type="button" class="quiet" onClick={() => changePin(true)}>
            {say.pin}
          </button>
        </div>
      </Section>
      <Label />
      <About />
      <Leave />
    </Page>
  );
}

function Look() {
  const { phone, words } = useCampo();
  const say = words.settings;
  const { large = false, aloud = false } = phone.preferences;
  return (
    <section class="card">
      <Choices
        name="language"
        label={say.language}
        options={optionsOf(say.languages)}
        value={phone.lang}
        change={(language) => phone.speak(language as Language)}
      />
      <Check
        name="large"
        label={say.letters}
        value={large ? "yes" : ""}
        change={(value) => phone.prefer({ large: value === "yes" })}
      />
      <Check
        name="aloud"
        label={say.aloud}
        hint={say.aloudWhy}
        value={aloud ? "yes" : ""}
        change={(value) => phone.prefer({ aloud: value === "yes" })}
      />
    </section>
  );
}

/** On a shared phone, what one's own place is called before the PIN. */
function Label() {
  const { phone, words } = useCampo();
  const [typed, setTyped] = useState(phone.preferences.label ?? "");
  const say = words.settings;
  function change(label: string) {
    setTyped(label);
    void phone.prefer({ label });
  }
  return (
    <section class="card">
      <TextField
        name="label"
        label={say.label}
        hint={say.labelWhy}
        value={typed}
        change={change}
        input={{ maxLength: 20 }}
      />
    </section>
  );
}

function About() {
  const { phone, words, clock, version } = useCampo();
  const { state, user, content } = phone;
  const say = words.settings;
  const lines: Array<[string, string]> = [
    [say.user, user.name],
    [say.held, say.heldPeople(words.people(phone.people().length), words.state.pending(state.pendingCount))],
    [say.lastSync, state.lastSyncAt ? clock.when(state.lastSyncAt) : say.never],
    [say.version, version],
    [say.content, content ? content.hash.slice(0, 8) : say.noContent],
  ];
  return (
    <Section title={say.about}>
      <dl class="pairs">
        {lines.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p class="soft" role="status">
        {standing(state, words, clock)}
      </p>
      <div class="acts">
        <button type="button" class="quiet" disabled={state.syncing} onClick={() => phone.sync()}>
          {say.sync}
        </button>
      </div>
    </Section>
  );
}

/** Nobody leaves while something of theirs has not arrived. */
function Leave() {
  const { phone, words } = useCampo();
  const [asks, setAsks] = useState(false);
  const say = words.settings;
  const mayLeave = phone.state.pendingCount === 0;
  return (
    <Section title={say.leave}>
      <p class="soft">{mayLeave ? say.leaveWhy : say.leaveNot}</p>
      <div class="acts">
        {asks && mayLeave ? (
          <>
            <button type="button" class="red" onClick={() => phone.signOut()}>
              {say.leaveGo}
            </button>
            <button type="button" class="quiet" onClick={() => setAsks(false)}>
              {say.stay}
            </button>
          </>
        ) : (
          <button type="button" class="quiet" disabled={!mayLeave} onClick={() => setAsks(true)}>
            {say.leave}
          </button>
        )}
      </div>
    </Section>
  );
}
