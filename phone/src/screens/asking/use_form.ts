import { useEffect, useState } from "preact/hooks";
import type { Instrument } from "../../engine/index.ts";
import { useCampo } from "../here.ts";
import { begin, type Form, type FormKind, factOf, keyOf, resume } from "./form.ts";

export type Open = { form: Form; instrument: Instrument };

type Forms = {
  /** Undefined while it is looked for; null where the content does not have the instrument. */
  open: Open | null | undefined;
  change(form: Form): void;
  /** Record it, and forget the draft. */
  record(form: Form): Promise<void>;
};

/** The form of this kind about a person: the half-done one, or a new one. */
export function useForm(kind: FormKind, person: string, id: string): Forms {
  const { phone } = useCampo();
  const [open, setOpen] = useState<Open | null | undefined>(undefined);

  useEffect(() => {
    void resume(phone, kind, person, id).then((found) => setOpen(found ?? fresh()));
  }, [phone, kind, person, id]);

  function fresh(): Open | null {
    const instrument = phone.content?.instruments.filter((one) => one.id === id).at(-1);
    if (!phone.content || !instrument) return null;
    return { instrument, form: begin(kind, person, instrument, phone.content.hash) };
  }

  const change = (form: Form) => setOpen((before) => before && { ...before, form });

  async function record(form: Form): Promise<void> {
    await phone.record(factOf(form, form.answers, phone.lang));
    await phone.drafts.drop(keyOf(form));
  }

  return { open, change, record };
}
