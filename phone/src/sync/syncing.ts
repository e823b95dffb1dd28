// When the phone exchanges: on opening, after recording, when the network returns or the phone is looked at again, and
// again after a failure. Nobody waits for it.
import { isFull } from "../store/database.ts";
import type { Store } from "../store/store.ts";
import { Exchange } from "./exchange.ts";
import { Pace } from "./pace.ts";
import { NoAnswer, Told } from "./request.ts";
import type { Tabs } from "./tabs.ts";

/** Why the server does not know this phone any more. */
export type Ending = "device_revoked" | "user_left";

/** What only this page holds is tried again at least this often: the page may be closed. */
const MINUTE = 60_000;

export type Hooks = {
  /** Something that a screen shows is another. */
  changed(): void;
  /** Whether the phone has room for what the server answers. */
  full(isFull: boolean): void;
  /** The coordination ended this phone: the keys are to be destroyed. */
  ended(why: Ending): void;
};

export class Syncing {
  syncing = false;
  /** Whether the last request got an answer. */
  reached = true;
  signInNeeded = false;
  private again = false;
  private stopped = false;
  private wasFull = false;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly pace = new Pace();
  private readonly exchange: Exchange;
  private readonly holdsAlone: () => boolean;
  private readonly tabs: Tabs;
  private readonly hooks: Hooks;

  constructor(store: Store, tabs: Tabs, version: string, hooks: Hooks) {
    this.holdsAlone = () => store.hasInPage();
    this.tabs = tabs;
    this.hooks = hooks;
    this.exchange = new Exchange(store, version, () => {
      this.reached = true;
      tabs.tell("answered");
      hooks.changed();
    });
    addEventListener("online", this.wake);
    addEventListener("offline", this.hooks.changed);
    document.addEventListener("visibilitychange", this.look);
  }

  /** Exchange now, or once more after the exchange that is under way. Never waited for. */
  start(): void {
    if (this.stopped || this.signInNeeded) return;
    if (this.syncing) this.again = true;
    else void this.run();
  }

  /** Somebody signed in again. */
  renewed(): void {
    this.signInNeeded = false;
    this.wake();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.wake);
    removeEventListener("offline", this.hooks.changed);
    document.removeEventListener("visibilitychange", this.look);
  }

  private readonly wake = (): void => {
    this.pace.reset();
    this.start();
  };

  private readonly look = (): void => {
    if (document.visibilityState === "visible") this.start();
  };

  private async run(): Promise<void> {
    clearTimeout(this.timer);
    this.syncing = true;
    this.hooks.changed();
    try {
      do {
        this.again = false;
        await this.tabs.alone((waited) => this.exchange.run(waited));
      } while (this.again && !this.stopped);
      this.pace.reset();
      if (this.wasFull) this.hooks.full(false);
      this.wasFull = false;
    } catch (error) {
      this.failed(error);
    } finally {
      this.syncing = false;
      if (!this.stopped) this.hooks.changed();
    }
  }

  private failed(error: unknown): void {
    if (this.stopped) return;
    this.wasFull = isFull(error);
    if (this.wasFull) this.hooks.full(true);
    this.reached = error instanceof Told || this.wasFull;
    if (error instanceof Told && this.isFinal(error)) return;
    const asked = error instanceof NoAnswer ? error.retryAfter : 0;
    const wait = Math.min(this.pace.next(asked), this.holdsAlone() ? MINUTE + asked * 1000 : Number.POSITIVE_INFINITY);
    this.timer = setTimeout(() => this.start(), wait);
  }

  private isFinal({ problem }: Told): boolean {
    if (problem.error === "device_revoked" || problem.error === "user_left") {
      this.hooks.ended(problem.error);
      return true;
    }
    this.signInNeeded = problem.error === "not_signed_in";
    return this.signInNeeded;
  }
}
