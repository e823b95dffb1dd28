import { Section } from "../../parts/page.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import type { Task } from "../../wire/field.ts";
import { type Here, useCampo } from "../here.ts";
import { nextStep } from "../next_step.ts";
import { Dangers } from "../risk/danger.tsx";
import { isDone } from "../today/tasks.ts";

/** What is owed to this person, by whomever. */
export function Tasks({ person }: { person: PersonHere }) {
  const here = useCampo();
  const { words, clock } = here;
  const all = person.card?.picture.tasks ?? [];
  const open = all.filter(({ opens_at }) => Date.parse(opens_at) <= clock.now.getTime());
  const inOrder = [...open].sort((a, b) => a.due_at.localeCompare(b.due_at));
  return (
    <Section title={words.person.tasks}>
      {inOrder.length === 0 && <p class="soft">{words.person.noTasks}</p>}
      <ul class="lines">
        {inOrder.map((task) => (
          <TaskLine key={task.id} task={task} person={person} />
        ))}
      </ul>
    </Section>
  );
}

function TaskLine({ task, person }: { task: Task; person: PersonHere }) {
  const here = useCampo();
  const { words, content, clock, go } = here;
  const step = nextStep(task, person, here);
  const done = isDone(task, person, content);
  const mine = task.owner ? task.owner === here.phone.user.id : task.duty === here.phone.user.role;
  return (
    <li>
      <p>
        <strong>{content.taskName(task.rule)}</strong>
        {" · "}
        <span class={isLate(task, here) ? "late" : "soft"}>{clock.until(task.due_at)}</span>
      </p>
      <p class="soft">{content.taskWhy(task)}</p>
      <Dangers signs={task.why?.signs ?? []} />
      {done && <p class="tag leaf">{words.today.done}</p>}
      {!mine && <p class="soft">{words.person.whose(owner(task, here))}</p>}
      {mine && !done && step.route.screen !== "person" && (
        <button type="button" class="quiet" onClick={() => go(step.route)}>
          {step.label}
        </button>
      )}
    </li>
  );
}

const isLate = ({ due_at }: Task, { clock }: Here): boolean => Date.parse(due_at) < clock.now.getTime();

function owner(task: Task, { facts, words }: Here): string {
  return (task.owner && facts.workerName(task.owner)) || words.duties[task.duty] || "";
}
