// Several tabs of one phone: one syncs at a time, and the others hear that something changed. What they hear names
// nobody.

/** changed: something was written. answered: the server answered. ended: the keys are destroyed. */
export type Heard = "changed" | "answered" | "ended";

export class Tabs {
  private readonly channel: BroadcastChannel;
  private readonly lock: string;
  private isClosed = false;

  constructor(store: string, heard: (what: Heard) => void) {
    this.lock = `campo-sync-${store}`;
    this.channel = new BroadcastChannel(`campo-${store}`);
    this.channel.onmessage = (message) => heard(message.data as Heard);
  }

  /** Whoever has closed in the middle of something has nobody to tell, and what was kept is kept. */
  tell(what: Heard): void {
    if (!this.isClosed) this.channel.postMessage(what);
  }

  /** Do this while no other tab does. `waited`: another tab was at it just before. */
  async alone(what: (waited: boolean) => Promise<void>): Promise<void> {
    const wasFree = await navigator.locks.request(this.lock, { ifAvailable: true }, async (lock) => {
      if (lock) await what(false);
      return lock !== null;
    });
    if (!wasFree) await navigator.locks.request(this.lock, () => what(true));
  }

  close(): void {
    this.isClosed = true;
    this.channel.close();
  }
}
