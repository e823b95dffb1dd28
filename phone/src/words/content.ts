// The content's own words: what a task is called and why it is there.

import type { Instrument, TaskRule } from "../wire/bundle.ts";
import type { Content } from "../wire/content.ts";
import type { Reason, Task } from "../wire/field.ts";
import type { Language } from "../wire/user.ts";

type Texts = Record<string, string> | null | undefined;

/** A text of the content in a language; Spanish where there is no other. */
export const said = (texts: Texts, language: Language): string => texts?.[language] || texts?.es || "";

export class ContentWords {
  private readonly content: Content | null;
  private readonly language: Language;
  private readonly rules: Map<string, TaskRule>;

  constructor(content: Content | null, language: Language) {
    this.content = content;
    this.language = language;
    this.rules = new Map(content?.programs.flatMap((program) => program.tasks).map((rule) => [rule.id, rule]));
  }

  taskName(task: Task): string {
    return this.say(this.rules.get(task.rule)?.name ?? this.content?.words[`tasks.${task.rule}`]) || task.rule;
  }

  /** The sentence that says why, filled with what the task itself carries. */
  taskWhy(task: Task): string {
    const text = this.say(this.rules.get(task.rule)?.why ?? this.content?.words[`tasks.${task.rule}_why`]);
    const values = this.valuesOf(task.why ?? {});
    return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }

  instrumentName(id: string): string {
    const name = this.say(this.instrument(id)?.name);
    return /\(([^,)]+)[^)]*\)$/.exec(name)?.[1] ?? (name || id);
  }

  private valuesOf({ instrument, score, band, at, times }: Reason): Record<string, string> {
    return {
      instrument: instrument ? this.instrumentName(instrument) : "",
      score: score == null ? "" : String(score),
      band: band && instrument ? this.bandName(instrument, band) : (band ?? ""),
      level: band ? lowered(this.levelName(band)) : "",
      meaning: instrument && band ? this.flagMeaning(instrument, band) : "",
      date: at ? new Date(at).toLocaleDateString(this.language, { day: "numeric", month: "long" }) : "",
      times: times == null ? "" : String(times),
    };
  }

  private bandName(instrument: string, band: string): string {
    const found = this.instrument(instrument)?.scales?.[0]?.bands?.find((one) => one.code === band);
    return lowered(this.say(found?.label) || band);
  }

  private levelName(level: string): string {
    return this.say(this.content?.risk.levels.find((one) => one.level === level)?.name) || level;
  }

  private flagMeaning(instrument: string, item: string): string {
    return this.say(this.instrument(instrument)?.flags?.find((flag) => flag.item === item)?.meaning);
  }

  private instrument(id: string): Instrument | undefined {
    return this.content?.instruments.filter((one) => one.id === id).at(-1);
  }

  private say(texts: Texts): string {
    return said(texts, this.language);
  }
}

/** A name as it stands inside a sentence: no capital, unless it is an abbreviation. */
function lowered(text: string): string {
  const isAbbreviation = /^.\p{Lu}/u.test(text);
  return isAbbreviation ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
