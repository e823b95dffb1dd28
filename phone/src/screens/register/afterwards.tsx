// After the registration: what the person agrees to, who may know, and the first screening.
import { useState } from "preact/hooks";
import { Page } from "../../parts/page.tsx";
import { newId } from "../../store/ids.ts";
import type { PersonHere } from "../../sync/phone.ts";
import { useDraft, useOnce } from "../draft.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { consent } from "../note/consent.ts";
import { Fields } from "../note/fields.tsx";
import {
  type About,
  type Draft,
  type FactForm,
  type FieldName,
  missing,
  type Troubles,
  type Values,
} from "../note/form.ts";
import { network } from "../note/network.ts";
import { showFirst, Trouble } from "../note/note.tsx";
import { ToRead } from "../note/to_read.tsx";
import { ALL_STEPS, Progress } from "./register.tsx";

type Stage = "consent" | "network" | "done";

export function Afterwards({ person: id }: { person: string }) {
  const { phone } = useCampo();
  const person = phone.person(id);
  const [stage, setStage] = useState<Stage>(() => stageOf(person));
  const [round, setRound] = useState(0);
  if (stage === "consent") {
    const next = (values?: Values) => setStage(values?.given === "no" ? "done" : "network");
    return <Asked key="consent" name="consent" form={consent} person={person} id={id} next={next} />;
  }
  if (stage === "network") {
    return (
      <Asked
        key={round}
        name="network"
        form={network}
        person={person}
        id={id}
        next={() => setStage("done")}
        again={() => setRound(round + 1)}
      />
    );
  }
  return <Done person={person} id={id} />;
}

/** Whoever comes back goes on where they were: what was recorded says how far that is. */
function stageOf(person: PersonHere | undefined): Stage {
  const kinds = new Set(person?.pending.map(({ fact }) => fact.kind));
  if (kinds.has("contact_named") || refusedCare(person)) return "done";
  return kinds.has("consent_given") ? "network" : "consent";
}

function refusedCare(person: PersonHere | undefined): boolean {
  const said = person?.pending.flatMap(({ fact }) =>
    fact.kind === "consent_given" && fact.body.scope === "care" ? [fact.body.given] : [],
  );
  return said?.at(-1) === false;
}

type AskedProps = {
  name: "consent" | "network";
  form: FactForm<"consent_given"> | FactForm<"contact_named">;
  person: PersonHere | undefined;
  id: string;
  next(values?: Values): void;
  /** Save, and ask the same about somebody else. */
  again?: () => void;
};

/** What is asked at registration is the care itself: the other purposes have their form. */
const HIDDEN: FieldName[] = ["scope"];

function Asked({ name, form, person, id, next, again }: AskedProps) {
  const here = useCampo();
  const { phone, words } = here;
  const draft = { key: `note/${name}/${id}/`, person: id, form: name };
  const first = (): Draft => {
    const fact = newId();
    return { id: fact, values: form.begin?.({ here, person, id: fact }) ?? {} };
  };
  const { values: kept, change, finish } = useDraft<Draft>(phone, draft, first);
  const { isBusy, once } = useOnce();
  const [found, setFound] = useState<Troubles>({});
  const [failed, setFailed] = useState("");
  if (!kept) return <Page title={words.register[name]} />;
  const { values } = kept;
  const about = { here, person, id: kept.id };
  const fields = form.fields(about, values).filter((field) => !HIDDEN.includes(field.name));

  async function save(then: (values?: Values) => void) {
    const unsaid = missing(fields, values, words);
    setFound(unsaid);
    if (Object.keys(unsaid).length > 0) return showFirst(unsaid);
    await once(async () => {
      await finish((done) => record(form, id, values, about, done));
      scrollTo(0, 0);
      then(values);
    }).catch((error: unknown) => {
      if (!phone.state.full) throw error;
      setFailed(words.full);
    });
  }

  const set = (field: FieldName, value: string) => change({ ...kept, values: { ...values, [field]: value } });
  return (
    <Page
      title={words.register[name]}
      under={
        <>
          <Progress step={ALL_STEPS - (name === "consent" ? 2 : 1)} />
          <p class="soft">{nameOf(person, here)}</p>
        </>
      }
    >
      <p class="soft">{words.register[`${name}Hint`]}</p>
      <ToRead aloud={form.aloud?.(values, about)} />
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void save(next);
        }}
      >
        <Fields fields={fields} values={values} troubles={found} change={set} />
        <Trouble troubles={found} failed={failed} />
        <div class="acts">
          <button type="submit" disabled={isBusy}>
            {words.save}
          </button>
          {again && (
            <button type="button" class="quiet" disabled={isBusy} onClick={() => save(again)}>
              {words.register.anotherContact}
            </button>
          )}
          <button type="button" class="quiet" disabled={isBusy} onClick={() => next()}>
            {words.notNow}
          </button>
        </div>
      </form>
    </Page>
  );
}

type Form = AskedProps["form"];

function record(form: Form, person: string, values: Values, about: About, done: string) {
  const { phone } = about.here;
  const { id } = about;
  return form.kind === "consent_given"
    ? phone.record({ id, person, kind: form.kind, body: form.body(values, about) }, done)
    : phone.record({ id, person, kind: form.kind, body: form.body(values, about) }, done);
}

function Done({ person, id }: { person: PersonHere | undefined; id: string }) {
  const here = useCampo();
  const { words, replace } = here;
  const say = words.register;
  const mayScreen = !refusedCare(person);
  return (
    <Page title={say.done} under={<p class="soft">{nameOf(person, here)}</p>}>
      <p class="notice leaf">{say.doneWhy}</p>
      {!mayScreen && <p class="notice orange">{say.refused}</p>}
      <div class="acts">
        {mayScreen && (
          <button type="button" onClick={() => replace({ screen: "screening", person: id })}>
            {say.screen}
          </button>
        )}
        <button type="button" class="quiet" onClick={() => replace({ screen: "person", person: id })}>
          {say.open}
        </button>
      </div>
    </Page>
  );
}
