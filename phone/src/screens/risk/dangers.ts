// What is to be done at which signs: a level of risk for suicide, steps of their own for every other danger. Pure.
import type { DangerProtocol, ProtocolStep } from "../../wire/bundle.ts";
import type { Content } from "../../wire/content.ts";

type Steps = Pick<Content, "dangers" | "risk">;

/** The protocols of these signs, each once, in the order of the signs. Content of before they were has none. */
export function dangersOf(content: Pick<Content, "dangers"> | null, signs: readonly string[]): DangerProtocol[] {
  const found = signs.flatMap((sign) => (content?.dangers ?? []).filter((danger) => danger.signs.includes(sign)));
  return [...new Set(found)];
}

/** What to do now. Where suicide is among the signs its level comes first; a danger without steps has those of its level. */
export function stepsAt(content: Steps | null, level: string, signs: readonly string[], isSuicide: boolean) {
  const dangers = dangersOf(content, signs);
  const ofLevel = content?.risk.levels.find((one) => one.level === level)?.protocol ?? [];
  const steps = [...(isSuicide || dangers.length === 0 ? ofLevel : []), ...dangers.flatMap((danger) => danger.steps)];
  return steps.filter((step, n) => steps.findIndex(({ code }) => code === step.code) === n) satisfies ProtocolStep[];
}
