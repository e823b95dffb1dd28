// Help, one tap away from every screen: whom to call, what to do, what is known of the person's risk. It waits for nothing
// and asks nothing first; what somebody heard or saw is recorded from here, so that it is not only a call. Whoever leaves
// without having recorded anything is asked once, on the same screen; what they do then leaves.
import { useState } from "preact/hooks";
import { useBack } from "../../parts/back.ts";
import { Page } from "../../parts/page.tsx";
import type { Phone } from "../../sync/phone.ts";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { Calls, Lines, Rules } from "./calls.tsx";
import { Danger, Dangers } from "./danger.tsx";

export function RiskScreen({ person }: { person?: string }) {
  const here = useCampo();
  const { phone, words, clock, back } = here;
  const who = person === undefined ? undefined : phone.person(person);
  const alert = who?.card?.picture.alert;
  const level = alert?.level ?? "unassessed";
  const steps = phone.content?.risk.levels.find((one) => one.level === level)?.protocol ?? [];
  const [isLeaving, setLeaving] = useState(false);
  useBack(() => {
    if (isLeaving || hasRecorded(phone, clock.now)) return false;
    setLeaving(true);
    scrollTo(0, 0);
    return true;
  });
  const signs = who?.card?.picture.tasks?.flatMap(({ why }) => why?.signs ?? []) ?? [];
  return (
    <Page
      title={words.risk.title}
      back={{ name: words.back, go: back }}
      under={who && <p class="soft">{words.risk.about(nameOf(who, here))}</p>}
    >
      {alert && (
        <p>
          <span class="tag red">{words.risk.open}</span> {here.content.levelName(alert.level)}
        </p>
      )}
      {isLeaving && <Notice person={person} isLeaving />}
      <Calls />
      {!isLeaving && <Notice person={person} />}
      <Dangers signs={signs} />
      {steps.length > 0 && (
        <section>
          <h2>{words.risk.steps}</h2>
          <ol class="now">
            {steps.map(({ code, say }) => (
              <li key={code}>{said(say, phone.lang)}</li>
            ))}
          </ol>
        </section>
      )}
      <Lines />
      <Rules />
      {phone.content?.dangers && (
        <section>
          <h2>{words.risk.otherDangers}</h2>
          {phone.content.dangers.map((danger) => (
            <Danger key={danger.id} danger={danger} />
          ))}
        </section>
      )}
    </Page>
  );
}

/** To record what was heard; before leaving, with the other answer beside it. */
function Notice({ person, isLeaving }: { person: string | undefined; isLeaving?: true }) {
  const { words, go, back } = useCampo();
  const say = words.notice;
  return (
    <section class="notice" role={isLeaving ? "alert" : undefined}>
      {isLeaving && <h2>{say.leaving}</h2>}
      <p>{isLeaving ? say.leavingWhy : say.why}</p>
      <div class="acts">
        <button type="button" onClick={() => go({ screen: "notice", ...(person && { person }) })}>
          {say.go}
        </button>
        {isLeaving && (
          <button type="button" class="quiet" onClick={back}>
            {say.nothing}
          </button>
        )}
      </div>
    </section>
  );
}

const LATELY_MS = 60 * 60_000;

/** Whoever followed a protocol within the hour has recorded what there was. */
function hasRecorded(phone: Phone, now: Date): boolean {
  return phone.written().some(({ fact }) => {
    return fact.kind === "protocol_followed" && now.getTime() - Date.parse(fact.recorded_at) < LATELY_MS;
  });
}
