// Signing in, once, online.

import { opaque } from "../store/ids.ts";
import { ITERATIONS, makeKeys } from "../store/keys.ts";
import { addProfile, remove } from "../store/profiles.ts";
import { type Session, Store } from "../store/store.ts";
import type { SignedIn, SignIn } from "../wire/field.ts";
import { post } from "./request.ts";

/** A name and a password for a token. Throws NoAnswer and Told. */
export async function signIn(asked: SignIn): Promise<Session> {
  const told = await post<SignedIn>("sign-in", asked);
  const user = {
    id: told.user,
    name: told.name,
    role: told.role,
    language: told.language === "en" ? "en" : "es",
    organization: told.organization,
    timeZone: told.time_zone,
    device: told.device,
  } as const;
  return { user, token: told.token, publicKey: told.public_key };
}

/** A store of one's own on this phone, under a PIN. */
export async function settleIn(session: Session, pin: string, iterations = ITERATIONS): Promise<Store> {
  const { keys, wrapped } = await makeKeys(pin, iterations);
  void navigator.storage?.persist?.();
  const id = opaque();
  try {
    const store = await Store.begin(id, keys, session);
    await addProfile(id, session.user.device, wrapped, session.user.language);
    return store;
  } catch (error) {
    await remove(id); // there is no room for it: nothing of it stays
    throw error;
  }
}
