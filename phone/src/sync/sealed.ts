// What is sealed is delivered without unlocking anything: from the lock screen, after a forgotten PIN, after destroyed
// keys. Each leaves the phone only once the server has taken it, into the ledger or into quarantine.

import { base64url } from "../store/bytes.ts";
import { openDatabase, type Profile } from "../store/database.ts";
import { inPage, sealedInPage } from "../store/in_page.ts";
import { profiles, remove } from "../store/profiles.ts";
import { NoAnswer, post, Told } from "./request.ts";

/** Whether somebody is at work in a profile, which sends for itself then. Asked before each fact: a phone may be unlocked
 * meanwhile, and what is recorded then must not arrive behind its back. */
type IsAtWork = (profile: string) => boolean;

/** Deliver everything sealed on this phone, but for whoever is at work; how many are left. Profiles without keys go once
 * they are empty. */
export function deliverSealed(isAtWork: IsAtWork): Promise<number> {
  return navigator.locks.request("campo-sealed", () => deliver(isAtWork));
}

async function deliver(isAtWork: IsAtWork): Promise<number> {
  let left = 0;
  for (const id of sealedInPage()) if (!isAtWork(id)) left += await deliverPage(id, isAtWork);
  for (const profile of await profiles()) {
    if (isAtWork(profile.id)) continue;
    const remain = await deliverOf(profile, isAtWork);
    if (remain === 0 && !profile.wrapped && !sealedInPage().includes(profile.id)) await remove(profile.id);
    left += remain;
  }
  return left;
}

/** What this page holds because the phone has no room for it; also of a profile that is gone from the phone meanwhile. */
async function deliverPage(id: string, isAtWork: IsAtWork): Promise<number> {
  const { device, sealed } = inPage(id);
  await untilNoAnswer(async () => {
    for (const [n, bytes] of sealed) {
      if (isAtWork(id)) return;
      if (await isTaken(device, base64url(bytes))) sealed.delete(n);
    }
  });
  return sealed.size;
}

async function deliverOf(profile: Profile, isAtWork: IsAtWork): Promise<number> {
  const database = await openDatabase(profile.id);
  try {
    await untilNoAnswer(async () => {
      for (const n of await database.getAllKeys("sealed")) {
        if (isAtWork(profile.id)) return;
        const sealed = await database.get("sealed", n);
        if (sealed && (await isTaken(profile.device, base64url(sealed)))) await database.delete("sealed", n);
      }
    });
    return await database.count("sealed");
  } finally {
    database.close();
  }
}

async function untilNoAnswer(delivering: () => Promise<void>): Promise<void> {
  try {
    await delivering();
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
  }
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
