// The tables. Keys are numbers or opaque names; every value is encrypted, but for what cannot be: how a profile's root is
// wrapped, how many wrong PINs were tried, and what is sealed to the server.
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import type { Language } from "../wire/user.ts";
import type { Bytes } from "./bytes.ts";
import type { Wrapped } from "./keys.ts";

/** A user of this phone, before anybody unlocked anything. */
export type Profile = {
  id: string;
  /** Which picture tells this profile from others on a shared phone; it says nothing about whose it is. */
  symbol: number;
  /** What its user calls it instead, where they chose to. */
  label?: string;
  /** Which language its user speaks with the phone: the cover is in it too. */
  language?: Language;
  /** The device's id at the server: what is sealed is delivered in its name. */
  device: string;
  wrongPins: number;
  /** Absent once the keys were destroyed: what is left is sealed, and is delivered. */
  wrapped?: Wrapped;
};

interface Door extends DBSchema {
  profiles: { key: string; value: Profile };
}

export interface Shelves extends DBSchema {
  outbox: { key: number; value: Bytes };
  /** By the key of the outbox. */
  sealed: { key: number; value: Bytes };
  cards: { key: string; value: Bytes };
  drafts: { key: string; value: Bytes };
  bundles: { key: string; value: Bytes };
  standing: { key: string; value: Bytes };
}

export const SHELVES = ["outbox", "sealed", "cards", "drafts", "bundles", "standing"] as const;
export type Shelf = (typeof SHELVES)[number];
export type Database = IDBPDatabase<Shelves>;

/** A shelf within a transaction that may write. */
export type OpenShelf = <S extends Shelf>(name: S) => WritableShelf<S extends "outbox" | "sealed" ? number : string>;
type WritableShelf<K> = {
  put(value: Bytes, key?: K): Promise<K>;
  delete(key: K): Promise<void>;
  getAllKeys(): Promise<K[]>;
};

export const openDoor = (): Promise<IDBPDatabase<Door>> =>
  openDB<Door>("campo", 1, { upgrade: (db) => void db.createObjectStore("profiles", { keyPath: "id" }) });

export function openDatabase(profile: string): Promise<Database> {
  return openDB<Shelves>(nameOf(profile), 1, {
    upgrade(db) {
      db.createObjectStore("outbox", { autoIncrement: true });
      for (const shelf of SHELVES.slice(1)) db.createObjectStore(shelf);
    },
    // Another tab deletes this database: let it.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  });
}

export const removeDatabase = (profile: string): Promise<void> => deleteDB(nameOf(profile));

const nameOf = (profile: string): string => `campo-${profile}`;

/** The phone's memory is full: nothing was stored. */
export class Full extends Error {}

/** Whether something was not written because the phone's memory is full. Deleting needs no room. */
export const isFull = (error: unknown): boolean =>
  error instanceof Full || (error instanceof DOMException && error.name === "QuotaExceededError");

/** Write to these shelves, all of it or nothing. It is on the phone once this resolves. Throws Full. */
export async function write<T>(
  database: Database,
  shelves: Shelf[],
  how: (shelf: OpenShelf) => Promise<T>,
): Promise<T> {
  const writing = database.transaction(shelves, "readwrite", { durability: "strict" });
  try {
    const [result] = await Promise.all([how((name) => writing.objectStore(name) as never), writing.done]);
    return result;
  } catch (error) {
    await writing.done.catch(() => {});
    throw isFull(error) || isFull(writing.error) ? new Full("The phone's memory is full.") : error;
  }
}
