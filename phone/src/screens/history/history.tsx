// The whole history, one request away. What the phone keeps is a window; this is the rest.
import { useEffect, useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import type { PastFact } from "../../wire/field.ts";
import { type Here, useCampo } from "../here.ts";
import { nameOf } from "../named.ts";

type Asked = { at: "asking" } | { at: "offline" } | { at: "here"; facts: PastFact[] };

const SHOWN = 50;

export function HistoryScreen({ person }: { person: string }) {
  const here = useCampo();
  const { phone, words, back } = here;
  const [asked, setAsked] = useState<Asked>({ at: "asking" });
  const [tries, setTries] = useState(0);
  useEffect(() => {
    let isHere = true;
    const say = (told: Asked) => isHere && setAsked(told);
    setAsked({ at: "asking" });
    phone.history(person).then(
      (facts) => say({ at: "here", facts: [...facts].sort((a, b) => b.happened_at.localeCompare(a.happened_at)) }),
      () => say({ at: "offline" }),
    );
    return () => {
      isHere = false;
    };
  }, [phone, person, tries]);
  const say = words.history;
  return (
    <Page
      title={say.title}
      back={{ name: words.back, go: back }}
      under={<p class="soft">{nameOf(phone.person(person), here)}</p>}
    >
      {asked.at === "asking" && <Empty title={say.loading} />}
      {asked.at === "offline" && (
        <Empty title={say.offline}>
          <p class="soft">{say.offlineNext}</p>
          <button type="button" class="quiet" onClick={() => setTries(tries + 1)}>
            {say.retry}
          </button>
        </Empty>
      )}
      {asked.at === "here" && <Facts all={asked.facts} />}
    </Page>
  );
}

function Facts({ all }: { all: PastFact[] }) {
  const here = useCampo();
  const { words } = here;
  const [shown, setShown] = useState(SHOWN);
  if (all.length === 0) return <Empty title={words.history.none} />;
  const gone = new Set(all.flatMap((fact) => (fact.kind === "fact_withdrawn" ? [targetOf(fact)] : [])));
  return (
    <>
      <ol class="lines card">
        {all.slice(0, shown).map((fact) => (
          <PastLine key={fact.id} fact={fact} isWithdrawn={gone.has(fact.id)} />
        ))}
      </ol>
      {all.length > shown && (
        <button type="button" class="quiet" onClick={() => setShown(shown + SHOWN)}>
          {words.more(all.length - shown)}
        </button>
      )}
    </>
  );
}

// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for it, a past fact's body has any field
const targetOf = ({ body }: PastFact): unknown => body["target"];

function PastLine({ fact, isWithdrawn }: { fact: PastFact; isWithdrawn: boolean }) {
  const here = useCampo();
  const { words, clock, facts } = here;
  const { title, detail } = facts.tell(fact.kind, { ...fact.body, ...(fact.identity && { identity: fact.identity }) });
  return (
    <li>
      <p class="soft">
        {clock.when(fact.happened_at)} · {authorOf(fact, here)}
      </p>
      <p>
        <strong>{title}</strong> {isWithdrawn && <span class="tag plain">{words.person.withdrawn}</span>}
      </p>
      {detail && <p>{detail}</p>}
    </li>
  );
}

function authorOf({ author, role }: PastFact, { phone, facts, words }: Here): string {
  return author === phone.user.id ? words.history.you : (facts.workerName(author) ?? words.roles[role] ?? "");
}
