// Answers that are kept as they are given: whoever goes back, is called away or loses the phone's battery finds them again.
import { useEffect, useState } from "preact/hooks";
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

/** The same work, which is done before the phone is locked. */
export function beforeLocking<T>(work: Promise<T>): Promise<T> {
  keeping = Promise.allSettled([keeping, work]);
  return work;
}

export type Keeper<T> = {
  /** Resolves once these answers are on the phone, or newer ones. On a full phone the page holds them. */
  keep(latest: T): Promise<void>;
  /** Nothing more is written of what was to be kept. */
  rest(): Promise<void>;
};

/** One writing at a time, and only the newest answers: none ends on top of newer ones, and a slow phone is not flooded. */
export function keeper<T>(write: (latest: T) => Promise<void>): Keeper<T> {
  let next: { latest: T } | null = null;
  let writing: Promise<void> = Promise.resolve();
  async function writeNext() {
    const now = next;
    next = null;
    if (now) await write(now.latest).catch(() => {});
  }
  return {
    keep(latest) {
      next = { latest };
      writing = beforeLocking(writing.then(writeNext));
      return writing;
    },
    rest() {
      next = null;
      return writing;
    },
  };
}

/** The answers of one form, begun with `begin` where nothing is kept. Keeping them is never waited for. */
export function useDraft<T>(phone: Phone, where: Where, begin: () => T): Kept<T> {
  const [values, setValues] = useState<T | null>(null);
  const [{ keep, rest }] = useState(() =>
    keeper(({ key, person, form, values }: Where & { values: T }) =>
      phone.drafts.put(key, { person, form, bundle: phone.content?.hash ?? "", values }),
    ),
  );

  useEffect(() => {
    let isHere = true;
    const found = phone.drafts.get(where.key);
    void found.then((draft) => isHere && setValues((draft?.values as T | undefined) ?? begin()));
    return () => {
      isHere = false;
    };
  }, [where.key]);

  return {
    values,
    change(changed) {
      setValues(changed);
      void keep({ ...where, values: changed });
    },
    async drop() {
      await rest();
      await phone.drafts.drop(where.key);
    },
  };
}
