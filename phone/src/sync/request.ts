// One request to the server, and what can come of it.
import type { Problem } from "../wire/field.ts";

/** No answer: no network, a line too bad, a server that is away. What was sent may have arrived or not. */
export class NoAnswer extends Error {
  readonly retryAfter: number;
  constructor(retryAfter = 0) {
    super("no answer");
    this.retryAfter = retryAfter;
  }
}

/** The server answered that it will not do this as it was asked. */
export class Told extends Error {
  readonly status: number;
  readonly problem: Problem;
  constructor(status: number, problem: Problem) {
    super(problem.error);
    this.status = status;
    this.problem = problem;
  }
}

export type Asked = { token?: string; timeout?: number; have?: string };

const PATIENCE_MS = 60_000;
const WORTH_PACKING = 400;

export async function post<T>(path: string, body: unknown, asked: Asked = {}): Promise<T> {
  const text = JSON.stringify(body);
  const packed = text.length > WORTH_PACKING ? await gzip(text) : null;
  const headers = new Headers({ "Content-Type": "application/json" });
  if (packed) headers.set("Content-Encoding", "gzip");
  const response = await send(path, { method: "POST", body: packed ?? text, headers }, asked);
  return (await read(response)) as T;
}

/** What stands at an address; null where it is still what the phone `have`s. */
export async function get<T>(path: string, asked: Asked = {}): Promise<T | null> {
  const headers = new Headers(asked.have ? { "If-None-Match": `"${asked.have}"` } : {});
  const response = await send(path, { headers }, asked);
  return response.status === 304 ? null : ((await read(response)) as T);
}

async function send(path: string, what: RequestInit & { headers: Headers }, asked: Asked): Promise<Response> {
  if (asked.token) what.headers.set("Authorization", `Bearer ${asked.token}`);
  const signal = AbortSignal.timeout(asked.timeout ?? PATIENCE_MS);
  let response: Response;
  try {
    response = await fetch(`/field/${path}`, { ...what, signal, cache: "no-store", credentials: "omit" });
  } catch {
    throw new NoAnswer();
  }
  if (response.ok || response.status === 304) return response;
  if (response.status >= 500) throw new NoAnswer(Number(response.headers.get("Retry-After")) || 0);
  throw new Told(response.status, await problemOf(response));
}

async function read(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new NoAnswer();
  }
}

/** What the server says is wrong. Something in between may have answered in its place; then nothing is known. */
async function problemOf(response: Response): Promise<Problem> {
  const told = (await read(response)) as Partial<Problem> | null;
  if (typeof told?.error !== "string") throw new NoAnswer();
  return told as Problem;
}

async function gzip(text: string): Promise<Blob | null> {
  if (!("CompressionStream" in globalThis)) return null;
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Response(stream).blob();
}
