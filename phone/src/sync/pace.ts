// When to try again: soon at first, then ever later, each phone at a moment of its own, so that a thousand of them do not
// come back all at once when the server does.

const FIRST_MS = 2_000;
const LAST_MS = 5 * 60_000;

export class Pace {
  private failures = 0;
  private readonly chance: () => number;

  constructor(chance: () => number = Math.random) {
    this.chance = chance;
  }

  /** Milliseconds to wait after one more failure; at least as long as the server asked for. */
  next(retryAfterSeconds = 0): number {
    const most = Math.min(LAST_MS, FIRST_MS * 2 ** this.failures);
    this.failures += 1;
    return retryAfterSeconds * 1000 + most / 2 + (this.chance() * most) / 2;
  }

  reset(): void {
    this.failures = 0;
  }
}
