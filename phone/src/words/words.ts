// A language is one file with the same keys; adding one is adding it here.
import type { Language } from "../wire/user.ts";
import { en } from "./en.ts";
import { es, type Words } from "./es.ts";

export type { Words };

const LANGUAGES: Record<Language, Words> = { es, en };

export const wordsIn = (language: Language): Words => LANGUAGES[language];

/** The language before anybody signed in: the phone's, where it is one of ours. */
export const spokenHere = (): Language => (navigator.language.startsWith("en") ? "en" : "es");
