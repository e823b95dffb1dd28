import type { PhoneState } from "../sync/phone.ts";
import type { Words } from "../words/words.ts";

/** How the phone stands with the server, in one line. */
export function standing(state: PhoneState, words: Words): string {
  const say = words.state;
  const told = [
    state.full && say.full,
    state.signInNeeded && say.signInNeeded,
    !state.online && say.offline,
    state.syncing && say.syncing,
    state.pendingCount > 0 && say.pending(state.pendingCount),
    state.refusedCount > 0 && say.refused(state.refusedCount),
  ].filter((one) => one !== false);
  return told.join(" · ") || (state.lastSyncAt ? say.upToDate : say.never);
}
