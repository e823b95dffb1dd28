// The phone without its screens, for the storms: the built modules of store and sync in a real page, driven by a test.
import { newId } from "../../src/store/ids.ts";
import type { Session } from "../../src/store/store.ts";
import { Door } from "../../src/sync/door.ts";
import type { OpenedPhone } from "../../src/sync/opened.ts";
import type { NewFact } from "../../src/wire/fact.ts";

const PIN = "274951";
/** What is tried here is not the PIN's strength. */
const ITERATIONS = 1000;
const RealDate = Date;

class Rig {
  phone: OpenedPhone | null = null;
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

  /** The PIN is forgotten; how many facts stay sealed here. */
  async forget(): Promise<void> {
    this.phone?.lock();
    const [resident] = await this.door.residents();
    if (resident) await this.door.forget(resident.id);
  }

  deliver(): Promise<number> {
    return this.door.deliver();
  }

  newId(): string {
    return newId();
  }

  /** The id of the fact, once it is on the phone; null where there was no room for it. */
  async record(fact: NewFact): Promise<string | null> {
    if (!this.phone) return null;
    try {
      return (await this.phone.record(fact)).id;
    } catch (error) {
      if (this.phone?.state.full) return null;
      throw error;
    }
  }

  async recordAll(facts: NewFact[]): Promise<Array<string | null>> {
    return Promise.all(facts.map((fact) => this.record(fact)));
  }

  /** The last refused fact is sent again as it was. */
  async repairOne(): Promise<void> {
    const refused = this.phone
      ?.pending()
      .filter(({ state }) => state === "refused")
      .at(-1);
    if (refused) await this.phone?.repair(refused.fact.id, refused.fact as NewFact);
  }

  async renew(session: Session): Promise<void> {
    await this.phone?.renew(session);
  }

  /** Now, whatever the last failure said about waiting. */
  hurry(): void {
    dispatchEvent(new Event("online"));
  }

  /** Send what there is to send; what is left to do when the phone has come to rest. */
  async rest(): Promise<string[]> {
    this.hurry();
    for (let tries = 0; this.phone?.state.syncing && tries < 1000; tries += 1)
      await new Promise((on) => setTimeout(on, 5));
    if (!this.phone) return ["a phone is not open"];
    const { pendingCount, signInNeeded } = this.phone.state;
    return pendingCount > 0 || signInNeeded ? [`${pendingCount} facts still wait`] : [];
  }

  look() {
    const { phone } = this;
    if (!phone) return null;
    const cards = Object.fromEntries(phone.people().flatMap(({ id, card }) => (card ? [[id, card]] : [])));
    const pending = phone.pending().map(({ fact, state }) => [fact.id, state]);
    return { cards, pending, ...phone.state };
  }

  /** This phone's clock is wrong from now on. */
  shift(milliseconds: number): void {
    globalThis.Date = new Proxy(RealDate, {
      construct: (date, said: []) => (said.length ? new date(...said) : new date(RealDate.now() + milliseconds)),
      get: (date, name) => (name === "now" ? () => RealDate.now() + milliseconds : Reflect.get(date, name)),
    });
  }
}

declare global {
  var rig: Rig;
}
globalThis.rig = new Rig();
