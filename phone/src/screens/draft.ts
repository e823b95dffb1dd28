// Answers that are kept as they are given: whoever goes back, is called away or loses the phone's battery finds them again.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Phone } from "../sync/phone.ts";

type Where = { key: string; person: string; form: string };

export type Kept<T> = {
  /** Null while the phone is still looking for them. */
  values: T | null;
  change(values: T): void;
  /** The form is done, or was given up: nothing is kept of it any more. */
  drop(): Promise<void>;
};

/** What is being kept at this moment, of whatever form: the phone is locked only once it is kept. */
let keeping: Promise<unknown> = Promise.resolve();

export const allKept = (): Promise<unknown> => keeping;

/** The answers of one form, begun with `begin` where nothing is kept. Keeping them is never waited for. */
export function useDraft<T>(phone: Phone, where: Where, begin: () => T): Kept<T> {
  const [values, setValues] = useState<T | null>(null);
  const writing = useRef<Promise<void>>(Promise.resolve());
  const next = useRef<T | null>(null);

  useEffect(() => {
    let isHere = true;
    const found = phone.drafts.get(where.key);
    void found.then((draft) => isHere && setValues((draft?.values as T | undefined) ?? begin()));
    return () => {
      isHere = false;
    };
  }, [where.key]);

  /** One writing at a time, and only the newest answers: a slow phone is not flooded. */
  async function write() {
    const latest = next.current;
    next.current = null;
    if (latest === null) return;
    const { key, person, form } = where;
    await phone.drafts.put(key, { person, form, bundle: phone.content?.hash ?? "", values: latest }).catch(() => {});
  }

  return {
    values,
    change(changed) {
      setValues(changed);
      next.current = changed;
      writing.current = writing.current.then(write);
      keeping = writing.current;
    },
    async drop() {
      next.current = null;
      await writing.current;
      await phone.drafts.drop(where.key);
    },
  };
}
