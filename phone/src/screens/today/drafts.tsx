// What was begun and not finished, so that nobody has to remember it.
import { useEffect, useState } from "preact/hooks";
import type { Draft } from "../../sync/phone.ts";
import { CORRECTION, type Form } from "../asking/form.ts";
import { keptDrafts } from "../draft.ts";
import { type Here, useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import type { NoteName, Route } from "../routes.ts";

type Kept = { key: string; draft: Draft };

export function Drafts() {
  const here = useCampo();
  const { phone, words, go } = here;
  const [kept, setKept] = useState<Kept[]>([]);
  useEffect(() => {
    void keptDrafts(phone).then(setKept, () => {});
  }, [phone]);
  const lines = kept.flatMap(({ key, draft }) => {
    const found = lineOf(draft, here);
    return found ? [{ key, ...found }] : [];
  });
  if (lines.length === 0) return null;
  return (
    <section class="notice">
      <h2>{words.today.drafts}</h2>
      <ul class="lines">
        {lines.map(({ key, title, route }) => (
          <li key={key}>
            <p>{title}</p>
            <button type="button" class="quiet" onClick={() => go(route)}>
              {words.today.resume}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function lineOf(draft: Draft, here: Here): { title: string; route: Route } | null {
  const { person, form } = draft;
  const { phone, words } = here;
  const titles: Record<string, string> = words.note.titles;
  if (form === "register") return { title: words.facts.registered, route: { screen: "register" } };
  const who = phone.person(person);
  if (form === CORRECTION && who) {
    const { fact } = draft.values as Form;
    return { title: `${words.person.correct} · ${nameOf(who, here)}`, route: { screen: "correct", person, fact } };
  }
  if (!who || !titles[form]) return null;
  return { title: `${titles[form]} · ${nameOf(who, here)}`, route: routeOf(form, person) };
}

function routeOf(form: string, person: string): Route {
  if (form === "screening" || form === "visit" || form === "call") return { screen: form, person };
  return { screen: "note", person, form: form as NoteName };
}
