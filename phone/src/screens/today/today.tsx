import { Page } from "../../parts/page.tsx";
import type { Phone } from "../../sync/phone.ts";
import type { ContentWords } from "../../words/content.ts";
import type { Words } from "../../words/words.ts";
import type { Go } from "../go.ts";
import { standing } from "../standing.ts";
import { linesFor } from "./tasks.ts";

type Props = { phone: Phone; words: Words; content: ContentWords; go: Go };

export function TodayScreen({ phone, words, content, go }: Props) {
  const say = words.tasks;
  const lines = linesFor(phone, new Date());
  return (
    <Page title={words.today} state={standing(phone.state, words)}>
      <p class="soft">{say.people(phone.people().length)}</p>
      {lines.length === 0 && <p>{say.none}</p>}
      <ul>
        {lines.map(({ person, task, isLate, isDone }) => (
          <li class="card" key={task.id}>
            <strong>{person.name || words.unnamed}</strong>
            <div>{content.taskName(task)}</div>
            <div class="soft">{content.taskWhy(task)}</div>
            {isDone && <div>{say.done}</div>}
            {isLate && !isDone && <div>{say.late}</div>}
            <button type="button" onClick={() => go({ at: "person", person: person.id })}>
              {say.open}
            </button>
          </li>
        ))}
      </ul>
      <ul>
        {phone.people().map((person) => (
          <li class="card" key={person.id}>
            <button type="button" class="quiet" onClick={() => go({ at: "person", person: person.id })}>
              {person.name || words.unnamed}
            </button>
          </li>
        ))}
      </ul>
    </Page>
  );
}
