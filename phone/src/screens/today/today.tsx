// Hoy: whom to visit and to call, in order, each with why, where, and the one thing to do next.
import { useMemo, useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { UnheardAlarm } from "../person/risk.tsx";
import { unheard } from "../risk/alarm.ts";
import { StateLine } from "../state_line.tsx";
import { Drafts } from "./drafts.tsx";
import { PersonCard } from "./person_card.tsx";
import { type Agenda, agendaFor } from "./tasks.ts";

/** How many cards are drawn at once: nobody does more in a day, and a small phone draws them at once. */
const SHOWN = 25;

export function TodayScreen() {
  const here = useCampo();
  const { phone, words, clock, content, go } = here;
  const agenda = useMemo(() => agendaFor(phone, clock, content), [phone.people(), clock, content]);
  const isAnybodyUnheard = phone.people().some((person) => unheard(phone, person));
  return (
    <Page
      title={words.today.title}
      beside={
        <button type="button" class="plain beside" onClick={() => go({ screen: "settings" })}>
          {words.today.settings}
        </button>
      }
      under={
        <>
          <p class="soft">{clock.long()}</p>
          <StateLine />
        </>
      }
    >
      <Notices />
      <Drafts />
      <Groups agenda={agenda} />
      {agenda.groups.length === 0 && !isAnybodyUnheard && <Nobody />}
      <Done done={agenda.done} />
    </Page>
  );
}

/** What the agent has to know before anything else. */
function Notices() {
  const { phone, words, go, signIn } = useCampo();
  const { refusedCount, signInNeeded, full, onlyInPage } = phone.state;
  const say = words.today;
  return (
    <>
      {phone.people().map((person) => {
        const alarm = unheard(phone, person);
        return alarm && <UnheardAlarm key={person.id} person={person} alarm={alarm} />;
      })}
      {full && (
        <div class="notice red" role="alert">
          <p>{onlyInPage > 0 ? words.pending.onlyInPage(onlyInPage) : words.state.full}</p>
        </div>
      )}
      {refusedCount > 0 && (
        <div class="notice red">
          <h2>{say.refused(refusedCount)}</h2>
          <p>{say.refusedWhy}</p>
          <button type="button" class="quiet" onClick={() => go({ screen: "pending" })}>
            {say.refusedGo}
          </button>
        </div>
      )}
      {signInNeeded && (
        <div class="notice orange">
          <h2>{say.signIn}</h2>
          <p>{say.signInWhy}</p>
          <button type="button" class="quiet" onClick={signIn}>
            {say.signInGo}
          </button>
        </div>
      )}
    </>
  );
}

function Groups({ agenda }: { agenda: Agenda }) {
  const { words } = useCampo();
  const [shown, setShown] = useState(SHOWN);
  let room = shown;
  const left = agenda.groups.reduce((count, { lines }) => count + lines.length, 0) - shown;
  return (
    <>
      {agenda.groups.map(({ name, lines }) => {
        const here = lines.slice(0, room);
        room -= here.length;
        return (
          here.length > 0 && (
            <section key={name}>
              <h2 class="group">
                {words.today.groups[name]} <span class="soft">{lines.length}</span>
              </h2>
              {here.map((line) => (
                <PersonCard key={line.person.id} line={line} group={name} />
              ))}
            </section>
          )
        );
      })}
      {left > 0 && (
        <button type="button" class="quiet" onClick={() => setShown(shown + SHOWN)}>
          {words.more(left)}
        </button>
      )}
    </>
  );
}

function Nobody() {
  const { phone, words } = useCampo();
  const say = words.today;
  if (!phone.state.lastSyncAt && phone.people().length === 0) {
    return (
      <Empty title={phone.state.syncing ? words.state.syncing : say.never}>
        <p class="soft">{say.neverNext}</p>
        <button type="button" class="quiet" onClick={() => phone.sync()}>
          {say.retry}
        </button>
      </Empty>
    );
  }
  return (
    <Empty title={say.none}>
      <p class="soft">{say.noneNext}</p>
    </Empty>
  );
}

function Done({ done }: { done: Agenda["done"] }) {
  const here = useCampo();
  const { words, content, go } = here;
  if (done.length === 0) return null;
  return (
    <section>
      <h2 class="group">
        {words.today.done} <span class="soft">{done.length}</span>
      </h2>
      <ul class="rows">
        {done.map(({ person, task }) => (
          <li key={task.id}>
            <button type="button" onClick={() => go({ screen: "person", person: person.id })}>
              <strong>{nameOf(person, here)}</strong>
              <span class="soft">{content.taskName(task.rule)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
