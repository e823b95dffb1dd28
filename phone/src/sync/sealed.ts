// What is sealed is delivered without unlocking anything: from the lock screen, after a forgotten PIN, after destroyed
// keys. Each leaves the phone only once the server has taken it, into the ledger or into quarantine.

import { base64url } from "../store/bytes.ts";
import { openDatabase, type Profile } from "../store/database.ts";
import { profiles, remove } from "../store/profiles.ts";
import { NoAnswer, post, Told } from "./request.ts";

/** Deliver everything sealed on this phone, but for the profile that is `unlocked` and sends for itself; how many are
 * left. Profiles without keys go once they are empty. */
export function deliverSealed(unlocked: string | null): Promise<number> {
  return navigator.locks.request("campo-sealed", () => deliver(unlocked));
}

async function deliver(unlocked: string | null): Promise<number> {
  let left = 0;
  for (const profile of await profiles()) {
    if (profile.id === unlocked) continue;
    const remain = await deliverOf(profile);
    if (remain === 0 && !profile.wrapped) await remove(profile.id);
    left += remain;
  }
  return left;
}

/** How many facts wait sealed in a profile. */
export async function sealedOf(profile: Profile): Promise<number> {
  const database = await openDatabase(profile.id);
  try {
    return await database.count("sealed");
  } finally {
    database.close();
  }
}

async function deliverOf(profile: Profile): Promise<number> {
  const database = await openDatabase(profile.id);
  try {
    for (const n of await database.getAllKeys("sealed")) {
      const sealed = await database.get("sealed", n);
      if (sealed && (await isTaken(profile.device, base64url(sealed)))) await database.delete("sealed", n);
    }
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
  } finally {
    database.close();
  }
  return sealedOf(profile);
}

/** Whether the server has it now. What it cannot open stays here, and the next is tried. Throws NoAnswer. */
async function isTaken(device: string, sealed: string): Promise<boolean> {
  try {
    await post("sealed", { device, sealed });
    return true;
  } catch (error) {
    if (error instanceof Told) return false;
    throw error;
  }
}
