// A screening: which questionnaire, its questions one by one, what they come to, and what is next.
import { useState } from "preact/hooks";
import { nextItem } from "../../engine/index.ts";
import { Empty, Page } from "../../parts/page.tsx";
import { carriedOver } from "../asking/answers.ts";
import { Asking, REVIEW } from "../asking/asking.tsx";
import { begin, draftOf, type Form, keyOf } from "../asking/form.ts";
import { Intro } from "../asking/intro.tsx";
import { useForm } from "../asking/use_form.ts";
import { useCampo } from "../here.ts";
import { Choose } from "./choose.tsx";
import { Result } from "./result.tsx";

export function ScreeningScreen({ person, instrument }: { person: string; instrument?: string }) {
  const { replace } = useCampo();
  if (instrument !== undefined) return <Screened key={instrument} person={person} id={instrument} />;
  return <Choose person={person} choose={(id) => replace({ screen: "screening", person, instrument: id })} />;
}

function Screened({ person, id }: { person: string; id: string }) {
  const { phone, words, back, replace } = useCampo();
  const { open, record, ...filling } = useForm("screening", person, id);
  const [done, setDone] = useState<Form | null>(null);
  if (open === undefined) return null;
  if (open === null) {
    return (
      <Page title={words.screening.title} back={{ name: words.back, go: back }}>
        <Empty title={words.asking.gone} />
      </Page>
    );
  }
  const { form, instrument } = open;
  /** The next questionnaire, with what was answered to the very same questions just now. */
  async function goOn(next: string, { answers }: Form) {
    const to = phone.content?.instruments.filter((one) => one.id === next).at(-1);
    if (to && phone.content) {
      const begun = begin("screening", person, to, phone.content.hash);
      const carried = { ...begun, answers: carriedOver(instrument, answers, to) };
      await phone.drafts.put(keyOf(carried), draftOf(carried)).catch(() => {});
    }
    replace({ screen: "screening", person, instrument: next });
  }
  if (done) return <Result form={done} instrument={instrument} goOn={(next) => goOn(next, done)} />;
  if (form.at === null) {
    const start = () => filling.show({ ...form, at: nextItem(instrument, form.answers)?.code ?? REVIEW });
    return <Intro form={form} instrument={instrument} start={start} back={back} />;
  }
  async function finish(last: Form) {
    await record(last);
    setDone(last);
  }
  return (
    <Asking
      form={form}
      instrument={instrument}
      {...filling}
      finish={finish}
      before={() => filling.show({ ...form, at: null })}
    />
  );
}
