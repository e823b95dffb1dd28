// Faults to plant in a phone, one at a time: storms that do not find them would find nothing.
import { isFull } from "../../src/store/database.ts";
import { type Change, type Entry, unchanged } from "../../src/store/held.ts";
import { newId } from "../../src/store/ids.ts";
import { forgetPage } from "../../src/store/in_page.ts";
import { Store } from "../../src/store/store.ts";
import { Exchange } from "../../src/sync/exchange.ts";
import { OpenedPhone } from "../../src/sync/opened.ts";
import type { Synced } from "../../src/wire/field.ts";

// biome-ignore lint/suspicious/noExplicitAny: a fault reaches behind what the compiler guards.
type Method = (this: any, ...given: any[]) => any;

export const FAULTS: Record<string, () => void> = {
  lets_go_of_a_fact_when_it_was_sent() {
    instead(
      Exchange,
      "ask",
      (before) =>
        async function (piece: Entry[], asked) {
          await this.store.put(without(piece));
          return before.call(this, piece, asked);
        },
    );
  },

  takes_in_half_of_an_answer_and_keeps_its_cursor() {
    hears((answer) => ({ ...answer, cards: answer.cards.slice(1) }));
  },

  keeps_whom_it_handed_over() {
    hears((answer) => ({ ...answer, gone: [] }));
  },

  drops_a_refused_fact() {
    instead(
      Store,
      "takeAnswer",
      (before) =>
        async function (piece: Entry[], answer: Synced, asked) {
          await before.call(this, piece, answer, asked);
          await this.put(without(answer.refused.flatMap(({ n }) => piece[n] ?? [])));
        },
    );
  },

  seals_nothing() {
    instead(Store, "seal", () => async () => null);
  },

  sends_a_fact_under_another_id_each_time() {
    instead(
      Exchange,
      "ask",
      (before) =>
        function (piece: Entry[], asked) {
          const anew = piece.map((entry) => ({ ...entry, fact: { ...entry.fact, id: newId() } }));
          return before.call(this, anew, asked);
        },
    );
  },

  says_it_took_what_did_not_fit() {
    instead(
      OpenedPhone,
      "record",
      (before) =>
        function (fact) {
          return before.call(this, fact).catch((error: unknown) => {
            if (!isFull(error)) throw error;
            return fact;
          });
        },
    );
  },

  says_it_has_a_fact_before_it_was_written() {
    instead(
      Store,
      "record",
      (before) =>
        async function (fact) {
          setTimeout(() => before.call(this, fact), 150);
        },
    );
  },

  says_that_its_page_holds_what_it_does_not() {
    instead(
      Store,
      "holdInPage",
      () =>
        async function (fact) {
          this.outbox.set(this.afterLast(), { n: this.afterLast(), fact, state: "waiting" });
        },
    );
  },

  forgets_in_a_pocket_what_its_page_holds() {
    instead(
      OpenedPhone,
      "shut",
      (before) =>
        function () {
          forgetPage(this.store.id);
          before.call(this);
        },
    );
  },

  keeps_its_keys_when_it_is_revoked() {
    instead(OpenedPhone, "end", () => async () => {});
  },

  forgets_the_content_that_a_form_was_begun_in() {
    instead(Store, "contentOf", () => async () => undefined);
  },

  takes_no_other_content() {
    instead(
      Store,
      "takeContent",
      (before) =>
        async function (content) {
          if (this.content === null) await before.call(this, content);
        },
    );
  },
};

/** Put something else in the place of a method, in all that are made of this class. */
function instead(of: { prototype: object }, name: string, how: (before: Method) => Method): void {
  const methods = of.prototype as Record<string, Method>;
  const before = methods[name];
  if (!before) throw new Error(`Expected a method ${name} to put a fault in the place of; found none.`);
  methods[name] = how(before);
}

/** The phone hears something else than the server said. */
function hears(change: (answer: Synced) => Synced): void {
  instead(
    Store,
    "takeAnswer",
    (before) =>
      function (piece, answer: Synced, asked) {
        return before.call(this, piece, change(answer), asked);
      },
  );
}

function without(entries: readonly Entry[]): Change {
  const change = unchanged();
  for (const { n } of entries) change.outbox.set(n, null);
  return change;
}
