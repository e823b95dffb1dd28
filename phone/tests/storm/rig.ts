// The phone without its screens, for the storms: the built modules of store and sync in a real page, driven by a test.
import { deleteDB, type IDBPDatabase, openDB } from "idb";
import { begin, draftOf, factOf, keyOf, resume } from "../../src/screens/asking/form.ts";
import { newId } from "../../src/store/ids.ts";
import { profiles } from "../../src/store/profiles.ts";
import { giveUpReserve } from "../../src/store/reserve.ts";
import type { Session } from "../../src/store/store.ts";
import { Door } from "../../src/sync/door.ts";
import type { OpenedPhone } from "../../src/sync/opened.ts";
import type { NewFact } from "../../src/wire/fact.ts";
import { FAULTS } from "./faults.ts";

const PIN = "274951";
/** What is tried here is not the PIN's strength. */
const ITERATIONS = 1000;
const RealDate = Date;

/** What came of recording a fact: the phone has it, the phone said that it had no room, or nobody had unlocked it. */
type Taken = "taken" | "full" | "closed";
/** A half-done form as it was finished: in which version, and what came of it. */
type Finished = { version: string; taken: Taken };

class Rig {
  phone: OpenedPhone | null = null;
  /** What the page alone held when it was recorded. */
  private readonly held = new Set<string>();
  private readonly door = new Door("storm", () => {
    this.phone = null;
  });

  async begin(session: Session): Promise<void> {
    this.phone = await this.door.settleIn(session, PIN, ITERATIONS);
  }

  /** Unlock, if there is anything to unlock. */
  async unlock(): Promise<boolean> {
    const [resident] = await this.door.residents();
    if (!resident) return false;
    const result = await this.door.unlock(resident.id, PIN);
    if ("phone" in result) this.phone = result.phone;
    return this.phone !== null;
  }

  /** Unlock what was locked by dying; how the phone stands then. */
  async comeBack(): Promise<"open" | "sign_in_needed" | "nobodys"> {
    if (!this.phone && !(await this.unlock())) return "nobodys";
    return this.phone?.state.signInNeeded ? "sign_in_needed" : "open";
  }

  async residents(): Promise<number> {
    return (await this.door.residents()).length;
  }

  /** How many more PINs may be tried after this wrong one. */
  async mistype(): Promise<number> {
    const [resident] = await this.door.residents();
    const result = resident && (await this.door.unlock(resident.id, "000000"));
    return result && "triesLeft" in result ? result.triesLeft : 0;
  }

  /** The PIN is forgotten. */
  async forget(): Promise<void> {
    this.phone?.lock();
    const [resident] = await this.door.residents();
    if (resident) await this.door.forget(resident.id);
  }

  /** With this clock, and one of the faults from now on. */
  wake(shift: number, fault: string): void {
    this.shift(shift);
    if (fault) FAULTS[fault]?.();
  }

  newId(): string {
    return newId();
  }

  people(): string[] {
    return this.phone?.people().map(({ id }) => id) ?? [];
  }

  record(fact: NewFact): Promise<Taken> {
    return this.taking(async (phone) => phone.record(fact));
  }

  async recordAll(facts: NewFact[]): Promise<Taken[]> {
    return Promise.all(facts.map((fact) => this.record(fact)));
  }

  /** A sign of danger. `in_page`: the phone had no room for it, and this page holds it. */
  async recordDanger(fact: NewFact & { id: string }): Promise<Taken | "in_page"> {
    const taken = await this.taking(async (phone) => phone.danger.record(fact));
    if (taken !== "taken" || !this.isInPage(fact.id)) return taken;
    this.held.add(fact.id);
    return "in_page";
  }

  /** What ends with this page: whether each was still to be sent. */
  inPage(): Record<string, boolean> {
    const { phone } = this;
    if (!phone) return Object.fromEntries([...this.held].map((id) => [id, true]));
    const held = phone.written().filter(({ isInPage }) => isInPage);
    return Object.fromEntries(held.map(({ fact, state }) => [fact.id, state === "waiting"]));
  }

  private isInPage(id: string): boolean {
    return this.phone?.written().find(({ fact }) => fact.id === id)?.isInPage === true;
  }

  /** Into a pocket: nothing can be read until it is unlocked. */
  lock(): void {
    this.phone?.lock();
  }

  /** A form is begun in the newest version that this phone has; which. Null where it could not be kept. */
  async beginForm(person: string, id: string): Promise<string | null> {
    const { content } = this.phone ?? {};
    const instrument = content?.instruments.filter((one) => one.id === id).at(-1);
    if (!content || !instrument) return null;
    const form = begin("screening", person, instrument, content.hash);
    const taken = await this.taking((phone) => phone.drafts.put(keyOf(form), draftOf(form)));
    return taken === "taken" ? instrument.version : null;
  }

  /** The form is finished, as the fact `fact`, in whatever version it is here. Null where it is not here. */
  async finishForm(
    person: string,
    id: string,
    fact: string,
    answers: Record<string, number>,
  ): Promise<Finished | null> {
    let finished: Finished | null = null;
    await this.taking(async (phone) => {
      const found = await resume(phone, "screening", person, id);
      if (!found) return;
      const taken = await this.record(factOf({ ...found.form, fact }, answers, phone.lang));
      finished = { version: found.instrument.version, taken };
      if (taken === "taken") await phone.drafts.drop(keyOf(found.form));
    });
    return finished;
  }

  /** The last refused fact is sent again as it was. */
  async repairOne(): Promise<void> {
    const fact = this.lastRefused();
    if (fact) await this.taking((phone) => phone.repair(fact.id, fact as NewFact));
  }

  /** The last refused fact is left to the coordination; which. */
  async leaveOne(): Promise<string | null> {
    const fact = this.lastRefused();
    if (!fact) return null;
    return (await this.taking((phone) => phone.leave(fact.id))) === "taken" ? fact.id : null;
  }

  async renew(session: Session): Promise<void> {
    await this.phone?.renew(session);
  }

  /** Now, whatever the last failure said about waiting. */
  hurry(): void {
    dispatchEvent(new Event("online"));
  }

  /** What is left to do when this phone, which was told to hurry, has come to rest. */
  async rest(): Promise<string[]> {
    for (let tries = 0; this.phone?.state.syncing && tries < 1000; tries += 1)
      await new Promise((on) => setTimeout(on, 5));
    const sealed = await this.door.deliver();
    const left = sealed > 0 ? [`${sealed} facts lie sealed on a phone`] : [];
    if (!this.phone) return [...left, "a phone is not open"];
    const { pendingCount, signInNeeded } = this.phone.state;
    return pendingCount > 0 || signInNeeded ? [...left, `${pendingCount} facts still wait`] : left;
  }

  async look() {
    const { phone } = this;
    if (!phone) return null;
    const cards = Object.fromEntries(phone.people().flatMap(({ id, card }) => (card ? [[id, card]] : [])));
    const pending = phone.pending();
    return {
      cards,
      refused: pending.flatMap(({ fact, state, refusal }) =>
        state === "refused" ? [{ id: fact.id, person: fact.person, code: refusal?.code, why: refusal?.remedy }] : [],
      ),
      sent: pending.filter(({ state }) => state === "sent").length,
      content: phone.content?.hash,
      profiles: (await profiles()).length,
    };
  }

  /** Something else of this phone's takes all of its memory; `reserve`: also what was kept free for signs of danger. */
  async fillUp(reserve = false): Promise<void> {
    const photos = await openDB("photos", 1, { upgrade: (db) => void db.createObjectStore("photos") });
    while ((await takeAll(photos)) || (reserve && (await giveUpReserve()))) await soon();
    photos.close();
  }

  /** There is room again. */
  clearUp(): Promise<void> {
    return deleteDB("photos");
  }

  /** This phone's clock is wrong from now on. */
  shift(milliseconds: number): void {
    globalThis.Date = new Proxy(RealDate, {
      construct: (date, said: []) => (said.length ? new date(...said) : new date(RealDate.now() + milliseconds)),
      get: (date, name) => (name === "now" ? () => RealDate.now() + milliseconds : Reflect.get(date, name)),
    });
  }

  private lastRefused() {
    return this.phone
      ?.pending()
      .filter(({ state }) => state === "refused")
      .at(-1)?.fact;
  }

  private async taking(write: (phone: OpenedPhone) => Promise<unknown>): Promise<Taken> {
    const { phone } = this;
    if (!phone) return "closed";
    try {
      await write(phone);
      return "taken";
    } catch (error) {
      if (phone.state.full) return "full";
      if (isClosing(error)) return "closed"; // it was revoked at this moment
      throw error;
    }
  }
}

/** Whether there was any room. The browser may have more of it a moment later, once it has tidied up. */
async function takeAll(photos: IDBPDatabase): Promise<boolean> {
  let taken = 0;
  for (const size of [65_536, 8_192, 1_024, 128, 16]) {
    const photo = crypto.getRandomValues(new Uint8Array(size));
    while (await photos.put("photos", photo, newId()).catch(() => null)) taken += 1;
  }
  return taken > 0;
}

const soon = () => new Promise((on) => setTimeout(on, 20));

const isClosing = (error: unknown): boolean => error instanceof DOMException && error.name === "InvalidStateError";

declare global {
  var rig: Rig;
}
globalThis.rig = new Rig();
