// A record that should never have been made stops counting. It stays in the history, as withdrawn.
import { useState } from "preact/hooks";
import { Choices } from "../../parts/fields.tsx";
import { Empty, Page } from "../../parts/page.tsx";
import type { FactWithdrawn } from "../../wire/field.ts";
import { useOnce } from "../draft.ts";
import { useCampo } from "../here.ts";
import { nameOf } from "../named.ts";
import { bodyNow, factWritten } from "../written.ts";
import { optionsOf } from "./form.ts";
import { Trouble } from "./note.tsx";

export function WithdrawScreen({ person, fact: id }: { person: string; fact: string }) {
  const here = useCampo();
  const { phone, words, facts, back } = here;
  const [reason, setReason] = useState("");
  const [trouble, setTrouble] = useState("");
  const [failed, setFailed] = useState("");
  const { isBusy, once } = useOnce();
  const found = factWritten(phone, id)?.fact;
  const up = { name: words.back, go: back };
  if (!found) {
    return (
      <Page title={words.note.withdrawTitle} back={up}>
        <Empty title={words.note.gone} />
      </Page>
    );
  }
  const { title, detail } = facts.tell(found.kind, bodyNow(phone, found));

  async function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!reason) return setTrouble(words.required);
    const body = { target: id, reason: reason as FactWithdrawn["reason"] };
    const withdraw = () => phone.record({ person, kind: "fact_withdrawn", body });
    await once(() => withdraw().then(back)).catch((error: unknown) => {
      if (!phone.state.full) throw error;
      setFailed(words.full);
    });
  }

  return (
    <Page title={words.note.withdrawTitle} back={up} under={<p class="soft">{nameOf(phone.person(person), here)}</p>}>
      <div class="card">
        <strong>{title}</strong>
        <p class="soft">{detail}</p>
      </div>
      <p class="notice">{words.note.withdrawWhy}</p>
      <form onSubmit={submit} noValidate>
        <Choices
          name="reason"
          label={words.fields.reason}
          trouble={trouble}
          options={optionsOf(words.options.withdrawal)}
          value={reason}
          change={setReason}
        />
        <Trouble troubles={{}} failed={failed} />
        <button type="submit" disabled={isBusy}>
          {words.note.withdrawGo}
        </button>
      </form>
    </Page>
  );
}
