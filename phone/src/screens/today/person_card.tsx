import type { PersonHere } from "../../sync/phone.ts";
import type { Alert, Task } from "../../wire/field.ts";
import { useCampo } from "../here.ts";
import { LevelTag } from "../level_tag.tsx";
import { ageAndPlace, identityOf, nameOf } from "../named.ts";
import { nextStep } from "../next_step.ts";
import { Dangers } from "../risk/danger.tsx";
import type { GroupName, Line } from "./tasks.ts";

const COLORS: Record<GroupName, string> = { now: "red", today: "orange", week: "yellow", later: "sky", old: "sky" };

/** Who, why, where, how they want to be contacted, and one thing to do next. */
export function PersonCard({ line, group }: { line: Line; group: GroupName }) {
  const here = useCampo();
  const { words, go } = here;
  const { person, task, alert } = line;
  const level = person.card?.picture.alert?.level;
  const others = line.others.length + Number(!!alert && !!task);
  return (
    <article class={`card edge ${COLORS[group]}`}>
      {level && (
        <p class="tags">
          <LevelTag level={level} />
        </p>
      )}
      <h3 class="who">
        <button type="button" class="plain name" onClick={() => go({ screen: "person", person: person.id })}>
          {nameOf(person, here)}
        </button>
      </h3>
      <p class="soft">{ageAndPlace(person, here)}</p>
      {alert ? <Assess alert={alert} /> : task && <Why task={task} />}
      <Where person={person} />
      {others > 0 && <p class="soft">{words.today.others(others)}</p>}
      <Step line={line} />
    </article>
  );
}

function Step({ line: { person, task, alert } }: { line: Line }) {
  const here = useCampo();
  const { words, go } = here;
  const risk = { label: words.steps.risk, route: { screen: "risk", person: person.id } } as const;
  const step = alert ? risk : task && nextStep(task, person, here);
  if (!step) return null;
  return (
    <div class="acts">
      <button type="button" class={alert ? "red" : ""} onClick={() => go(step.route)}>
        {step.label}
      </button>
    </div>
  );
}

function Where({ person }: { person: PersonHere }) {
  const { words } = useCampo();
  const { address, address_hint, contact_wishes } = identityOf(person);
  const place = [address, address_hint].filter(Boolean).join(", ");
  return (
    <>
      {place && (
        <p>
          <span class="soft">{words.today.where}:</span> {place}
        </p>
      )}
      {contact_wishes && (
        <p>
          <span class="soft">{words.today.wish}:</span> <strong>{contact_wishes}</strong>
        </p>
      )}
    </>
  );
}

function Why({ task }: { task: Task }) {
  const { content, clock } = useCampo();
  const isLate = Date.parse(task.due_at) < clock.now.getTime();
  return (
    <>
      <p>
        <strong>{content.taskName(task.rule)}</strong>
        {" · "}
        <span class={isLate ? "late" : "soft"}>{clock.until(task.due_at)}</span>
      </p>
      <p class="soft">{content.taskWhy(task)}</p>
      <Dangers signs={task.why?.signs ?? []} />
    </>
  );
}

/** A risk that a professional has to assess: the agent sees that somebody has it, or that nobody has. */
function Assess({ alert }: { alert: Alert }) {
  const { words, clock, facts } = useCampo();
  const say = words.today;
  const by = alert.acknowledged;
  return (
    <>
      <p>
        <strong>{say.assess(clock.until(alert.due_at))}</strong>
      </p>
      <p class="soft">
        {by ? say.taken(facts.workerName(by.by) ?? words.facts.someone, clock.when(by.at)) : say.notTaken}
      </p>
    </>
  );
}
