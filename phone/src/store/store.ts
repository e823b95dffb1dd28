// An unlocked store: all of it in memory, each record encrypted where it lies. Whatever belongs together is written in
// one transaction, so that a phone that dies in the middle of it holds the old or the new and nothing between.
import type { Content } from "../wire/content.ts";
import type { Fact, Synced, Territory } from "../wire/field.ts";
import type { Language, User } from "../wire/user.ts";
import type { Bytes } from "./bytes.ts";
import { type Database, Full, type OpenShelf, openDatabase, type Shelf, write } from "./database.ts";
import type { Draft } from "./draft.ts";
import {
  arrival,
  arrived,
  type Change,
  type Entry,
  type Held,
  type Refusal,
  type Standing,
  unchanged,
} from "./held.ts";
import { type InPage, inPage } from "./in_page.ts";
import type { Keys } from "./keys.ts";
import { inNeed, keepReserve } from "./reserve.ts";
import { type Sealer, sealerTo } from "./seal.ts";
import { hideEntry, writesOf } from "./writes.ts";

/** Who is signed in here, the token that the server knows them by, and the key to seal to until a territory tells one. */
export type Session = { user: User; token: string; publicKey?: string };

/** How its user likes the phone. `label`: what their place on a shared phone is called, in clear, before the PIN. */
export type Preferences = { large?: boolean; aloud?: boolean; label?: string };

const AT_START: Standing = { cursor: null, round: 0, lastSyncAt: null, bundle: null };

export class Store {
  readonly id: string;
  readonly cards = new Map<string, Held>();
  readonly outbox = new Map<number, Entry>();
  standing: Standing = AT_START;
  session: Session;
  territory: Territory | null = null;
  content: Content | null = null;
  preferences: Preferences = {};
  /** What the server told of these could not be written, because the phone is full: known until the phone is locked. */
  private readonly unwritten = new Map<number, Entry>();
  /** What found no room on the phone; the page keeps it when the phone is locked. */
  private readonly page: InPage;
  /** How often something that is held in memory was written here. */
  private changes = 0;
  private preferring: Promise<unknown> = Promise.resolve();
  private readonly keys: Keys;
  private readonly database: Database;
  private sealer: Sealer | null = null;

  private constructor(id: string, keys: Keys, database: Database, session: Session) {
    this.id = id;
    this.keys = keys;
    this.database = database;
    this.session = session;
    this.page = inPage(id);
    this.page.device = session.user.device;
  }

  /** A new, empty store of a profile. */
  static async begin(id: string, keys: Keys, session: Session): Promise<Store> {
    const store = new Store(id, keys, await openDatabase(id), session);
    await store.putStanding("session", session);
    await store.aim();
    void keepReserve();
    return store;
  }

  /** The store of a profile that was just unlocked. */
  static async open(id: string, keys: Keys): Promise<Store> {
    const database = await openDatabase(id);
    const session = await database.get("standing", "session");
    if (!session) throw new Error("Expected a session in the store; found none.");
    const store = new Store(id, keys, database, await keys.show<Session>("standing", session));
    await store.reload();
    await store.writeFromPage();
    void keepReserve();
    return store;
  }

  /** Read everything again: another tab wrote. */
  async reload(): Promise<void> {
    this.standing = (await this.getStanding<Standing>("standing")) ?? AT_START;
    this.preferences = (await this.getStanding<Preferences>("preferences")) ?? {};
    await Promise.all([this.reloadCards(), this.reloadOutbox(), this.reloadTerritory()]);
    await this.reloadContent();
  }

  async reloadOutbox(): Promise<void> {
    const [found, held] = await this.undisturbed(() => this.readOutbox());
    this.outbox.clear();
    for (const entry of found) this.outbox.set(entry.n, this.asTold(entry));
    for (const entry of held) this.outbox.set(entry.n, entry);
  }

  /** What lies on the phone, and what the page holds. */
  private async readOutbox(): Promise<[Entry[], Entry[]]> {
    const reading = this.database.transaction("outbox");
    const [ns, hidden] = await Promise.all([reading.store.getAllKeys(), reading.store.getAll()]);
    return Promise.all([
      this.entries(ns, hidden),
      this.entries([...this.page.outbox.keys()], [...this.page.outbox.values()]),
    ]);
  }

  private entries(ns: readonly number[], hidden: readonly Bytes[]): Promise<Entry[]> {
    const showing = hidden.map(async (bytes, at) => {
      const entry = await this.keys.show<Omit<Entry, "n">>("outbox", bytes);
      return { ...entry, n: ns[at] ?? 0 };
    });
    return Promise.all(showing);
  }

  private async reloadCards(): Promise<void> {
    const found = await this.undisturbed(async () => {
      const hidden = await this.database.getAll("cards");
      return Promise.all(hidden.map((bytes) => this.keys.show<Held>("cards", bytes)));
    });
    this.cards.clear();
    for (const held of found) this.cards.set(held.card.person, held);
  }

  /** What was read while nothing was written here: what is recorded meanwhile is not forgotten for what was read before. */
  private async undisturbed<T>(read: () => Promise<T>): Promise<T> {
    const before = this.changes;
    const found = await read();
    return before === this.changes ? found : this.undisturbed(read);
  }

  private async reloadTerritory(): Promise<void> {
    this.territory = (await this.getStanding<Territory>("territory")) ?? null;
    await this.aim();
  }

  /** Seal to the server's key as it was last told. */
  private async aim(): Promise<void> {
    const key = this.territory?.public_key ?? this.session.publicKey;
    this.sealer = key ? await sealerTo(key) : null;
  }

  private async reloadContent(): Promise<void> {
    const hash = this.standing.bundle;
    if (hash !== (this.content?.hash ?? null)) this.content = (hash && (await this.contentOf(hash))) || null;
  }

  // --- What is recorded here ---------------------------------------------------------------------------------------

  /**
   * Put a fact into the outbox, sealed beside it, and let go of the draft that it was: a phone that dies in between has the
   * one or the other. It is on the phone once this resolves. Throws Full.
   */
  async record(fact: Fact, draft?: string): Promise<void> {
    const { hidden, sealed } = await this.closed(fact);
    const done = draft && (await this.keys.nameOf(draft));
    const n = await this.write(["outbox", "sealed", "drafts"], async (shelf) => {
      const n = await shelf("outbox").put(hidden);
      if (sealed) await shelf("sealed").put(sealed, n);
      if (done) await shelf("drafts").delete(done);
      return n;
    });
    if (done) this.page.drafts.delete(done);
    this.holdOne({ n, fact, state: "waiting" });
  }

  /**
   * What tells of a danger, in whatever room there is: that which is kept for it, and where there is none at all, this
   * page. From there it is sent like everything else, and goes onto the phone when that has room.
   */
  recordDanger(fact: Fact, draft?: string): Promise<void> {
    return inNeed(() => this.record(fact, draft)).catch(() => this.holdInPage(fact, draft));
  }

  private async holdInPage(fact: Fact, draft?: string): Promise<void> {
    const { hidden, sealed } = await this.closed(fact);
    const n = this.afterLast();
    this.page.take(n, hidden, sealed);
    this.holdOne({ n, fact, state: "waiting" });
    if (draft) await this.dropDraft(draft).catch(() => {}); // it comes back with the phone, and is left once more
  }

  private async closed(fact: Fact): Promise<{ hidden: Bytes; sealed: Bytes | null }> {
    const hiding = hideEntry({ fact, state: "waiting" }, this.keys);
    const [hidden, sealed] = await Promise.all([hiding, this.seal(fact)]);
    return { hidden, sealed };
  }

  /** A place after all that are known and before the next that the phone gives; no other tab takes the same one. */
  private afterLast(): number {
    return Math.max(0, ...this.outbox.keys()) + (1 + Math.random()) * 2 ** -20;
  }

  /** Whether the page alone holds it: it ends with the page. */
  isInPage(n: number): boolean {
    return this.page.outbox.has(n);
  }

  hasInPage(): boolean {
    return this.page.outbox.size > 0;
  }

  /** What the page holds goes onto the phone, where that has room by now. */
  async writeFromPage(): Promise<void> {
    const held = this.page.all();
    if (held.outbox.length + held.drafts.length === 0) return;
    try {
      await this.write(["outbox", "sealed", "drafts"], async (shelf) => {
        for (const [n, bytes] of held.outbox) await shelf("outbox").put(bytes, n);
        for (const [n, bytes] of held.sealed) await shelf("sealed").put(bytes, n);
        for (const [name, bytes] of held.drafts) await shelf("drafts").put(bytes, name);
      });
    } catch (error) {
      if (error instanceof Full) return;
      throw error;
    }
    this.page.letGo(held);
    this.changes += 1;
  }

  /** Put another fact in the place of a refused one, to be sent again. */
  async repair(n: number, fact: Fact, draft?: string): Promise<Entry> {
    const entry: Entry = { n, fact, state: "waiting" };
    const change = unchanged();
    change.outbox.set(n, entry);
    await this.put(change, draft);
    return entry;
  }

  /** Leave a refused fact to the coordination, who has it too. */
  async leaveRefused(n: number): Promise<void> {
    const person = this.outbox.get(n)?.fact.person;
    const change = unchanged();
    change.outbox.set(n, null);
    const others = [...this.outbox.values()].some((e) => e.n !== n && e.fact.person === person && !arrived(e));
    if (person && this.cards.get(person)?.leaving && !others) change.cards.set(person, null);
    await this.put(change);
  }

  private async seal(fact: Fact): Promise<Bytes | null> {
    return this.sealer ? this.sealer({ token: this.session.token, facts: [fact] }) : null;
  }

  /** Seal anew all that waits: the server's key is another one, or the token is. */
  private async sealAll(): Promise<void> {
    const waiting = [...this.outbox.values()].filter((entry) => entry.state === "waiting");
    const all = await Promise.all(waiting.map(async (entry) => [entry.n, await this.seal(entry.fact)] as const));
    const sealed = all.flatMap(([n, bytes]) => (bytes ? [[n, bytes] as const] : []));
    for (const [n, bytes] of sealed) if (this.isInPage(n)) this.page.sealed.set(n, bytes);
    await this.write(["sealed"], async (shelf) => {
      for (const [n, bytes] of sealed) if (!this.isInPage(n)) await shelf("sealed").put(bytes, n);
    });
  }

  // --- What the server tells ---------------------------------------------------------------------------------------

  /**
   * Take in an answer, all of it or nothing. `asked`: whether the request asked for cards. A full phone throws Full, and
   * remembers what became of the facts, so that it neither sends them again nor shows them as waiting.
   */
  async takeAnswer(piece: readonly Entry[], answer: Synced, asked: boolean, at = new Date()): Promise<void> {
    const change = arrival(this, piece, answer, asked, at);
    change.outbox = new Map([...this.unwritten, ...change.outbox]);
    await this.put(change).catch(async (error: unknown) => {
      if (error instanceof Full) await this.remember(arrival(this, piece, answer, false, at));
      throw error;
    });
  }

  private async remember(change: Change): Promise<void> {
    for (const [n, entry] of change.outbox) {
      if (entry) this.unwritten.set(n, entry);
      if (entry && this.isInPage(n)) this.page.tell(n, await hideEntry(entry, this.keys));
    }
    this.hold(change);
  }

  /** What waits on the phone and is known to have been answered. */
  private asTold(entry: Entry): Entry {
    return entry.state === "waiting" ? (this.unwritten.get(entry.n) ?? entry) : entry;
  }

  /** These cannot arrive as they are, for a reason that concerns each of them. */
  async refuse(piece: readonly Entry[], { code, expected, found, remedy }: Refusal): Promise<void> {
    const change = unchanged();
    for (const { n, fact } of piece) {
      change.outbox.set(n, { n, fact, state: "refused", refusal: { code, expected, found, remedy } });
    }
    await this.put(change);
  }

  /** Begin anew with the cards, keeping what is here until the new ones have come. */
  async beginAnew(): Promise<void> {
    await this.put({ ...unchanged(), standing: { ...this.standing, cursor: null } });
  }

  async takeTerritory(territory: Territory): Promise<void> {
    const isAnotherKey = territory.public_key !== (this.territory?.public_key ?? this.session.publicKey);
    await this.putStanding("territory", territory);
    this.territory = territory;
    if (!isAnotherKey) return;
    await this.aim();
    await this.sealAll();
  }

  /**
   * The same user signed in again. It holds at once: what is here is to leave, also where the phone has no room to write
   * down that it may. Throws Full there, and holds until the phone is locked.
   */
  async takeSession(session: Session): Promise<void> {
    this.session = session;
    this.page.device = session.user.device;
    await inNeed(() => this.putStanding("session", session));
    await inNeed(() => this.sealAll());
  }

  /** Throws Full, and holds until the phone is locked. */
  async speak(language: Language): Promise<void> {
    const { user, ...session } = this.session;
    this.session = { ...session, user: { ...user, language } };
    await this.putStanding("session", this.session);
  }

  /**
   * Beside what is preferred already. One is written after the other: none ends on top of a newer one. Throws Full, and
   * holds until the phone is locked.
   */
  prefer(some: Preferences): Promise<void> {
    const preferences = { ...this.preferences, ...some };
    this.preferences = preferences;
    const writing = this.preferring.then(() => this.putStanding("preferences", preferences));
    this.preferring = writing.catch(() => {});
    return writing;
  }

  /** New content, in force from the next form on. Older content stays while a draft was begun with it. */
  async takeContent(content: Content): Promise<void> {
    const drafts = await this.drafts();
    const kept = new Set([content.hash, ...drafts.map(({ draft }) => draft.bundle)]);
    const names = new Set(await Promise.all([...kept].map((hash) => this.keys.nameOf(hash))));
    const standing = { ...this.standing, bundle: content.hash };
    const name = await this.keys.nameOf(content.hash);
    const hidden = await this.keys.hide("bundles", content);
    const stood = await this.keys.hide("standing", standing);
    await this.write(["bundles", "standing"], async (shelf) => {
      const bundles = shelf("bundles");
      for (const known of await bundles.getAllKeys()) if (!names.has(String(known))) await bundles.delete(known);
      await bundles.put(hidden, name);
      await shelf("standing").put(stood, "standing");
    });
    this.standing = standing;
    this.content = content;
  }

  async contentOf(hash: string): Promise<Content | undefined> {
    if (this.content?.hash === hash) return this.content;
    const hidden = await this.database.get("bundles", await this.keys.nameOf(hash));
    return hidden && this.keys.show<Content>("bundles", hidden);
  }

  /** Write a change, without the draft that it was, then hold it in memory. */
  private async put(change: Change, draft?: string): Promise<void> {
    const done = draft && (await this.keys.nameOf(draft));
    const writes = await writesOf(change, this.keys, (fact) => this.seal(fact));
    await this.write(["cards", "outbox", "sealed", "standing", "drafts"], async (shelf) => {
      for (const { at, key, bytes } of writes) {
        await (bytes ? shelf(at).put(bytes, key as never) : shelf(at).delete(key as never));
      }
      if (done) await shelf("drafts").delete(done);
    });
    for (const n of change.outbox.keys()) {
      this.unwritten.delete(n);
      this.page.drop(n);
    }
    this.hold(change);
  }

  private holdOne(entry: Entry): void {
    this.outbox.set(entry.n, entry);
    this.changes += 1;
  }

  private hold(change: Change): void {
    for (const [person, held] of change.cards) held ? this.cards.set(person, held) : this.cards.delete(person);
    for (const [n, entry] of change.outbox) entry ? this.outbox.set(n, entry) : this.outbox.delete(n);
    this.standing = change.standing ?? this.standing;
    this.changes += 1;
  }

  // --- Half-done forms ---------------------------------------------------------------------------------------------

  async draft(key: string): Promise<Draft | undefined> {
    const name = await this.keys.nameOf(key);
    const hidden = this.page.drafts.get(name) ?? (await this.database.get("drafts", name));
    return hidden && (await this.keys.show<{ draft: Draft }>("drafts", hidden)).draft;
  }

  /** It is on the phone once this resolves. Throws Full: then the page holds it. */
  async putDraft(key: string, draft: Draft): Promise<void> {
    const [name, hidden] = await Promise.all([this.keys.nameOf(key), this.keys.hide("drafts", { key, draft })]);
    this.page.drafts.set(name, hidden);
    await this.write(["drafts"], (shelf) => shelf("drafts").put(hidden, name));
    if (this.page.drafts.get(name) === hidden) this.page.drafts.delete(name);
  }

  /** The draft of a danger, in whatever room there is. */
  putDanger(key: string, draft: Draft): Promise<void> {
    return inNeed(() => this.putDraft(key, draft)).catch(() => {}); // the page holds it
  }

  async dropDraft(key: string): Promise<void> {
    const name = await this.keys.nameOf(key);
    this.page.drafts.delete(name);
    await this.write(["drafts"], (shelf) => shelf("drafts").delete(name));
  }

  async drafts(): Promise<Array<{ key: string; draft: Draft }>> {
    const reading = this.database.transaction("drafts");
    const [names, hidden] = await Promise.all([reading.store.getAllKeys(), reading.store.getAll()]);
    const found = new Map(names.map((name, at) => [name, hidden[at] as Bytes]));
    const newest = new Map([...found, ...this.page.drafts]);
    return Promise.all([...newest.values()].map((one) => this.keys.show<{ key: string; draft: Draft }>("drafts", one)));
  }

  close(): void {
    this.database.close();
    this.cards.clear();
    this.outbox.clear();
  }

  // --- Reading and writing -----------------------------------------------------------------------------------------

  private async getStanding<T>(name: string): Promise<T | undefined> {
    const hidden = await this.database.get("standing", name);
    return hidden && this.keys.show<T>("standing", hidden);
  }

  private async putStanding(name: string, record: unknown): Promise<void> {
    const hidden = await this.keys.hide("standing", record);
    await this.write(["standing"], (shelf) => shelf("standing").put(hidden, name));
  }

  private write<T>(shelves: Shelf[], how: (shelf: OpenShelf) => Promise<T>): Promise<T> {
    return write(this.database, shelves, how);
  }
}
