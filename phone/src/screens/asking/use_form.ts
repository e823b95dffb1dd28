// A form with questions while somebody fills it: what is on the screen, and what is kept of it.
import { useEffect, useState } from "preact/hooks";
import type { Instrument } from "../../engine/index.ts";
import type { Phone } from "../../sync/phone.ts";
import { keeper } from "../draft.ts";
import { useCampo } from "../here.ts";
import { begin, draftOf, type Form, type FormKind, factOf, keyOf, resume } from "./form.ts";

export type Open = { form: Form; instrument: Instrument };

export type Filling = {
  /** Undefined while it is looked for; null where the content does not have the instrument. */
  open: Open | null | undefined;
  show(form: Form): void;
  /** Resolves once it is on the phone, or could not be kept there. */
  keep(form: Form): Promise<void>;
  /** Show it, and keep it meanwhile. */
  change(form: Form): void;
  /** Record it, without its draft. */
  record(form: Form): Promise<void>;
};

/** The form of this kind about a person: the half-done one, or a new one. */
export function useForm(kind: FormKind, person: string, id: string): Filling {
  const { phone } = useCampo();
  return useFilling(async () => (await resume(phone, kind, person, id)) ?? fresh(phone, kind, person, id));
}

function fresh({ content }: Phone, kind: FormKind, person: string, id: string): Open | null {
  const instrument = content?.instruments.filter((one) => one.id === id).at(-1);
  if (!content || !instrument) return null;
  return { instrument, form: begin(kind, person, instrument, content.hash) };
}

/** Any form that is found once, when the screen opens. */
export function useFilling(find: () => Promise<Open | null>): Filling {
  const { phone } = useCampo();
  const [open, setOpen] = useState<Open | null | undefined>(undefined);
  const [{ keep, finish }] = useState(() => keeper((form: Form) => phone.drafts.put(keyOf(form), draftOf(form))));

  useEffect(() => {
    void find().then(setOpen);
  }, []);

  const show = (form: Form) => setOpen((before) => before && { ...before, form });

  function change(form: Form): void {
    show(form);
    void keep(form);
  }

  const record = (form: Form) => finish(() => phone.record(factOf(form, form.answers, phone.lang), keyOf(form)));

  return { open, show, keep, change, record };
}
