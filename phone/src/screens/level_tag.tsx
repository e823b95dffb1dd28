import { useCampo } from "./here.ts";

const COLORS: Record<string, string> = { high: "red", unassessed: "red", moderate: "orange", low: "yellow" };

export const levelColor = (level: string): string => COLORS[level] ?? "leaf";

/** A level of risk: its word first, its color after. */
export function LevelTag({ level }: { level: string }) {
  const { content } = useCampo();
  return <span class={`tag ${levelColor(level)}`}>{content.levelName(level)}</span>;
}
