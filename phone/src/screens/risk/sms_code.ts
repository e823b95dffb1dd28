// The code of a neutral message: six characters that say nothing to whoever reads along, and lead the coordination to
// the fact. No letter of them can be taken for a digit.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BITS = 30;

/** Crockford base32 of the last 30 bits of a fact's id. */
export function smsCode(fact: string): string {
  const tail = Number.parseInt(fact.replaceAll("-", "").slice(-8), 16) % 2 ** BITS;
  return Array.from({ length: BITS / 5 }, (_, n) => ALPHABET[Math.floor(tail / 32 ** (5 - n)) % 32]).join("");
}
