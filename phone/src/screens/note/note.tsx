// Anotar: one form at a time, written anew, corrected, or repaired after a refusal.
import { useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import { newId } from "../../store/ids.ts";
import type { PendingFact, PersonHere } from "../../sync/phone.ts";
import type { NewFact } from "../../wire/fact.ts";
import type { Fact } from "../../wire/field.ts";
import { useDraft, useOnce } from "../draft.ts";
import { type Here, useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import type { NoteName } from "../routes.ts";
import { bodyNow, factWritten } from "../written.ts";
import { Fields } from "./fields.tsx";
import {
  type About,
  type Draft,
  type FactForm,
  type FieldName,
  type FieldSpec,
  missing,
  type Troubles,
  type Values,
} from "./form.ts";
import { formNamed, formOf } from "./forms.ts";
import { Menu } from "./menu.tsx";
import { ToRead } from "./to_read.tsx";
import { happenedAt, whenFields, whenIn, whenTroubles } from "./when.ts";

type NoteProps = { person: string; form?: NoteName; fact?: string; referral?: string };

export function NoteScreen({ person: id, form, fact, referral }: NoteProps) {
  const here = useCampo();
  const person = here.phone.person(id);
  if (fact) return <Amended fact={fact} person={person} />;
  if (!form) return <Menu person={id} />;
  return <New name={form} person={person} id={id} referral={referral} />;
}

type NewProps = { name: NoteName; id: string; person: PersonHere | undefined; referral: string | undefined };

function New({ name, id, person, referral }: NewProps) {
  const here = useCampo();
  const form = formNamed(name);
  const begin = (about: About) => ({ when: "today", ...form.begin?.(about), ...(referral && { referral }) });
  const save = (values: Values, about: About, done: string) => {
    const fact = made(id, form, form.body(values, about), happenedAt(values, here.clock));
    return here.phone.record({ ...fact, id: about.id }, done);
  };
  return (
    <Asked
      title={here.words.note.titles[name]}
      form={form}
      person={person}
      draft={{ key: `note/${name}/${id}/${referral ?? ""}`, person: id, form: name }}
      begin={begin}
      save={save}
    />
  );
}

/** A fact that is here: corrected where it stands, repaired where it was refused. */
function Amended({ fact: id, person }: { fact: string; person: PersonHere | undefined }) {
  const here = useCampo();
  const { phone, words, facts, clock, back } = here;
  const [found] = useState(() => factWritten(phone, id));
  const form = found && formOf(found.fact.kind);
  if (!found || !form) {
    return (
      <Page title={words.person.correct} back={{ name: words.back, go: back }}>
        <Empty title={words.note.gone} />
      </Page>
    );
  }
  const { fact, state } = found;
  const isRepair = state === "refused";
  const before = isRepair ? fact.body : bodyNow(phone, fact);
  const begin = (about: About) => ({
    ...form.filled(before, about),
    ...whenIn(fact.happened_at, fact.recorded_at, clock),
  });
  return (
    <Asked
      title={facts.tell(fact.kind, before).title}
      why={isRepair ? reasonOf(found, here) : words.note.correcting}
      form={form}
      person={person}
      draft={{ key: `amend/${id}`, person: fact.person, form: "amend" }}
      begin={begin}
      save={(values, about, done) => amend(found, form, values, about, done)}
    />
  );
}

function amend({ fact, state }: PendingFact, form: FactForm, values: Values, about: About, done: string) {
  const { phone, clock } = about.here;
  const body = form.body(values, about, state === "refused" ? fact.body : bodyNow(phone, fact));
  const at = happenedAt(values, clock) ?? fact.happened_at;
  if (state === "refused") {
    const repaired = { ...made(fact.person, form, body, at), ...(fact.place && { place: fact.place }) };
    return phone.repair(fact.id, repaired, done);
  }
  const { identity, ...instead } = body as { identity?: Record<string, unknown> | null };
  const moved = clock.dateOf(at) === clock.dateOf(fact.happened_at) ? {} : { happened_at: at };
  const correction = { target: fact.id, of: fact.kind, instead, ...(identity && { identity }), ...moved };
  return phone.record({ id: about.id, person: fact.person, kind: "fact_corrected", body: correction }, done);
}

function made(person: string, form: FactForm, body: Fact["body"], at: string | undefined): NewFact {
  return { person, kind: form.kind, body, ...(at && { happened_at: at }) } as NewFact;
}

/** Why it was not accepted and what to do, as the server says it: in the phone's language where its content has the words. */
export function reasonOf({ refusal }: PendingFact, { words, content }: Here): string {
  return content.refusal(refusal?.code ?? "") || refusal?.message || words.pending.reason;
}

// --- The form itself --------------------------------------------------------------------------------------------------

type AskedProps = {
  title: string;
  why?: string;
  form: FactForm;
  person: PersonHere | undefined;
  draft: { key: string; person: string; form: string };
  begin(about: About): Values;
  /** Record it, without its draft. */
  save(values: Values, about: About, draft: string): Promise<unknown>;
};

function Asked({ title, why, form, person, draft, begin, save }: AskedProps) {
  const here = useCampo();
  const { phone, words, back } = here;
  const first = () => {
    const id = newId();
    return { id, values: begin({ here, person, id }) };
  };
  const { values: kept, change, finish } = useDraft<Draft>(phone, draft, first);
  const { isBusy, once } = useOnce();
  const [troubles, setTroubles] = useState<Troubles>({});
  const [failed, setFailed] = useState("");
  if (!kept) return <Page title={title} back={{ name: words.back, go: back }} />;
  const { id, values } = kept;
  const about = { here, person, id };
  const fields = [...form.fields(about, values), ...(form.asksWhen ? whenFields(words, values) : [])];

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    const found = troublesOf(form, fields, values, about);
    setTroubles(found);
    if (Object.keys(found).length > 0) return showFirst(found);
    if (form.isEmpty?.(values, about)) return setFailed(words.trouble.nothing);
    await once(() => finish((done) => save(values, about, done)).then(back)).catch((error: unknown) => {
      if (!phone.state.full) throw error;
      setFailed(words.full);
    });
  }

  const set = (name: FieldName, value: string) => change({ id, values: { ...values, [name]: value } });
  const told = why ?? form.why?.(words);
  return (
    <Page title={title} back={{ name: words.back, go: back }} under={<p class="soft">{nameOf(person, here)}</p>}>
      {told && <p class="notice">{told}</p>}
      <ToRead aloud={form.aloud?.(values, about)} />
      <form onSubmit={submit} noValidate>
        <Fields fields={fields} values={values} troubles={troubles} change={set} />
        <Trouble troubles={troubles} failed={failed} />
        <button type="submit" disabled={isBusy}>
          {words.save}
        </button>
      </form>
    </Page>
  );
}

function troublesOf(form: FactForm, fields: FieldSpec[], values: Values, about: About): Troubles {
  const { words, clock } = about.here;
  return {
    ...missing(fields, values, words),
    ...form.troubles?.(values, about),
    ...whenTroubles(values, words, clock),
  };
}

export function Trouble({ troubles, failed }: { troubles: Troubles; failed: string }) {
  const { words } = useCampo();
  const said = failed || (Object.keys(troubles).length > 0 ? words.missing : "");
  return said ? (
    <p class="trouble" role="alert">
      {said}
    </p>
  ) : null;
}

/** The first question that needs an answer comes into view. */
export function showFirst(troubles: Troubles): void {
  requestAnimationFrame(() => {
    const marked = document.querySelector<HTMLElement>("[aria-invalid=true]");
    const at = marked ?? document.getElementsByName(Object.keys(troubles)[0] ?? "")[0];
    at?.scrollIntoView({ block: "center" });
    (at?.querySelector("input") ?? at)?.focus({ preventScroll: true });
  });
}
