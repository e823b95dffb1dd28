import type { PersonHere } from "../../sync/phone.ts";
import type { Alert } from "../../wire/field.ts";
import { type Here, useCampo } from "../here.ts";
import { LevelTag, levelColor } from "../level_tag.tsx";
import { nameOf } from "../named.ts";
import { type Unheard, unheard } from "../risk/alarm.ts";

/** The open risk with its clock, and who answers for it. Nobody lowers it here. */
export function OpenRisk({ person }: { person: PersonHere }) {
  const here = useCampo();
  const { words, clock, content, go } = here;
  const alert = person.card?.picture.alert;
  const alarm = unheard(here.phone, person);
  if (alarm) return <UnheardAlarm person={person} alarm={alarm} isOnTheirPage />;
  if (!alert) return null;
  const say = words.person.risk;
  const color = levelColor(alert.level);
  return (
    <section class={`card edge ${color}`} aria-label={say.title}>
      <p class="tags">
        <LevelTag level={alert.level} />
      </p>
      <p>
        <strong>{say.due(content.taskName(alert.due_rule), clock.until(alert.due_at))}</strong>
      </p>
      {signs(alert, here).map((sign) => (
        <p key={sign}>{sign}</p>
      ))}
      <p class="soft">{whoAnswers(alert, person, here)}</p>
      <div class="acts">
        <button
          type="button"
          class={color === "red" ? "red" : "quiet"}
          onClick={() => go({ screen: "risk", person: person.id })}
        >
          {say.go}
        </button>
      </div>
    </section>
  );
}

type UnheardProps = { person: PersonHere; alarm: Unheard; isOnTheirPage?: true };

/** An alarm that has not arrived goes before what the server knows. */
export function UnheardAlarm({ person, alarm, isOnTheirPage }: UnheardProps) {
  const here = useCampo();
  const { words, clock, go } = here;
  const say = words.person.risk;
  return (
    <section class="card edge red" aria-label={words.person.risk.title}>
      {!isOnTheirPage && (
        <p>
          <strong>{nameOf(person, here)}</strong>
        </p>
      )}
      <p>{alarm.where === "here" ? say.pending : say.refused(clock.mustAnswer(alarm.dueAt))}</p>
      <div class="acts">
        <button type="button" class="red" onClick={() => go({ screen: "risk", person: person.id })}>
          {words.person.risk.go}
        </button>
      </div>
    </section>
  );
}

/** What raised the alarm, in the content's words, the newest first. */
function signs({ flags = [] }: Alert, { content, clock }: Here): string[] {
  const newest = [...flags].sort((a, b) => b.at.localeCompare(a.at)).slice(0, 2);
  return newest.map(({ instrument, item, at }) => `${content.flagMeaning(instrument, item)} (${clock.when(at)})`);
}

function whoAnswers(alert: Alert, person: PersonHere, { words, clock, facts }: Here): string {
  const say = words.person.risk;
  const task = person.card?.picture.tasks?.find(({ rule }) => rule === alert.due_rule);
  const owner = task?.owner ? facts.workerName(task.owner) : task && words.duties[task.duty];
  const by = alert.acknowledged;
  const taken = by ? say.taken(facts.workerName(by.by) ?? words.facts.someone, clock.when(by.at)) : say.notTaken;
  const assessed = alert.assessed_at ? `${say.assessed(clock.when(alert.assessed_at))}. ` : "";
  return `${assessed}${say.answers(owner ?? say.nobodyNamed)}. ${taken}.`;
}
