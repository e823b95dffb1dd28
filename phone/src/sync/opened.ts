// The phone, unlocked: what the screens may ask for, over a store and its syncing.
import { isFull } from "../store/database.ts";
import type { Entry } from "../store/held.ts";
import { newId } from "../store/ids.ts";
import { WrongPin } from "../store/keys.ts";
import { changePin, Destroyed, destroy, greetIn, label, moveToDevice, triesLeft } from "../store/profiles.ts";
import { keepReserve } from "../store/reserve.ts";
import type { Preferences, Session, Store } from "../store/store.ts";
import type { NewFact } from "../wire/fact.ts";
import type { Fact, History, PastFact } from "../wire/field.ts";
import type { Language } from "../wire/user.ts";
import { nameIn } from "./names.ts";
import type { PendingFact, PersonHere, Phone, PhoneState, PinChange } from "./phone.ts";
import { get } from "./request.ts";
import { type Ending, Syncing } from "./syncing.ts";
import { type Heard, Tabs } from "./tabs.ts";

export type Farewell = "locked" | Ending;

export class OpenedPhone implements Phone {
  private readonly store: Store;
  private readonly tabs: Tabs;
  private readonly syncing: Syncing;
  private readonly listeners = new Set<() => void>();
  private readonly bye: (why: Farewell) => void;
  private full = false;
  private known: Map<string, PersonHere> | null = null;
  private all: PersonHere[] | null = null;
  readonly drafts: Phone["drafts"];
  readonly danger: Phone["danger"];

  /** `bye` is called once, when the phone is not unlocked any more. */
  constructor(store: Store, version: string, bye: (why: Farewell) => void) {
    this.store = store;
    this.bye = bye;
    this.tabs = new Tabs(store.id, (what) => this.heard(what));
    this.syncing = new Syncing(store, this.tabs, version, {
      changed: () => this.changed(),
      full: (isFull) => {
        if (this.full && !isFull) void keepReserve();
        this.full = isFull;
      },
      ended: (why) => void this.end(why),
    });
    this.drafts = {
      get: (key) => store.draft(key),
      put: (key, draft) => this.fits(store.putDraft(key, draft)),
      drop: (key) => store.dropDraft(key),
      all: () => store.drafts(),
    };
    this.danger = {
      record: (fact, draft) => this.recorded(fact, (made) => this.store.recordDanger(made, draft)),
      keep: (key, draft) => store.putDanger(key, draft),
    };
    this.syncing.start();
  }

  get user() {
    return this.store.session.user;
  }

  get lang() {
    return this.user.language;
  }

  get content() {
    return this.store.content;
  }

  get territory() {
    return this.store.territory;
  }

  get state(): PhoneState {
    const entries = [...this.store.outbox.values()];
    const { lastSyncAt } = this.store.standing;
    return {
      online: navigator.onLine && this.syncing.reached,
      syncing: this.syncing.syncing,
      lastSyncAt: lastSyncAt === null ? null : new Date(lastSyncAt),
      pendingCount: entries.filter((entry) => entry.state === "waiting").length,
      refusedCount: entries.filter((entry) => entry.state === "refused").length,
      signInNeeded: this.syncing.signInNeeded,
      full: this.full || this.store.hasInPage(),
      onlyInPage: entries.filter(({ n, state }) => state === "waiting" && this.store.isInPage(n)).length,
    };
  }

  get preferences() {
    return this.store.preferences;
  }

  people(): PersonHere[] {
    this.all ??= [...this.here().values()];
    return this.all;
  }

  person(id: string): PersonHere | undefined {
    return this.here().get(id);
  }

  pending(): PendingFact[] {
    return inOrder(this.store).filter(isPending).map(shownOf(this.store));
  }

  written(): PendingFact[] {
    return inOrder(this.store).map(shownOf(this.store));
  }

  record(fact: NewFact, draft?: string): Promise<Fact> {
    return this.recorded(fact, (made) => this.fits(this.store.record(made, draft)));
  }

  private async recorded(fact: NewFact, write: (made: Fact) => Promise<void>): Promise<Fact> {
    const now = new Date().toISOString();
    const made = { happened_at: now, ...fact, id: fact.id ?? newId(), recorded_at: now } as Fact;
    await write(made);
    this.sent();
    return made;
  }

  async repair(id: string, fact: NewFact, draft?: string): Promise<Fact> {
    const entry = this.refused(id);
    const { happened_at, recorded_at } = entry.fact;
    const made = { happened_at, ...fact, id, recorded_at } as Fact;
    await this.fits(this.store.repair(entry.n, made, draft));
    this.sent();
    return made;
  }

  async leave(id: string): Promise<void> {
    await this.store.leaveRefused(this.refused(id).n);
    this.tabs.tell("changed");
    this.changed();
  }

  contentOf(hash: string) {
    return this.store.contentOf(hash);
  }

  async history(person: string): Promise<PastFact[]> {
    const told = await get<History>(`people/${person}/facts`, { token: this.store.session.token });
    return told?.facts ?? [];
  }

  async speak(language: Language): Promise<void> {
    await this.asFits(this.store.speak(language));
    await this.asFits(greetIn(this.store.id, language));
    this.tabs.tell("changed");
    this.changed();
  }

  async prefer(some: Preferences): Promise<void> {
    await this.asFits(this.store.prefer(some));
    if (some.label !== undefined) await this.asFits(label(this.store.id, some.label.trim()));
    this.tabs.tell("changed");
    this.changed();
  }

  async changePin(old: string, next: string): Promise<PinChange> {
    try {
      await changePin(this.store.id, old, next);
      return { changed: true };
    } catch (error) {
      if (error instanceof WrongPin) return { triesLeft: await triesLeft(this.store.id) };
      if (!(error instanceof Destroyed)) throw error;
      this.close("locked");
      return { triesLeft: 0 };
    }
  }

  async signOut(): Promise<void> {
    if (this.state.pendingCount > 0)
      throw new Error("Expected everything to have arrived; found facts still to be sent.");
    await this.end("locked");
  }

  /** The same user signed in again: what is here goes on with the new token. */
  async renew(session: Session): Promise<boolean> {
    if (session.user.id !== this.user.id) return false;
    await this.asFits(this.store.takeSession({ ...session, user: { ...session.user, language: this.lang } }));
    await this.asFits(moveToDevice(this.store.id, session.user.device));
    this.syncing.renewed();
    return true;
  }

  sync(): void {
    this.syncing.start();
  }

  lock(): void {
    this.close("locked");
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  // -----------------------------------------------------------------------------------------------------------------

  /** The outbox changed: others look, and it is sent. */
  private sent(): void {
    this.tabs.tell("changed");
    this.changed();
    this.syncing.start();
  }

  private changed(): void {
    this.known = null;
    this.all = null;
    for (const listener of this.listeners) listener();
  }

  private heard(what: Heard): void {
    if (what === "ended") this.close("device_revoked");
    else void this.reload(what === "answered");
  }

  private async reload(answered: boolean): Promise<void> {
    if (answered) this.syncing.reached = true;
    await this.store.reload().catch(() => {}); // it may have been locked meanwhile
    this.changed();
  }

  /** The keys are destroyed before anybody is told that the phone is closed. */
  private async end(why: Farewell): Promise<void> {
    this.tabs.tell("ended");
    this.shut();
    await destroy(this.store.id);
    this.bye(why);
  }

  private close(why: Farewell): void {
    this.shut();
    this.bye(why);
  }

  private shut(): void {
    this.syncing.stop();
    this.tabs.close();
    this.store.close();
    this.listeners.clear();
  }

  private async fits<T>(writing: Promise<T>): Promise<T> {
    try {
      const written = await writing;
      this.full = false;
      return written;
    } catch (error) {
      this.full = isFull(error);
      if (this.full) this.changed();
      throw error;
    }
  }

  /** What a full phone may forget when it is locked. */
  private async asFits(writing: Promise<void>): Promise<void> {
    await this.fits(writing).catch((error: unknown) => {
      if (!isFull(error)) throw error;
    });
  }

  private refused(id: string): Entry {
    const entry = [...this.store.outbox.values()].find((one) => one.fact.id === id && one.state === "refused");
    if (!entry) throw new Error("Expected a refused fact; found none with this id.");
    return entry;
  }

  private here(): Map<string, PersonHere> {
    this.known ??= everybody(this.store);
    return this.known;
  }
}

function everybody(store: Store): Map<string, PersonHere> {
  const people = new Map<string, PersonHere>();
  for (const [id, { card }] of store.cards) people.set(id, { id, card, name: card.shown ?? "", pending: [] });
  for (const entry of inOrder(store).filter(isPending)) {
    const { person } = entry.fact;
    const here = people.get(person) ?? { id: person, name: "", pending: [] };
    here.pending.push(shownOf(store)(entry));
    people.set(person, here);
  }
  for (const here of people.values()) here.name ||= nameIn(here.pending.map(({ fact }) => fact));
  return people;
}

const inOrder = (store: Store): Entry[] => [...store.outbox.values()].sort((a, b) => a.n - b.n);

const isPending = ({ state }: Entry): boolean => state !== "told";

const shownOf =
  (store: Store) =>
  ({ n, fact, state, refusal, sentAt }: Entry): PendingFact => ({
    fact,
    state: state === "told" ? "sent" : state,
    ...(refusal && { refusal }),
    ...(sentAt && { sentAt }),
    ...(store.isInPage(n) && { isInPage: true }),
  });
