// The program's own instruments and their worked examples, read as clinicians write them.

import { readdirSync, readFileSync } from "node:fs";
import { parse } from "smol-toml";
import type { Instrument } from "../../src/engine/index.ts";

const CONTENT = new URL("../../../content/instruments/", import.meta.url);
const FOLDERS = readdirSync(CONTENT).map((name) => new URL(`${name}/`, CONTENT));

export interface Example {
  readonly name: string;
  readonly version?: string;
  readonly answers: string | Record<string, number | string>;
  readonly age?: number;
  readonly sex?: string;
  readonly population?: string;
  readonly on?: string;
  readonly expect: Record<string, unknown>;
}

export interface ChangeExample {
  readonly name: string;
  readonly version?: string;
  readonly from: number;
  readonly to: number;
  readonly days?: number;
  readonly expect: readonly string[];
}

export interface Shelf {
  readonly instruments: readonly Instrument[];
  readonly examples: readonly Example[];
  readonly changes: readonly ChangeExample[];
}

/** Each instrument in all its versions, with its examples. */
export const SHELVES: readonly Shelf[] = FOLDERS.map((folder) => {
  const versions = readdirSync(folder).filter((file) => file.endsWith(".toml") && file !== "examples.toml");
  const told = read(new URL("examples.toml", folder)) as { examples: Example[]; changes?: ChangeExample[] };
  const instruments = versions.map((file) => read(new URL(file, folder)) as Instrument);
  return { instruments, examples: told.examples, changes: told.changes ?? [] };
});

/** TOML as it stands in the bundle: days are text. */
function read(file: URL): unknown {
  return JSON.parse(JSON.stringify(parse(readFileSync(file, "utf8"))));
}
