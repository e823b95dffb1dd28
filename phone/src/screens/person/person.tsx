import { Page } from "../../parts/page.tsx";
import type { PersonHere } from "../../sync/phone.ts";
import type { ContentWords } from "../../words/content.ts";
import type { Words } from "../../words/words.ts";
import type { Go } from "../go.ts";

type Props = { person: PersonHere; words: Words; content: ContentWords; go: Go; back(): void };

export function PersonScreen({ person, words, content, go, back }: Props) {
  const say = words.person;
  const picture = person.card?.picture;
  return (
    <Page title={person.name || words.unnamed} back={{ name: words.back, go: back }}>
      <button type="button" onClick={() => go({ at: "visit", person: person.id })}>
        {say.visit}
      </button>
      {person.pending.length > 0 && (
        <section>
          <h2>{say.pending}</h2>
          <ul>
            {person.pending.map(({ fact, state, refusal }) => (
              <li class="card" key={fact.id}>
                {words.kinds[fact.kind] ?? fact.kind} · {say[state]}
                {refusal && <div class="soft">{refusal.remedy}</div>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <h2>{say.tasks}</h2>
      <ul>
        {picture?.tasks?.map((task) => (
          <li class="card" key={task.id}>
            {content.taskName(task)}
            <div class="soft">{content.taskWhy(task)}</div>
          </li>
        ))}
      </ul>
      <h2>{say.contacts}</h2>
      <ul>
        {picture?.contacts?.map((contact) => (
          <li class="card" key={contact.fact}>
            {new Date(contact.at).toLocaleDateString()}
          </li>
        ))}
      </ul>
    </Page>
  );
}
