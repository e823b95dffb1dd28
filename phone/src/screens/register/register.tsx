// Nuevo: a person is registered step by step, with or without a document; then what they agree to, who may know, and on to
// the first screening. Each fact is kept as soon as its step is done.
import { useState } from "preact/hooks";
import { Page } from "../../parts/page.tsx";
import { newId } from "../../store/ids.ts";
import { useDraft, useOnce } from "../draft.ts";
import { type Here, useCampo } from "../here.ts";
import { Fields } from "../note/fields.tsx";
import { type About, type FieldName, type FieldSpec, missing, type Troubles, type Values } from "../note/form.ts";
import { troubles as identityTroubles, registration, STEPS } from "../note/identity.ts";
import { showFirst, Trouble } from "../note/note.tsx";
import { likelySame } from "../people/finding.ts";
import { PersonRow } from "../people/row.tsx";
import { Afterwards } from "./afterwards.tsx";

type StepName = keyof typeof STEPS;
/** Person and fact have their ids from the beginning: registered twice, it is still one. */
type Kept = { step: number; person: string; id: string; values: Values };

const ORDER: StepName[] = ["name", "document", "birth", "home", "reach"];
/** Consent and who may know. */
const AFTERWARDS = 2;
export const ALL_STEPS = ORDER.length + AFTERWARDS;

export function RegisterScreen({ person }: { person?: string }) {
  return person ? <Afterwards person={person} /> : <Identity />;
}

function Identity() {
  const here = useCampo();
  const { phone, words } = here;
  const begin = (): Kept => {
    const id = newId();
    return { step: 0, person: newId(), id, values: registration.begin?.({ here, person: undefined, id }) ?? {} };
  };
  const {
    values: kept,
    change,
    finish,
  } = useDraft<Kept>(phone, { key: "register", person: "", form: "register" }, begin);
  if (!kept) return <Page title={words.register.title} />;
  return <Step kept={kept} change={change} finish={finish} begin={begin} />;
}

type Finish = ReturnType<typeof useDraft<Kept>>["finish"];
type StepProps = { kept: Kept; change(kept: Kept): void; finish: Finish; begin(): Kept };

function Step({ kept, change, finish, begin }: StepProps) {
  const here = useCampo();
  const { words } = here;
  const { step, values, id } = kept;
  const [found, setFound] = useState<Troubles>({});
  const name = ORDER[step];
  const about: About = { here, person: undefined, id };
  const to = (next: number) => {
    setFound({});
    scrollTo(0, 0);
    change({ ...kept, step: next });
  };
  if (!name) return <Likely kept={kept} finish={finish} back={() => to(step - 1)} />;
  const fields = STEPS[name](about, values);

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const all = { ...missing(fields, values, words), ...troublesOf(fields, values, about) };
    setFound(all);
    if (Object.keys(all).length > 0) showFirst(all);
    else to(step + 1);
  }

  return (
    <Page
      title={words.register[name]}
      {...(step > 0 && { back: { name: words.back, go: () => to(step - 1) } })}
      under={<Progress step={step} />}
    >
      <p class="soft">{hintOf(name, here)}</p>
      <form onSubmit={submit} noValidate key={name}>
        <Fields
          fields={fields}
          values={values}
          troubles={found}
          change={(field: FieldName, value) => change({ ...kept, values: { ...values, [field]: value } })}
        />
        <Trouble troubles={found} failed="" />
        <div class="acts">
          <button type="submit">{words.next}</button>
          {step > 0 && (
            <button type="button" class="plain" onClick={() => change(begin())}>
              {words.register.discard}
            </button>
          )}
        </div>
      </form>
    </Page>
  );
}

export function Progress({ step }: { step: number }) {
  const { words } = useCampo();
  return (
    <>
      <p class="soft">{words.register.step(step + 1, ALL_STEPS)}</p>
      <div class="steps" aria-hidden="true">
        <i style={{ width: `${((step + 1) / ALL_STEPS) * 100}%` }} />
      </div>
    </>
  );
}

function hintOf(name: StepName, { words }: Here): string {
  const say = words.register;
  return { name: say.nameHint, document: "", birth: say.birthHint, home: say.homeHint, reach: "" }[name];
}

/** Only what was asked on this step. */
function troublesOf(asked: FieldSpec[], values: Values, about: About): Troubles {
  const all = { ...identityTroubles(values, about), ...(!values.home && { home: about.here.words.trouble.home }) };
  const names = new Set<string>(asked.map(({ name }) => name));
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.has(name)));
}

// --- Is it somebody who is here already? ------------------------------------------------------------------------------

type LikelyProps = { kept: Kept; finish: Finish; back(): void };

function Likely({ kept: { values, person, id }, finish, back }: LikelyProps) {
  const here = useCampo();
  const { phone, words, replace } = here;
  const [failed, setFailed] = useState("");
  const { isBusy, once } = useOnce();
  const say = words.register;
  const same = likelySame(saidIn(values), phone.people());

  async function register() {
    const body = registration.body(values, { here, person: undefined, id });
    const record = (done: string) => phone.record({ id, person, kind: "person_registered", body }, done);
    await once(() => finish(record).then(() => replace({ screen: "register", person }))).catch((error: unknown) => {
      if (!phone.state.full) throw error;
      setFailed(words.full);
    });
  }

  return (
    <Page
      title={same.length > 0 ? say.likely : nameTyped(values) || words.unnamed}
      back={{ name: words.back, go: back }}
      under={<Progress step={ORDER.length - 1} />}
    >
      {same.length > 0 && (
        <>
          <p class="soft">{say.likelyHint}</p>
          <ul class="rows card">
            {same.map((known) => (
              <PersonRow key={known.id} person={known} says={say.likelyGo} />
            ))}
          </ul>
        </>
      )}
      <Trouble troubles={{}} failed={failed} />
      <div class="acts">
        <button type="button" disabled={isBusy} onClick={register}>
          {isBusy ? say.saving : same.length > 0 ? say.likelyNot : say.go}
        </button>
      </div>
    </Page>
  );
}

function saidIn(values: Values) {
  const names = [values.given_names, values.father_surname, values.mother_surname].filter((name) => name !== undefined);
  const year = Number(values.birth_year);
  return { names, document: values.document_type ? (values.document_number ?? "") : "", birthYear: year || null };
}

function nameTyped({ social_name, given_names, father_surname, mother_surname }: Values): string {
  return social_name?.trim() || [given_names, father_surname, mother_surname].filter(Boolean).join(" ").trim();
}
