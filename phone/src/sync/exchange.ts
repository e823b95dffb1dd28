// One whole exchange with the server: every waiting fact up, every changed card down, then content. Each answer is taken
// in before the next request leaves, so a phone that dies in between goes on where it was.
import type { Entry } from "../store/held.ts";
import type { Store } from "../store/store.ts";
import type { Content } from "../wire/content.ts";
import type { Report, Sync, Synced } from "../wire/field.ts";
import { Piece } from "./pieces.ts";
import { get, NoAnswer, post, Told } from "./request.ts";

export class Exchange {
  private readonly store: Store;
  private readonly version: string;
  private readonly took: () => void;
  private readonly piece = new Piece();
  private inForce: string | null = null;
  private reported = -1;

  /** `took` is called after each answer that was taken in. */
  constructor(store: Store, version: string, took: () => void) {
    this.store = store;
    this.version = version;
    this.took = took;
  }

  /** `ifWaiting`: only where something is left to send. Throws NoAnswer and Told; what arrived before stays. */
  async run(ifWaiting: boolean): Promise<void> {
    await this.store.writeFromPage();
    await this.store.reloadOutbox();
    if (ifWaiting && this.waiting().length === 0) return;
    while (await this.step());
    await this.fetchContent();
  }

  /** One request; whether another has to follow. */
  private async step(): Promise<boolean> {
    const piece = this.piece.of(this.store.outbox.values());
    const asked = piece.length === this.waiting().length;
    const answer = await this.ask(piece, asked);
    if (!answer) return true;
    this.piece.arrived();
    this.inForce = answer.bundle;
    await this.store.takeAnswer(piece, answer, asked);
    if (answer.territory) await this.store.takeTerritory(answer.territory);
    this.took();
    if (piece.some((entry) => this.store.outbox.get(entry.n)?.state === "waiting")) throw new NoAnswer(); // told nothing
    return !asked || answer.more || this.waiting().length > 0 || this.reported !== this.store.cards.size;
  }

  /** How this phone is, for the coordination to see. */
  private report(): Report {
    this.reported = this.store.cards.size;
    return {
      pending: this.waiting().length,
      people: this.reported,
      app_version: this.version,
      bundle: this.store.content?.hash ?? "",
    };
  }

  private waiting(): Entry[] {
    return [...this.store.outbox.values()].filter((entry) => entry.state === "waiting");
  }

  /** The answer; null where the request has to be made again in another way. */
  private async ask(piece: readonly Entry[], asked: boolean): Promise<Synced | null> {
    const body: Sync = {
      cursor: this.store.standing.cursor,
      facts: piece.map((entry) => entry.fact),
      cards: asked,
      report: this.report(),
      territory: this.store.territory?.mark ?? null,
    };
    try {
      return await post<Synced>("sync", body, { token: this.store.session.token });
    } catch (error) {
      if (error instanceof NoAnswer) this.piece.failed();
      if (error instanceof Told && (await this.helped(error, piece))) return null;
      throw error;
    }
  }

  /** Whether the phone can do something itself about what the server said. */
  private async helped(told: Told, piece: readonly Entry[]): Promise<boolean> {
    if (told.problem.error === "unfit_cursor" && this.store.standing.cursor !== null) {
      await this.store.beginAnew();
      return true;
    }
    if (told.problem.error === "too_large" && piece.length > 0) {
      if (piece.length > 1) this.piece.failed();
      else await this.store.refuse(piece, { code: "too_large", ...told.problem });
      return true;
    }
    return false;
  }

  private async fetchContent(): Promise<void> {
    const { token } = this.store.session;
    const known = this.store.content?.hash;
    if (this.inForce === null || this.inForce === known) return;
    const content = await get<Content>("bundle", known ? { token, have: known } : { token });
    if (!content) return;
    await this.store.takeContent(content);
    this.took();
  }
}
