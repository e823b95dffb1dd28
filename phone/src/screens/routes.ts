// Where one can go. Nothing of it stands in the address: an address is written to disk.
export type NoteName = "consent" | "network" | "details" | "referral" | "attendance" | "handover" | "visit" | "call";

export type Route =
  | { screen: "today" }
  | { screen: "people" }
  /** The person, where the registration itself is kept already and its next steps are left. */
  | { screen: "register"; person?: string }
  | { screen: "person"; person: string }
  | { screen: "history"; person: string }
  /** Without a form: which one? With a fact: correct it, or repair it where it was refused. */
  | { screen: "note"; person: string; form?: NoteName; fact?: string; referral?: string }
  | { screen: "withdraw"; person: string; fact: string }
  | { screen: "pending" }
  | { screen: "settings" }
  | { screen: "screening"; person: string; instrument?: string }
  | { screen: "visit"; person: string }
  | { screen: "call"; person: string }
  | { screen: "risk"; person?: string }
  /** A danger that was heard of: about this person, or about whom is still to be said. */
  | { screen: "notice"; person?: string }
  /** The answers of a fact that was written here lately, to correct them. */
  | { screen: "correct"; person: string; fact: string };

/** One step of the way here, with how far down one had read. */
export type Step = { route: Route; scroll: number };
