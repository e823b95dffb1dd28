// Sealing to the server: what is sealed can be delivered from a phone that nobody can unlock, and read by nobody on it.
// ECDH P-256 with a key made for this one message, HKDF-SHA-256, AES-256-GCM. It travels as that key's public point (65
// bytes), a nonce (12 bytes) and what is sealed.
import { type Bytes, fromBase64url, joined, random, utf8 } from "./bytes.ts";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const INFO = utf8("acompana sealed v1");

export type Sealer = (message: unknown) => Promise<Bytes>;

/** Seals JSON to a server's public key, a raw P-256 point in base64url. */
export async function sealerTo(publicKey: string): Promise<Sealer> {
  const theirs = await crypto.subtle.importKey("raw", fromBase64url(publicKey), CURVE, false, []);
  return async (message) => {
    const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
    const point = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
    const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
    const source = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: point, info: INFO };
    const key = await crypto.subtle.deriveKey(how, source, { name: "AES-GCM", length: 256 }, false, ["encrypt"]);
    const nonce = random(12);
    const plain = utf8(JSON.stringify(message));
    const hidden = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, plain);
    return joined(point, nonce, new Uint8Array(hidden));
  };
}
