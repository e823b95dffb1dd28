// Moments in words, as people here write them: "en 22 min", "venció hace 2 h", "hoy, 16:00", "mar 24 nov". The desk says
// them in the same way. Pure: whoever asks says what time it is.
import type { Language } from "../wire/user.ts";
import { type Words, wordsIn } from "./words.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const HOURS_WITH_MINUTES = 3;
const DAYS_SHOWN = 60;

type Moment = string | Date;

export class Clock {
  readonly now: Date;
  private readonly say: Words["clock"];
  private readonly part: (moment: Date, options: Intl.DateTimeFormatOptions) => string;
  private readonly days: Intl.DateTimeFormat;

  constructor(language: Language, timeZone: string, now: Date) {
    this.now = now;
    this.say = wordsIn(language).clock;
    this.part = (moment, options) => format(language, timeZone, options).format(moment);
    this.days = format("en-CA", timeZone, { year: "numeric", month: "2-digit", day: "2-digit" });
  }

  /** A length of time, as exact as it matters: minutes under three hours, hours under two days, then days, months. */
  span(length: number): string {
    if (length < HOUR) return this.say.minutes(Math.max(Math.floor(length / MINUTE), 1));
    if (length < 2 * DAY) return this.hours(Math.floor(length / HOUR), Math.floor((length % HOUR) / MINUTE));
    const days = Math.floor(length / DAY);
    return days <= DAYS_SHOWN ? this.say.days(days) : this.say.months(Math.floor((days * 12) / 365));
  }

  /** How long there is until a deadline, or how long ago it passed. */
  until(moment: Moment): string {
    const left = time(moment) - this.now.getTime();
    return left >= 0 ? this.say.until(this.span(left)) : this.say.late(this.span(-left));
  }

  /** By when somebody has to answer, as a sentence goes on; nothing where nobody has said. */
  mustAnswer(due: Moment | null | undefined): string {
    if (!due) return "";
    return time(due) >= this.now.getTime() ? this.say.mustAnswer(this.when(due)) : this.say.hadToAnswer(this.when(due));
  }

  ago(moment: Moment): string {
    const past = this.now.getTime() - time(moment);
    return past < MINUTE ? this.say.now : this.say.ago(this.span(past));
  }

  /** Day and hour: "hoy, 16:00"; the hour is left out of what lies more than a week away. */
  when(moment: Moment): string {
    const day = this.day(moment);
    if (Math.abs(time(moment) - this.now.getTime()) > 7 * DAY) return day;
    const hour = this.part(new Date(moment), { hour: "numeric", minute: "2-digit", hourCycle: "h23" });
    return this.say.dayHour(day, hour.replace(/^0(\d)/, "$1"));
  }

  /** A day as one says it today: "hoy", "ayer", "mar 24 nov", and with its year when that is another. */
  day(moment: Moment): string {
    const date = new Date(moment);
    const away = this.away(date);
    const named = { "-1": this.say.yesterday, "0": this.say.today, "1": this.say.tomorrow }[String(away)];
    if (named) return named;
    const { day, month, year } = this.parts(date);
    if (year !== this.parts(this.now).year) return this.say.year(day, month, year);
    if (Math.abs(away) > 7) return this.say.day(day, month);
    return this.say.weekday(this.part(date, { weekday: "short" }).replace(".", ""), day, month);
  }

  /** Whether a day has a name of its own today: yesterday, today, tomorrow. */
  isNamedDay(moment: Moment): boolean {
    return Math.abs(this.away(moment)) <= 1;
  }

  private away(moment: Moment): number {
    return daysBetween(this.today(), this.dateOf(moment));
  }

  /** A date without an hour, "1961-05-24", in the same words. */
  dayOf(date: string): string {
    return this.day(`${date.slice(0, 10)}T12:00:00Z`);
  }

  /** A date of birth: always with its year. */
  birth(date: string): string {
    const { day, month, year } = this.parts(new Date(`${date}T12:00:00Z`));
    return this.say.year(day, month, year);
  }

  long(): string {
    const { day } = this.parts(this.now);
    return this.say.long(this.part(this.now, { weekday: "long" }), day, this.part(this.now, { month: "long" }));
  }

  /** The date where the person works, "2026-11-24". */
  today(): string {
    return this.dateOf(this.now);
  }

  dateOf(moment: Moment): string {
    return this.days.format(new Date(moment));
  }

  /** Age in completed years; in the month of birth and without one, as if the birthday had been. */
  age(year?: number | null, month?: number | null): number | null {
    if (year == null) return null;
    const [thisYear = 0, thisMonth = 0] = this.today().split("-").map(Number);
    return thisYear - year - Number(month != null && thisMonth < month);
  }

  private hours(hours: number, minutes: number): string {
    return hours < HOURS_WITH_MINUTES && minutes > 0 ? this.say.hoursMinutes(hours, minutes) : this.say.hours(hours);
  }

  private parts(date: Date): { day: number; month: string; year: number } {
    const [year = 0, , day = 0] = this.dateOf(date).split("-").map(Number);
    return { day, year, month: this.part(date, { month: "short" }).replace(".", "") };
  }
}

const time = (moment: Moment): number => new Date(moment).getTime();

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY);

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format is slow on a small phone; each is made once. */
function format(language: string, timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language} ${timeZone} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(language, { ...options, timeZone });
  formats.set(key, known);
  return known;
}
