// The keys of one store. A random root opens everything; it lies on the phone only wrapped by a key that a slow function
// makes from the PIN. Guessing costs the guesser `iterations` hashes a try, even with the phone's memory in hand.
import { asText, type Bytes, base64url, joined, random, utf8 } from "./bytes.ts";

export const ITERATIONS = 800_000;
const NONCE = 12;

/** What lies on the phone: everything but the PIN. */
export type Wrapped = {
  slow: { name: "PBKDF2"; hash: "SHA-256"; iterations: number; salt: Bytes };
  root: Bytes;
};

export class WrongPin extends Error {}

/** A new root under this PIN. */
export async function makeKeys(pin: string, iterations = ITERATIONS): Promise<{ keys: Keys; wrapped: Wrapped }> {
  const slow: Wrapped["slow"] = { name: "PBKDF2", hash: "SHA-256", iterations, salt: random(16) };
  const root = random(32);
  const wrapped = { slow, root: await encrypt(await underPin(pin, slow), root, WRAPS) };
  return { keys: await keysOf(root), wrapped };
}

/** The keys that this PIN opens. Throws WrongPin. */
export async function openKeys(pin: string, wrapped: Wrapped): Promise<Keys> {
  const key = await underPin(pin, wrapped.slow);
  let root: Bytes;
  try {
    root = await decrypt(key, wrapped.root, WRAPS);
  } catch {
    throw new WrongPin();
  }
  return keysOf(root);
}

/** The same root under another PIN, made as slow as before. Throws WrongPin. */
export async function wrapAnew(old: string, next: string, wrapped: Wrapped): Promise<Wrapped> {
  const root = await decrypt(await underPin(old, wrapped.slow), wrapped.root, WRAPS).catch(() => {
    throw new WrongPin();
  });
  const slow = { ...wrapped.slow, salt: random(16) };
  const again = { slow, root: await encrypt(await underPin(next, slow), root, WRAPS) };
  root.fill(0);
  return again;
}

/** Encrypts records and names them. None of its keys can be taken out of the browser's hands. */
export class Keys {
  private readonly records: CryptoKey;
  private readonly names: CryptoKey;

  constructor(records: CryptoKey, names: CryptoKey) {
    this.records = records;
    this.names = names;
  }

  /** A record as it may lie on the phone. It can be read back only from the `shelf` it was written for. */
  async hide(shelf: string, record: unknown): Promise<Bytes> {
    return encrypt(this.records, utf8(JSON.stringify(record)), utf8(shelf));
  }

  async show<T>(shelf: string, hidden: Bytes): Promise<T> {
    return JSON.parse(asText(await decrypt(this.records, hidden, utf8(shelf)))) as T;
  }

  /** The same name for the same thing, which tells nobody without the keys what it is. */
  async nameOf(thing: string): Promise<string> {
    const mark = await crypto.subtle.sign("HMAC", this.names, utf8(thing));
    return base64url(new Uint8Array(mark, 0, 16));
  }
}

const WRAPS = utf8("root");

async function underPin(pin: string, slow: Wrapped["slow"]): Promise<CryptoKey> {
  const typed = await crypto.subtle.importKey("raw", utf8(pin), slow.name, false, ["deriveKey"]);
  return crypto.subtle.deriveKey(slow, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function keysOf(root: Bytes): Promise<Keys> {
  const source = await crypto.subtle.importKey("raw", root, "HKDF", false, ["deriveKey"]);
  root.fill(0);
  const from = (info: string) => ({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(info) });
  const [records, names] = await Promise.all([
    crypto.subtle.deriveKey(from("records"), source, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]),
    crypto.subtle.deriveKey(from("names"), source, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]),
  ]);
  return new Keys(records, names);
}

async function encrypt(key: CryptoKey, plain: Bytes, context: Bytes): Promise<Bytes> {
  const nonce = random(NONCE);
  const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce, additionalData: context }, key, plain);
  return joined(nonce, new Uint8Array(hidden));
}

async function decrypt(key: CryptoKey, hidden: Bytes, context: Bytes): Promise<Bytes> {
  const how = { name: "AES-GCM", iv: hidden.subarray(0, NONCE), additionalData: context };
  return new Uint8Array(await crypto.subtle.decrypt(how, key, hidden.subarray(NONCE)));
}
