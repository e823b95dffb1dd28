// Whose phone this is.

export type Language = "es" | "en";

/** The user of this store, as the server named them when they signed in. */
export type User = {
  id: string;
  name: string;
  role: string;
  language: Language;
  organization: string;
  timeZone: string;
  device: string;
};
