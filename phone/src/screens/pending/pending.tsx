// Por enviar: everything that has not arrived, and what was refused, with a way to repair it. Nothing is deleted here
// without its owner saying so, and what is left is left to somebody.
import { useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import type { NewFact } from "../../wire/fact.ts";
import { useOnce } from "../draft.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { formOf } from "../note/forms.ts";
import { standing } from "../standing.ts";
import { type Written, writtenHere } from "../written.ts";
import { WrittenLine } from "./written_here.tsx";

export function PendingScreen() {
  const { phone, words, clock, back } = useCampo();
  const all = writtenHere(phone);
  const of = (state: Written["state"]) => all.filter((one) => one.state === state);
  const [refused, waiting, sent] = [of("refused"), of("waiting"), of("sent")];
  const say = words.pending;
  return (
    <Page
      title={say.title}
      back={{ name: words.back, go: back }}
      under={
        <p class="soft" role="status">
          {standing(phone.state, words, clock)}
        </p>
      }
    >
      {all.length === 0 && (
        <Empty title={say.none}>
          <p class="soft">{say.noneNext}</p>
        </Empty>
      )}
      {phone.state.full && (
        <p class="notice red" role="alert">
          {phone.state.onlyInPage > 0 ? say.onlyInPage(phone.state.onlyInPage) : say.full}
        </p>
      )}
      {refused.length > 0 && <h2 class="group">{say.refused}</h2>}
      {refused.map((one) => (
        <Refused key={one.fact.id} written={one} />
      ))}
      {waiting.length > 0 && <Waiting waiting={waiting} />}
      {sent.length > 0 && <h2 class="group">{say.sentTitle}</h2>}
      {sent.map((one) => (
        <Line key={one.fact.id} written={one} />
      ))}
    </Page>
  );
}

function Waiting({ waiting }: { waiting: Written[] }) {
  const { phone, words } = useCampo();
  const say = words.pending;
  const { syncing, onlyInPage } = phone.state;
  return (
    <>
      <h2 class="group">{say.waiting(waiting.length)}</h2>
      {onlyInPage === 0 && <p class="soft">{say.waitingWhy}</p>}
      <div class="acts below">
        <button type="button" class="quiet" disabled={syncing} onClick={() => phone.sync()}>
          {syncing ? say.sending : say.sendNow}
        </button>
      </div>
      {waiting.map((one) => (
        <Line key={one.fact.id} written={one} />
      ))}
    </>
  );
}

function Line({ written, children }: { written: Written; children?: preact.ComponentChildren }) {
  const here = useCampo();
  const { phone, go } = here;
  const { person } = written.fact;
  return (
    <div class="card">
      <button type="button" class="plain name" onClick={() => go({ screen: "person", person })}>
        {nameOf(phone.person(person), here)}
      </button>
      <WrittenLine written={written} />
      {children}
    </div>
  );
}

/** Trying the same again helps where the coordination has put something right meanwhile. */
function Refused({ written }: { written: Written }) {
  const { phone, words, clock, go } = useCampo();
  const [asks, setAsks] = useState(false);
  const { isBusy, once } = useOnce();
  const say = words.pending;
  const { fact } = written;
  const again = () => once(() => phone.repair(fact.id, asBefore(fact)));
  return (
    <Line written={written}>
      {holdsAnswers(fact) && <p class="soft">{say.answersStay(clock.mustAnswer(written.refusal?.due_at))}</p>}
      {asks ? (
        <div class="notice orange">
          <p>{say.leaveSure}</p>
          <div class="acts">
            <button type="button" disabled={isBusy} onClick={() => once(() => phone.leave(fact.id))}>
              {say.leaveGo}
            </button>
            <button type="button" class="quiet" onClick={() => setAsks(false)}>
              {say.keep}
            </button>
          </div>
        </div>
      ) : (
        <div class="acts">
          {formOf(fact.kind) && (
            <button type="button" onClick={() => go({ screen: "note", person: fact.person, fact: fact.id })}>
              {say.repair}
            </button>
          )}
          <button type="button" class="quiet" disabled={isBusy} onClick={again}>
            {say.again}
          </button>
          <button type="button" class="quiet" onClick={() => setAsks(true)}>
            {say.leave}
          </button>
        </div>
      )}
    </Line>
  );
}

/** Answers are not edited once they were refused: a sign of danger could vanish with them. */
function holdsAnswers({ body }: Written["fact"]): boolean {
  const { answers, instead } = body as { answers?: object | null; instead?: { answers?: object } };
  return (answers ?? instead?.answers) != null;
}

function asBefore({ person, kind, body, happened_at, place }: Written["fact"]): NewFact {
  return { person, kind, body, happened_at, ...(place && { place }) } as NewFact;
}
