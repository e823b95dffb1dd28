// The content's own words: what a task is called and why it is there, a level, a stage, a service.
import type { Band, Instrument, Named, Program, TaskRule } from "../wire/bundle.ts";
import type { Content } from "../wire/content.ts";
import type { Reason, Task } from "../wire/field.ts";
import type { Language } from "../wire/user.ts";
import type { Clock } from "./clock.ts";
import { wordsIn } from "./words.ts";

type Texts = Record<string, string> | null | undefined;

/** A text of the content in a language; Spanish where there is no other. */
// biome-ignore lint/complexity/useLiteralKeys: the compiler asks for it, the record has any language
export const said = (texts: Texts, language: Language): string => texts?.[language] || texts?.["es"] || "";

/** One band of a scale, and how grave it is among them. */
export type BandShown = { from: number; to: number; label: string; color: Color };
export type Color = "leaf" | "mist" | "yellow" | "orange" | "red";

const COLORS: Color[] = ["leaf", "mist", "yellow", "orange", "red"];

export class ContentWords {
  private readonly content: Content | null;
  private readonly language: Language;
  private readonly clock: Clock;
  private readonly rules: Map<string, TaskRule>;

  constructor(content: Content | null, language: Language, clock: Clock) {
    this.content = content;
    this.language = language;
    this.clock = clock;
    this.rules = new Map(content?.programs.flatMap((program) => program.tasks).map((rule) => [rule.id, rule]));
  }

  // --- Tasks -------------------------------------------------------------------------------------------------------

  rule(id: string): TaskRule | undefined {
    return this.rules.get(id);
  }

  taskName(rule: string): string {
    return this.say(this.rules.get(rule)?.name ?? this.content?.words[`tasks.${rule}`]) || rule;
  }

  /** The sentence that says why, filled with what the task itself carries. */
  taskWhy(task: Pick<Task, "rule" | "why">): string {
    const said = this.say(this.rules.get(task.rule)?.why ?? this.content?.words[`tasks.${task.rule}_why`]);
    const text = task.why?.at && this.clock.isNamedDay(task.why.at) ? withoutArticle(said) : said;
    const values = this.valuesOf(task.why ?? {});
    return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  }

  private valuesOf({ instrument, score, band, at, times }: Reason): Record<string, string> {
    return {
      instrument: instrument ? this.formName(instrument) : "",
      score: score == null ? "" : String(score),
      band: band && instrument ? this.bandName(instrument, band) : (band ?? ""),
      level: band ? lowered(this.levelName(band)) : "",
      meaning: instrument && band ? this.flagMeaning(instrument, band) : "",
      date: at ? this.clock.when(at) : "",
      times: times == null ? "" : String(times),
    };
  }

  // --- Instruments -------------------------------------------------------------------------------------------------

  instrument(id: string): Instrument | undefined {
    return this.content?.instruments.filter((one) => one.id === id).at(-1);
  }

  /** What people call it: "PHQ-9" out of "Cuestionario sobre la salud del paciente (PHQ-9)". */
  instrumentName(id: string): string {
    const name = this.say(this.instrument(id)?.name);
    return /\(([^,)]+)[^)]*\)$/.exec(name)?.[1] ?? (name || id);
  }

  /** As it stands in a sentence after "del": the form of a visit is a form, not a name. */
  private formName(id: string): string {
    const found = this.instrument(id);
    if (found?.kind === "notice") return lowered(this.say(found.name));
    if (found?.kind !== "visit") return this.instrumentName(id);
    return wordsIn(this.language).visitForm(lowered(this.say(found.name)));
  }

  bandName(instrument: string, band: string | null | undefined): string {
    if (!band) return "";
    const found = this.bandsOf(instrument).find((one) => one.code === band);
    return lowered(this.say(found?.label) || band);
  }

  /** The bands of the first scale, from calm to grave. */
  bands(instrument: string): BandShown[] {
    const bands = this.bandsOf(instrument);
    const last = Math.max(bands.length - 1, 1);
    return bands.map(({ from, to, label }, n) => ({
      from,
      to,
      label: lowered(this.say(label)),
      color: COLORS[Math.round((n * (COLORS.length - 1)) / last)] ?? "mist",
    }));
  }

  private bandsOf(instrument: string): Band[] {
    return this.instrument(instrument)?.scales?.[0]?.bands ?? [];
  }

  /** What was heard of, where it was not asked: the signs of a notice. */
  heard(instrument: string, answers: Record<string, unknown>): string[] {
    const found = this.instrument(instrument);
    if (found?.kind !== "notice") return [];
    return found.items.filter(({ code }) => answers[code] === 1).map(({ text }) => this.say(text));
  }

  /** What the server says of a refusal with this code. */
  refusal(code: string): string {
    return this.say(this.content?.words[`refusals.${code}`]);
  }

  flagMeaning(instrument: string, item: string): string {
    return this.say(this.instrument(instrument)?.flags?.find((flag) => flag.item === item)?.meaning);
  }

  // --- Risk, programs, lists ---------------------------------------------------------------------------------------

  levelName(level: string): string {
    if (level === "none") return wordsIn(this.language).noRisk;
    return this.say(this.content?.risk.levels.find((one) => one.level === level)?.name) || level;
  }

  stageName(program: string, stage: string): string {
    return this.entry(this.programs().find((one) => one.id === program)?.stages, stage);
  }

  programName(program: string): string {
    return this.say(this.programs().find((one) => one.id === program)?.name) || program;
  }

  exitName(program: string, exit: string): string {
    return this.entry(this.programs().find((one) => one.id === program)?.exits, exit);
  }

  interventionName(id: string): string {
    return this.entry(this.all("interventions"), id);
  }

  serviceName(id: string): string {
    return this.entry(this.all("referral_services"), id);
  }

  reasonName(id: string): string {
    return this.entry(this.all("referral_reasons"), id);
  }

  diagnosisName(code: string): string {
    const listed = this.content?.codes.find((list) => list.id === "cie10");
    return this.say(listed?.codes.find((one) => one.code === code)?.name);
  }

  /** The entries of one closed list of all programs, each once, as choices. */
  choices(list: "referral_services" | "referral_reasons"): Array<{ value: string; label: string }> {
    const entries = new Map(this.all(list).map((entry) => [entry.id, entry]));
    return [...entries.values()].map((entry) => ({ value: entry.id, label: this.say(entry.name) }));
  }

  private programs(): Program[] {
    return this.content?.programs ?? [];
  }

  private all(list: "interventions" | "referral_services" | "referral_reasons"): Named[] {
    return this.programs().flatMap((program) => program[list]);
  }

  private entry(entries: Named[] | undefined, id: string): string {
    return this.say(entries?.find((entry) => entry.id === id)?.name) || id;
  }

  private say(texts: Texts): string {
    return said(texts, this.language);
  }
}

/** A name as it stands inside a sentence: no capital, unless it is an abbreviation. */
export function lowered(text: string): string {
  const isAbbreviation = /^.\p{Lu}/u.test(text);
  return isAbbreviation ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

/** Days with a name take no article: "el 3 nov", but "hoy"; "on 3 Nov", but "today". */
function withoutArticle(text: string): string {
  return text.replace("del {date}", "de {date}").replace(/\b(el|on) \{date\}/, "{date}");
}
