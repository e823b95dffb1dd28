// Help, one tap away from every screen: whom to call, what to do, what is known of the person's risk. It waits for nothing
// and asks nothing first; what somebody heard or saw is recorded from here, so that it is not only a call.
import { Page } from "../../parts/page.tsx";
import { said } from "../../words/content.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { Calls, Lines, Rules } from "./calls.tsx";
import { Danger, Dangers } from "./danger.tsx";

export function RiskScreen({ person }: { person?: string }) {
  const here = useCampo();
  const { phone, words, back, go } = here;
  const who = person === undefined ? undefined : phone.person(person);
  const alert = who?.card?.picture.alert;
  const level = alert?.level ?? "unassessed";
  const steps = phone.content?.risk.levels.find((one) => one.level === level)?.protocol ?? [];
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
      <Calls />
      <section class="notice">
        <p>{words.notice.why}</p>
        <button type="button" onClick={() => go({ screen: "notice", ...(person && { person }) })}>
          {words.notice.go}
        </button>
      </section>
      <Dangers signs={signs} />
      <section>
        <h2>{words.risk.steps}</h2>
        <ol class="now">
          {steps.map(({ code, say }) => (
            <li key={code}>{said(say, phone.lang)}</li>
          ))}
        </ol>
      </section>
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
