// Answers that are kept as they are given: whoever goes back, is called away or loses the phone's battery finds them again.
import { useEffect, useRef, useState } from "preact/hooks";
import type { Draft, Phone } from "../sync/phone.ts";

type Where = { key: string; person: string; form: string };

export type Kept<T> = {
  /** Null while the phone is still looking for them. */
  values: T | null;
  change(values: T): void;
  /** The form is done: `record` what it became, without the draft of this key. Where that fails, it is kept on. */
  finish(record: (draft: string) => Promise<unknown>): Promise<void>;
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
  /** `record` once all is kept. Nothing is kept after that: no draft outlives its fact. Where it fails, keeping goes on. */
  finish(record: () => Promise<unknown>): Promise<void>;
};

/** One writing at a time, and only the newest answers: none ends on top of newer ones, and a slow phone is not flooded. */
export function keeper<T>(write: (latest: T) => Promise<void>): Keeper<T> {
  let next: { latest: T } | null = null;
  let writing: Promise<void> = Promise.resolve();
  let isFinished = false;
  async function writeNext() {
    const now = next;
    next = null;
    if (now) await write(now.latest).catch(() => {});
  }
  return {
    keep(latest) {
      if (isFinished) return writing;
      next = { latest };
      writing = beforeLocking(writing.then(writeNext));
      return writing;
    },
    async finish(record) {
      isFinished = true;
      try {
        await writing;
        await record();
      } catch (error) {
        isFinished = false;
        throw error;
      }
    },
  };
}

/** What is kept of a form, once all that is being kept at this moment is. */
export const keptDraft = (phone: Phone, key: string): Promise<Draft | undefined> =>
  allKept().then(() => phone.drafts.get(key));

export const keptDrafts = (phone: Phone): ReturnType<Phone["drafts"]["all"]> =>
  allKept().then(() => phone.drafts.all());

export type Once = {
  isBusy: boolean;
  /** Throws what the work throws; it can be begun again then. */
  once(work: () => Promise<unknown>): Promise<void>;
};

/** What a tap begins: once, however often it is tapped meanwhile, and done before the phone is locked. */
export function useOnce(): Once {
  const isBegun = useRef(false);
  const [isBusy, setBusy] = useState(false);
  async function once(work: () => Promise<unknown>): Promise<void> {
    if (isBegun.current) return;
    const begin = (begun: boolean) => {
      isBegun.current = begun;
      setBusy(begun);
    };
    begin(true);
    try {
      await beforeLocking(work());
    } catch (error) {
      begin(false);
      throw error;
    }
  }
  return { isBusy, once };
}

/** The answers of one form, begun with `begin` where nothing is kept. Keeping them is never waited for. */
export function useDraft<T>(phone: Phone, where: Where, begin: () => T): Kept<T> {
  const [values, setValues] = useState<T | null>(null);
  const [{ keep, finish }] = useState(() =>
    keeper(({ key, person, form, values }: Where & { values: T }) =>
      phone.drafts.put(key, { person, form, bundle: phone.content?.hash ?? "", values }),
    ),
  );

  useEffect(() => {
    let isHere = true;
    const found = keptDraft(phone, where.key);
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
    finish: (record) => finish(() => record(where.key)),
  };
}
