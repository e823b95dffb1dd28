// What the screens may ask of the phone. They see people, never tables, keys or requests.
import type { Draft } from "../store/draft.ts";
import type { Refusal } from "../store/held.ts";
import type { Preferences } from "../store/store.ts";
import type { Content } from "../wire/content.ts";
import type { NewFact } from "../wire/fact.ts";
import type { Card, Fact, PastFact, Territory } from "../wire/field.ts";
import type { Language, User } from "../wire/user.ts";

/** A person as this phone knows them: the server's card, and beside it what is still to be sent. Nothing is folded here. */
export type PersonHere = {
  id: string;
  /** Absent for somebody registered on this phone whom the server does not know yet. */
  card?: Card;
  /** The name that stands first, everywhere. */
  name: string;
  /** Recorded here and not yet in the card, the oldest first. */
  pending: PendingFact[];
};

export type PendingFact = {
  fact: Fact;
  /** waiting: still to be sent. refused: the server said no, with why. sent: it arrived, and its card is still to come. */
  state: "waiting" | "refused" | "sent";
  refusal?: Refusal;
  sentAt?: string;
  /** The phone had no room for it: this page alone holds it, and it ends with the page. */
  isInPage?: true;
};

/** What the top of every screen tells. */
export type PhoneState = {
  online: boolean;
  syncing: boolean;
  lastSyncAt: Date | null;
  pendingCount: number;
  refusedCount: number;
  /** The sign-in ended (the user left, the session was closed): what is here can be read and recorded, not sent. */
  signInNeeded: boolean;
  /** The phone's memory is full: nothing more can be recorded until something is deleted from it. */
  full: boolean;
  /** How many facts this page alone holds that have not arrived: nobody may close it. */
  onlyInPage: number;
};

export type PinChange = { changed: true } | { triesLeft: number };

export type { Draft, Preferences, Refusal };

export interface Phone {
  readonly user: User;
  readonly lang: Language;
  readonly preferences: Preferences;
  /** The content in force; null until the first sync brought it. */
  readonly content: Content | null;
  readonly territory: Territory | null;
  readonly state: PhoneState;

  people(): PersonHere[];
  person(id: string): PersonHere | undefined;

  /**
   * Resolves once the fact is on the phone, encrypted and sealed. Rejects where the phone is full. Sending it is started,
   * never waited for. `draft`: the key of the half-done form that it was, which goes in the same go.
   */
  record(fact: NewFact, draft?: string): Promise<Fact>;
  /** What tells of a danger: in the room kept for it, and where the phone has none at all, in this page. */
  readonly danger: {
    record(fact: NewFact, draft?: string): Promise<Fact>;
    keep(key: string, draft: Draft): Promise<void>;
  };
  /** Send a refused fact again, as it should have been. It keeps its id. */
  repair(id: string, fact: NewFact, draft?: string): Promise<Fact>;
  /** Leave a refused fact to the coordination, who has it in quarantine. */
  leave(id: string): Promise<void>;
  /** Everything still to be sent, the refused among it, the oldest first. */
  pending(): PendingFact[];
  /** The same, and what arrived within a day: what was written here can be corrected without a network. */
  written(): PendingFact[];

  readonly drafts: {
    get(key: string): Promise<Draft | undefined>;
    /** Rejects where the phone is full: then the page holds it. */
    put(key: string, draft: Draft): Promise<void>;
    drop(key: string): Promise<void>;
    all(): Promise<Array<{ key: string; draft: Draft }>>;
  };
  /** Content as it was, for a form begun with it. */
  contentOf(hash: string): Promise<Content | undefined>;

  /** All facts of a person, one request away; rejects where there is no network. */
  history(person: string): Promise<PastFact[]>;

  speak(lang: Language): Promise<void>;
  prefer(some: Preferences): Promise<void>;
  /** A wrong old PIN counts as one that was typed to unlock. */
  changePin(old: string, next: string): Promise<PinChange>;
  /** Nothing of this user stays on this phone. Rejects while something of theirs has not arrived. */
  signOut(): Promise<void>;
  sync(): void;
  lock(): void;
  /** Called after every change; returns how to stop being called. */
  onChange(listener: () => void): () => void;
}
