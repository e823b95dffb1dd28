// A danger that was heard of outside of any form: about whom, and what. The tap on what was heard records it, and opens the
// protocol, which is left only with a word of how.
import { useRef, useState } from "preact/hooks";
import { Empty, Page } from "../../parts/page.tsx";
import { newId } from "../../store/ids.ts";
import { said } from "../../words/content.ts";
import { type Here, useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { Fields } from "../note/fields.tsx";
import { type FieldSpec, missing, type Troubles, type Values } from "../note/form.ts";
import { registration, STEPS } from "../note/identity.ts";
import { showFirst, Trouble } from "../note/note.tsx";
import { Finder } from "../people/people.tsx";
import { type Alarm, noticeOf } from "../risk/alarm.ts";
import { useAlarm } from "../risk/watch.tsx";

/** Somebody of this phone, or somebody whom nobody registered, as far as they are known. */
type About = { person: string; name: string; registration?: NonNullable<Alarm["registration"]> };
type Stage = { at: "whom" } | { at: "unknown" } | { at: "what"; about: About };

export function NoticeScreen({ person }: { person?: string }) {
  const here = useCampo();
  const of = (id: string): About => ({ person: id, name: nameOf(here.phone.person(id), here) });
  const [stage, setStage] = useState<Stage>(person ? { at: "what", about: of(person) } : { at: "whom" });
  const what = (about: About) => setStage({ at: "what", about });
  switch (stage.at) {
    case "whom":
      return <Whom choose={(id) => what(of(id))} unknown={() => setStage({ at: "unknown" })} />;
    case "unknown":
      return <Unknown back={() => setStage({ at: "whom" })} next={what} />;
    case "what":
      return <What about={stage.about} back={person ? here.back : () => setStage({ at: "whom" })} />;
  }
}

function Whom({ choose, unknown }: { choose(person: string): void; unknown(): void }) {
  const { words, back } = useCampo();
  const say = words.notice;
  return (
    <Page title={say.whom} back={{ name: words.back, go: back }}>
      <button type="button" class="quiet below" onClick={unknown}>
        {say.unknown}
      </button>
      <Finder open={choose} />
    </Page>
  );
}

type UnknownProps = { back(): void; next(about: About): void };

/** Where somebody was found is enough: name and all the rest can be said later. */
function Unknown({ back, next }: UnknownProps) {
  const here = useCampo();
  const { words } = here;
  const [ids] = useState(() => ({ person: newId(), fact: newId() }));
  const about = { here, person: undefined, id: ids.fact };
  const [values, setValues] = useState<Values>(() => registration.begin?.(about) ?? {});
  const [troubles, setTroubles] = useState<Troubles>({});
  const fields: FieldSpec[] = [...STEPS.home(about).slice(0, 1), ...STEPS.name().slice(0, 2)];

  function submit(event: SubmitEvent) {
    event.preventDefault();
    const found = missing(fields, values, words);
    setTroubles(found);
    if (Object.keys(found).length > 0) return showFirst(found);
    const { person, fact: id } = ids;
    const body = registration.body(values, about);
    const name = [values.given_names, values.father_surname].filter(Boolean).join(" ");
    next({
      person,
      name: name || words.unnamed,
      registration: { id, person, kind: "person_registered", body },
    });
  }

  return (
    <Page title={words.notice.unknown} back={{ name: words.back, go: back }}>
      <p class="soft">{words.notice.unknownWhy}</p>
      <form onSubmit={submit} noValidate>
        <Fields
          fields={fields}
          values={values}
          troubles={troubles}
          change={(field, value) => setValues({ ...values, [field]: value })}
        />
        <Trouble troubles={troubles} failed="" />
        <div class="acts">
          <button type="submit">{words.next}</button>
        </div>
      </form>
    </Page>
  );
}

const NOTICE = "danger_notice";

function What({ about, back }: { about: About; back(): void }) {
  const here = useCampo();
  const { phone, words, replace } = here;
  const raise = useAlarm();
  const say = words.notice;
  const { person, registration: unregistered } = about;
  const instrument = phone.content?.instruments.filter((one) => one.id === NOTICE).at(-1);

  const isHeard = useRef(false);
  function heard(sign: string) {
    if (!instrument || isHeard.current) return;
    isHeard.current = true;
    const alarm = noticeOf(person, instrument, sign, hashOf(here), phone.lang);
    replace({ screen: "person", person });
    raise(unregistered ? { ...alarm, registration: unregistered } : alarm);
  }

  return (
    <Page title={say.what} back={{ name: words.back, go: back }} under={<p class="soft">{about.name}</p>}>
      <p>{say.whatWhy}</p>
      {!instrument && <Empty title={words.contentMissing} />}
      <div class="answers">
        {instrument?.items.map(({ code, text }) => (
          <button type="button" class="answer" key={code} onClick={() => heard(code)}>
            {said(text, phone.lang)}
          </button>
        ))}
      </div>
    </Page>
  );
}

const hashOf = ({ phone }: Here): string => phone.content?.hash ?? "";
