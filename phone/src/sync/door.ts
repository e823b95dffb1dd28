// What stands before the unlocked phone: signing in, choosing a PIN, unlocking, and what happens when a PIN is forgotten.
import type { Profile } from "../store/database.ts";
import { isPageNeeded, sealedInPage } from "../store/in_page.ts";
import { WrongPin } from "../store/keys.ts";
import { Destroyed, destroy, profiles, triesLeft, unlock } from "../store/profiles.ts";
import { type Session, Store } from "../store/store.ts";
import { type Farewell, OpenedPhone } from "./opened.ts";
import { deliverSealed } from "./sealed.ts";
import { settleIn, signIn } from "./sign_in.ts";

/** A user of this phone, told from others by a picture, or by what they call their place here. */
export type Resident = Pick<Profile, "id" | "symbol" | "label" | "language">;

/** How often a locked phone tries to send what only its page holds. */
const MINUTE = 60_000;

export type Unlocking = { phone: OpenedPhone } | { triesLeft: number } | { destroyed: true };

export class Door {
  readonly version: string;
  private readonly bye: (why: Farewell) => void;
  private readonly listeners = new Set<() => void>();
  private unlocked: string | null = null;

  /** `bye` is called when an unlocked phone is not unlocked any more. */
  constructor(version: string, bye: (why: Farewell) => void) {
    this.version = version;
    this.bye = (why) => {
      this.unlocked = null;
      bye(why);
      this.tryToDeliver();
    };
    addEventListener("online", () => this.tryToDeliver());
    setInterval(() => this.holds && this.tryToDeliver(), MINUTE);
    this.tryToDeliver();
  }

  /** Whether something is still to be sent that only this page holds, of somebody whose phone is locked. */
  get holds(): boolean {
    return sealedInPage().length > 0;
  }

  /** Called after everything that was tried to be sent; returns how to stop being called. */
  onDelivered(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Whether this page may be loaded anew: not while it holds what is nowhere else. */
  get mayReload(): boolean {
    return !isPageNeeded();
  }

  /** Who can unlock something here. */
  async residents(): Promise<Resident[]> {
    const usable = (await profiles()).filter((profile) => profile.wrapped);
    return usable.map(({ id, symbol, label, language }) => ({
      id,
      symbol,
      ...(label && { label }),
      ...(language && { language }),
    }));
  }

  /** Throws NoAnswer and Told. */
  signIn(username: string, password: string, device: string): Promise<Session> {
    return signIn({ username, password, device, app_version: this.version });
  }

  async settleIn(session: Session, pin: string, iterations?: number): Promise<OpenedPhone> {
    return this.open(await settleIn(session, pin, iterations));
  }

  async unlock(id: string, pin: string): Promise<Unlocking> {
    try {
      const keys = await unlock(id, pin);
      return { phone: this.open(await Store.open(id, keys)) };
    } catch (error) {
      if (error instanceof WrongPin) return { triesLeft: await triesLeft(id) };
      if (error instanceof Destroyed) return { destroyed: true };
      throw error;
    }
  }

  /** The PIN is forgotten: nobody will read this store again. What is sealed in it still leaves. */
  async forget(id: string): Promise<void> {
    await destroy(id);
    await this.deliver();
  }

  /** Send whatever is sealed here and belongs to nobody who is at work on this phone; how many facts stay. */
  async deliver(): Promise<number> {
    const left = await deliverSealed((profile) => profile === this.unlocked);
    for (const listener of this.listeners) listener();
    return left;
  }

  private tryToDeliver(): void {
    void this.deliver().catch(() => {}); // the phone's memory does not answer, which the cover says
  }

  private open(store: Store): OpenedPhone {
    this.unlocked = store.id;
    this.tryToDeliver();
    return new OpenedPhone(store, this.version, this.bye);
  }
}
