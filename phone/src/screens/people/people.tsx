// Personas: everybody on this phone, found while typing.
import { useMemo, useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import type { PersonHere, Phone } from "../../sync/phone.ts";
import { useCampo } from "../here.ts";
import { find, findable } from "./finding.ts";
import { PersonRow } from "./row.tsx";

/** How many rows are drawn at once: whoever has four hundred people types a letter. */
const SHOWN = 30;

/** What was typed stays while one looks at somebody and comes back, and goes when the phone is locked. */
const lastTyped = new WeakMap<Phone, string>();

export function PeopleScreen() {
  const { phone, words } = useCampo();
  const count = phone.people().length;
  const say = words.find;
  if (count === 0) return <NoPeople />;
  return (
    <Page title={say.title} under={<p class="soft">{say.found(count)}</p>}>
      <Finder />
    </Page>
  );
}

/** Everybody on this phone, found while typing. Without `open`, a person's page is opened. */
export function Finder({ open }: { open?: (person: string) => void }) {
  const { phone, words } = useCampo();
  const [typed, setTyped] = useState(lastTyped.get(phone) ?? "");
  const everybody = useMemo(() => findable(phone.people()), [phone.people()]);
  const found = useMemo(() => find(typed, everybody), [typed, everybody]);
  const say = words.find;
  function type(text: string) {
    lastTyped.set(phone, text);
    setTyped(text);
  }
  return (
    <>
      <search class="search">
        <label class="unseen" for="find">
          {say.find}
        </label>
        <input
          id="find"
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={say.find}
          value={typed}
          onInput={(event) => type(event.currentTarget.value)}
        />
      </search>
      <p class="unseen" role="status">
        {typed && say.found(found.length)}
      </p>
      {found.length === 0 && !open && <NobodyFound />}
      {found.length === 0 && open && <p class="soft">{say.none}</p>}
      <Rows found={found} key={typed} {...(open && { open })} />
    </>
  );
}

function Rows({ found, open }: { found: PersonHere[]; open?: (person: string) => void }) {
  const { words } = useCampo();
  const [shown, setShown] = useState(SHOWN);
  const left = found.length - shown;
  return (
    <>
      <ul class="rows">
        {found.slice(0, shown).map((person) => (
          <PersonRow key={person.id} person={person} {...(open && { open: () => open(person.id) })} />
        ))}
      </ul>
      {left > 0 && (
        <div class="acts">
          <button type="button" class="quiet" onClick={() => setShown(shown + SHOWN)}>
            {words.more(left)}
          </button>
        </div>
      )}
    </>
  );
}

function NobodyFound() {
  const { words, go } = useCampo();
  return (
    <Empty title={words.find.none}>
      <p class="soft">{words.find.noneNext}</p>
      <button type="button" class="quiet" onClick={() => go({ screen: "register" })}>
        {words.find.register}
      </button>
    </Empty>
  );
}

function NoPeople() {
  const { words, go } = useCampo();
  return (
    <Page title={words.find.title}>
      <Empty title={words.find.empty}>
        <p class="soft">{words.today.neverNext}</p>
        <button type="button" class="quiet" onClick={() => go({ screen: "register" })}>
          {words.find.register}
        </button>
      </Empty>
    </Page>
  );
}
