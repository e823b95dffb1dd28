// Finding somebody while typing: by the beginnings of words, whatever the accents, and by a document with gaps in it.
import type { PersonHere } from "../../sync/phone.ts";
import { identityOf } from "../named.ts";

export type Findable = { person: PersonHere; words: string[] };

/** Text as it is compared: lower case, no accents, ñ as n, single spaces. "Núñez" and "NUNEZ" are the same. */
export function plain(text: string): string {
  const letters = text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** Everybody with what finds them, in the order of their names. Made once for all letters that are typed. */
export function findable(people: readonly PersonHere[]): Findable[] {
  const found = people.map((person) => ({ person, words: wordsOf(person), name: plain(person.name) }));
  return found.sort((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
}

/** Those whose names or document begin with every word typed. */
export function find(typed: string, among: readonly Findable[]): PersonHere[] {
  const asked = asWords(typed);
  const fits = ({ words }: Findable) => asked.every((begin) => words.some((word) => word.startsWith(begin)));
  return among.filter(fits).map(({ person }) => person);
}

/** A document's number is one word, also when it was typed as "4512 0098". */
function asWords(typed: string): string[] {
  const joined = plain(typed).replaceAll(" ", "");
  return /^\d+$/.test(joined) ? [joined] : plain(typed).split(" ").filter(Boolean);
}

function wordsOf(person: PersonHere): string[] {
  const { given_names, father_surname, mother_surname, social_name, document } = identityOf(person);
  const names = [person.name, given_names, father_surname, mother_surname, social_name];
  const words = names.flatMap((name) => (name ? plain(name).split(" ") : []));
  const number = document ? plain(document.number).replaceAll(" ", "") : "";
  return [...new Set([...words, number])].filter(Boolean);
}

/** People who may be this one: the same document, or all names and no other year of birth. */
export function likelySame(
  said: { names: string[]; document: string; birthYear: number | null },
  people: readonly PersonHere[],
): PersonHere[] {
  const number = plain(said.document).replaceAll(" ", "");
  const names = said.names.flatMap((name) => plain(name).split(" ")).filter(Boolean);
  const isSame = ({ person, words }: Findable) => {
    if (number && words.includes(number)) return true;
    if (names.length < 2 || !names.every((name) => words.some((word) => word.startsWith(name)))) return false;
    const year = person.card?.picture.known.birth_year ?? null;
    return said.birthYear === null || year === null || year === said.birthYear;
  };
  return findable(people)
    .filter(isSame)
    .map(({ person }) => person)
    .slice(0, MOST_LIKELY);
}

const MOST_LIKELY = 5;
