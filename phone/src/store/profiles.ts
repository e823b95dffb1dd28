// Who uses this phone, how often a wrong PIN was tried, and how a profile ends.
import type { Language } from "../wire/user.ts";
import { isFull, openDatabase, openDoor, type Profile, removeDatabase } from "./database.ts";
import { forgetPage, inPage } from "./in_page.ts";
import { type Keys, openKeys, type Wrapped, WrongPin, wrapAnew } from "./keys.ts";
import { dropReserve, inNeed } from "./reserve.ts";

export const MOST_WRONG_PINS = 10;
export const SYMBOLS = 8;

/** The PIN was wrong once too often, or the keys are gone already. */
export class Destroyed extends Error {}

export async function profiles(): Promise<Profile[]> {
  const door = await openDoor();
  try {
    return (await door.getAll("profiles")).sort((a, b) => a.symbol - b.symbol);
  } finally {
    door.close();
  }
}

/** A profile whose store is there already: a phone that dies in between has nobody who cannot unlock it. */
export async function addProfile(id: string, device: string, wrapped: Wrapped, language?: Language): Promise<void> {
  const taken = new Set((await profiles()).map((profile) => profile.symbol));
  const free = Array.from({ length: SYMBOLS }, (_, n) => n).find((n) => !taken.has(n));
  const profile = {
    id,
    symbol: free ?? taken.size,
    device,
    wrongPins: 0,
    wrapped,
    ...(language && { language }),
  };
  await change(id, () => profile);
}

/**
 * The keys that a PIN opens. The try is counted before the PIN is looked at, so that switching the phone off does not
 * undo it. Throws WrongPin, and Destroyed at the tenth.
 */
export async function unlock(id: string, pin: string): Promise<Keys> {
  await countTry(id);
  const profile = await find(id);
  if (!profile?.wrapped) throw new Destroyed();
  const tried = triesOf(profile);
  if (tried > MOST_WRONG_PINS) return ruined(id);
  try {
    const keys = await openKeys(pin, profile.wrapped);
    await forgetTries(profile);
    return keys;
  } catch (error) {
    if (error instanceof WrongPin && tried >= MOST_WRONG_PINS) return ruined(id);
    throw error;
  }
}

// A phone whose memory is full must open all the same: what it holds can leave only then. What the database has no room
// for is counted beside it, where the browser keeps a little room of its own: how many tries more, or fewer.
const beside = (id: string): string => `campo-tries-${id}`;

const triesOf = ({ id, wrongPins }: Profile): number => wrongPins + Number(localStorage.getItem(beside(id)));

async function countTry(id: string): Promise<void> {
  try {
    await change(id, (known) => known && { ...known, wrongPins: known.wrongPins + 1 });
  } catch (error) {
    if (!isFull(error)) throw error;
    localStorage.setItem(beside(id), String(Number(localStorage.getItem(beside(id))) + 1));
  }
}

async function forgetTries({ id, wrongPins }: Profile): Promise<void> {
  try {
    await change(id, (known) => known && { ...known, wrongPins: 0 });
    localStorage.removeItem(beside(id));
  } catch (error) {
    if (!isFull(error)) throw error;
    localStorage.setItem(beside(id), String(-wrongPins));
  }
}

async function ruined(id: string): Promise<never> {
  await destroy(id);
  throw new Destroyed();
}

/** Destroy the keys and everything they could read. What is sealed stays until it was delivered. */
export async function destroy(id: string): Promise<void> {
  inPage(id).forgetReadable();
  const hadRoom = await dropKeys(id);
  const database = await openDatabase(id);
  const shelves = ["outbox", "cards", "drafts", "bundles", "standing"] as const;
  const clearing = database.transaction(shelves, "readwrite", { durability: "strict" });
  for (const shelf of shelves) void clearing.objectStore(shelf).clear();
  await clearing.done;
  const left = (await database.count("sealed")) + inPage(id).sealed.size;
  database.close();
  if (left === 0) await remove(id);
  else if (!hadRoom) await dropKeys(id);
}

/** False where there was no room to write the profile without them, nor any that is kept for what must not wait. */
async function dropKeys(id: string): Promise<boolean> {
  try {
    await inNeed(() =>
      change(id, (known) => known && { id: known.id, symbol: known.symbol, device: known.device, wrongPins: 0 }),
    );
    return true;
  } catch (error) {
    if (!isFull(error)) throw error;
    return false;
  }
}

/** Nothing of this profile is left on the phone. */
export async function remove(id: string): Promise<void> {
  forgetPage(id);
  await removeDatabase(id);
  const door = await openDoor();
  await door.delete("profiles", id);
  const others = await door.count("profiles");
  door.close();
  if (others === 0) await dropReserve();
  localStorage.removeItem(beside(id));
}

async function find(id: string): Promise<Profile | undefined> {
  return (await profiles()).find((one) => one.id === id);
}

/** How many more PINs may be tried. */
export async function triesLeft(id: string): Promise<number> {
  const profile = await find(id);
  return MOST_WRONG_PINS - (profile ? triesOf(profile) : MOST_WRONG_PINS);
}

/** A PIN in the place of another. Throws WrongPin, and Destroyed at the tenth. */
export async function changePin(id: string, old: string, next: string): Promise<void> {
  await unlock(id, old);
  const wrapped = (await find(id))?.wrapped;
  if (!wrapped) throw new Destroyed();
  const again = await wrapAnew(old, next, wrapped);
  await change(id, (known) => known && { ...known, wrapped: again });
}

/** What a user calls their place on this phone; nothing, to be told by a picture again. */
export async function label(id: string, text: string): Promise<void> {
  await change(id, (known) => {
    if (!known) return undefined;
    const { label: _, ...rest } = known;
    return text ? { ...rest, label: text } : rest;
  });
}

/** In which language a user is greeted before the PIN. */
export async function greetIn(id: string, language: Language): Promise<void> {
  await change(id, (known) => known && { ...known, language });
}

/** Another sign-in of the same user gave this phone another device. */
export async function moveToDevice(id: string, device: string): Promise<void> {
  await change(id, (known) => known && { ...known, device });
}

async function change(id: string, how: (known?: Profile) => Profile | undefined): Promise<Profile | undefined> {
  const door = await openDoor();
  try {
    const changing = door.transaction("profiles", "readwrite", { durability: "strict" });
    const changed = how(await changing.store.get(id));
    if (changed) await changing.store.put(changed);
    await changing.done;
    return changed;
  } finally {
    door.close();
  }
}
