// A person: what is open, what to do, how they are, whom to call, what is still to be sent.
import { Empty, Page } from "../../parts/page.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import { useCampo } from "../here.ts";
import { ageAndPlace, knownOf, nameOf, stageOf } from "../named.ts";
import { WrittenHere } from "../pending/written_here.tsx";
import { Consents, LastContacts, Network, Reach, Referrals, SafetyPlan } from "./around.tsx";
import { OpenRisk } from "./risk.tsx";
import { Scores } from "./scores.tsx";
import { Tasks } from "./tasks.tsx";

export function PersonScreen({ person: id }: { person: string }) {
  const { phone, words, go, back } = useCampo();
  const person = phone.person(id);
  const up = { name: words.back, go: back };
  if (!person) {
    return (
      <Page title={words.find.title} back={up}>
        <Empty title={words.person.unknown}>
          <p class="soft">{words.person.unknownNext}</p>
        </Empty>
      </Page>
    );
  }
  return (
    <Whole person={person} up={up}>
      <button type="button" class="quiet" onClick={() => go({ screen: "history", person: id })}>
        {words.person.history}
      </button>
    </Whole>
  );
}

type WholeProps = { person: PersonHere; up: { name: string; go(): void }; children: preact.ComponentChildren };

function Whole({ person, up, children }: WholeProps) {
  const here = useCampo();
  const { words } = here;
  return (
    <Page title={nameOf(person, here)} back={up} under={<Under person={person} />}>
      {person.card?.picture.known.erased && <p class="notice">{words.person.erased}</p>}
      <OpenRisk person={person} />
      <Actions person={person} />
      <WrittenHere person={person} />
      <Tasks person={person} />
      <Reach person={person} />
      <Scores person={person} />
      <Network person={person} />
      <SafetyPlan person={person} />
      <Referrals person={person} />
      <LastContacts person={person} />
      <Consents person={person} />
      {children}
    </Page>
  );
}

function Under({ person }: { person: PersonHere }) {
  const here = useCampo();
  const { words } = here;
  const stage = stageOf(person, here);
  return (
    <>
      <p class="soft">{ageAndPlace(person, here)}</p>
      <p class="soft">{person.card ? stage || words.find.noProgram : words.person.moved}</p>
      <p class="soft">{accompaniedBy(person, here)}</p>
    </>
  );
}

function accompaniedBy(person: PersonHere, { phone, words, facts }: ReturnType<typeof useCampo>): string {
  const { agent, clinician } = knownOf(person);
  const say = words.person;
  const by = agent === phone.user.id ? say.agentYou : say.agent(nameOfWorker(agent));
  const treated = clinician ? say.clinician(nameOfWorker(clinician)) : "";
  return [agent ? by : say.agentNone, treated].filter(Boolean).join(" · ");

  function nameOfWorker(user?: string | null): string {
    return (user && facts.workerName(user)) || words.facts.someone;
  }
}

function Actions({ person: { id: person } }: { person: PersonHere }) {
  const { words, go } = useCampo();
  const say = words.person;
  return (
    <>
      <div class="acts three">
        <button type="button" onClick={() => go({ screen: "visit", person })}>
          {say.visit}
        </button>
        <button type="button" onClick={() => go({ screen: "call", person })}>
          {say.call}
        </button>
        <button type="button" onClick={() => go({ screen: "screening", person })}>
          {say.screen}
        </button>
      </div>
      <div class="acts below">
        <button type="button" class="quiet" onClick={() => go({ screen: "note", person })}>
          {say.note}
        </button>
      </div>
    </>
  );
}
