// Many cases in one go, for whoever compares this engine with another: JSON in, the results in the same order out.

import { readFileSync } from "node:fs";
import type { Instrument } from "../../src/engine/index.ts";
import { type Given, resultOf } from "./calls.ts";

interface Batch {
  readonly instruments: readonly Instrument[];
  readonly cases: readonly (Record<string, unknown> & { readonly instrument: number })[];
}

const { instruments, cases } = JSON.parse(readFileSync(0, "utf8")) as Batch;
const results = cases.map((given) => resultOf({ ...given, instrument: instruments[given.instrument] } as Given));
process.stdout.write(JSON.stringify(results));
