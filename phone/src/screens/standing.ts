import type { PhoneState } from "../sync/phone.ts";
import type { Clock } from "../words/clock.ts";
import type { Words } from "../words/words.ts";

/** How the phone stands with the server, in one line. */
export function standing(state: PhoneState, words: Words, clock: Clock): string {
  const say = words.state;
  const { lastSyncAt } = state;
  const told = troubles(state, say);
  if (told.length === 0) return lastSyncAt ? say.upToDate : say.never;
  return [...told, !state.online && lastSyncAt && say.last(clock.when(lastSyncAt))].filter(Boolean).join(" · ");
}

function troubles(state: PhoneState, say: Words["state"]): string[] {
  const told = [
    state.onlyInPage > 0 && say.onlyInPage(state.onlyInPage),
    state.full && state.onlyInPage === 0 && say.full,
    state.signInNeeded && say.signInNeeded,
    !state.online && say.offline,
    state.syncing && say.syncing,
    state.pendingCount > 0 && say.pending(state.pendingCount),
    state.refusedCount > 0 && say.refused(state.refusedCount),
  ];
  return told.filter((one) => one !== false);
}
