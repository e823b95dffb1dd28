import type { Words } from "./es.ts";

export const en: Words = {
  app: "Campo",
  back: "Back",
  today: "Today",
  save: "Save",
  unnamed: "No name yet",

  signIn: {
    title: "Sign in",
    why: "You need a signal only this once. After that it works without a connection.",
    username: "User name",
    password: "Password",
    device: "Name for this phone",
    deviceHint: "So that the coordination recognizes it, for instance “blue phone”.",
    go: "Sign in",
    noAnswer: "There is no signal, or the server does not answer. Check your connection and try again.",
    wrong: "The user name or the password is wrong. Check them, or ask the coordination.",
    lockedOut: "Too many passwords were tried. Wait 15 minutes, or ask the coordination for a new one.",
    mustChange: "Your password works only once. Go to the desk first and choose your own.",
    noField: "Your user works at the desk, not on the phone.",
    unsupported: "This browser is too old. Update it to use the app.",
  },

  pin: {
    title: "Choose a PIN",
    why: "Six digits that only you know. Everything on this phone is locked with them.",
    first: "PIN of 6 digits",
    second: "The same PIN again",
    differ: "The two PINs are not the same.",
    short: "The PIN must have 6 digits.",
    plain: "That PIN is too easy to guess. Choose another.",
    go: "Save PIN",
  },

  lock: {
    title: "Campo",
    whose: "Which one is yours?",
    symbols: ["Leaf", "Sun", "River", "Hill", "Moon", "Flower", "Tree", "Cloud"],
    pin: "PIN",
    go: "Open",
    opening: "Opening…",
    wrong: (left) => (left === 1 ? "Wrong PIN. 1 try is left." : `Wrong PIN. ${left} tries are left.`),
    destroyed: "What was here is closed for good. What was still to be sent is sent as soon as there is a signal.",
    forgot: "I forgot my PIN",
    forgotWhy:
      "What is still to be sent is not lost: it is sent sealed, and nobody can read it on this phone. Then sign in again with your user name.",
    forgotGo: "Send and start over",
    stay: "Keep trying",
    sealed: (count) => (count === 1 ? "1 record to send" : `${count} records to send`),
    other: "Sign in as another user",
    revoked: "The coordination revoked this phone. What it held can no longer be read.",
    left: "Your user is no longer active. What this phone held can no longer be read.",
  },

  state: {
    offline: "No signal",
    syncing: "Sending and receiving…",
    upToDate: "Everything sent",
    never: "Nothing received yet",
    pending: (count) => `${count} to send`,
    refused: (count) => `${count} not accepted`,
    signInNeeded: "Sign in again to send",
    full: "The phone is full: free some space to go on recording",
  },

  tasks: {
    none: "There is nothing to do today.",
    people: (count) => (count === 1 ? "1 person" : `${count} people`),
    done: "Done, to be sent",
    late: "Late",
    visit: "Visit",
    open: "See",
  },

  person: {
    tasks: "To do",
    contacts: "Last contacts",
    pending: "Recorded on this phone",
    waiting: "to be sent",
    sent: "sent",
    refused: "not accepted",
    visit: "Record a visit",
  },

  visit: {
    title: "Visit",
    outcome: "Did you find them?",
    outcomes: {
      seen: "Yes, we talked",
      not_home: "Not at home",
      moved: "Moved away",
      refused: "Did not want to see me",
    },
    agreed: "What did you agree?",
    full: "There is no space on the phone. It was not saved. Free some space and try again.",
  },

  kinds: {
    person_registered: "Registration",
    visit_made: "Visit",
    call_made: "Call",
    answers_given: "Screening",
  },
};
