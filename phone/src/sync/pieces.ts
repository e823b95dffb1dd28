// How much travels at once. A bad line carries small pieces or nothing: each failure halves them, each success doubles.
import type { Entry } from "../store/held.ts";

const LARGEST = 64_000;
const SMALLEST = 1_000;
const MOST_FACTS = 200;

export class Piece {
  private bytes = LARGEST;

  /** The next facts to send, in the order in which they were recorded; at least one where any waits. */
  of(outbox: Iterable<Entry>): Entry[] {
    const waiting = [...outbox].filter((entry) => entry.state === "waiting").sort((a, b) => a.n - b.n);
    const piece: Entry[] = [];
    let room = this.bytes;
    for (const entry of waiting) {
      room -= JSON.stringify(entry.fact).length;
      if (piece.length > 0 && (room < 0 || piece.length === MOST_FACTS)) break;
      piece.push(entry);
    }
    return piece;
  }

  arrived(): void {
    this.bytes = Math.min(LARGEST, this.bytes * 2);
  }

  failed(): void {
    this.bytes = Math.max(SMALLEST, this.bytes / 2);
  }
}
