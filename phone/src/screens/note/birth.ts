// A day of birth, as much of it as somebody knows: the year alone, the month with it, or the whole date.
import type { Words } from "../../words/words.ts";
import type { Values } from "./form.ts";

type Said = { birth_date?: string; birth_month?: number; birth_year?: number };
type Parts = { day: number; month: number; year: number };

const OLDEST_YEAR = 1890;

/** 0 where nothing was said, NaN where it is no number. */
function partsOf({ birth_day, birth_month, birth_year }: Values): Parts {
  return { day: Number(birth_day ?? ""), month: Number(birth_month ?? ""), year: Number(birth_year ?? "") };
}

export function toldBirth(values: Values): Said {
  const { day, month, year } = partsOf(values);
  return {
    ...(day && month && year ? { birth_date: written({ day, month, year }) } : {}),
    ...(month ? { birth_month: month } : {}),
    ...(year ? { birth_year: year } : {}),
  };
}

export function filledBirth(
  date: string | null | undefined,
  known: { birth_year?: number | null; birth_month?: number | null },
): Values {
  const [, , day] = (date ?? "").split("-");
  return {
    birth_day: day ? String(Number(day)) : "",
    birth_month: String(known.birth_month ?? ""),
    birth_year: String(known.birth_year ?? ""),
  };
}

/** What does not fit about it; "" where it does, or where nothing was said. */
export function troubleOfBirth(values: Values, say: Words["trouble"], today: string): string {
  const said = partsOf(values);
  const { day, month, year } = said;
  if (!day && !month && !year && !Object.values(said).some(Number.isNaN)) return "";
  if (isIncomplete(said)) return say.birth_incomplete;
  if (!(year >= OLDEST_YEAR)) return say.birth_year;
  const least = { year, month: month || 1, day: day || 1 };
  if (!isDate(least)) return say.birth_no_day;
  return written(least) > today ? say.birth_future : "";
}

const isIncomplete = ({ day, month, year }: Parts): boolean => (!!day && !month) || (!!month && !year);

const two = (n: number): string => String(n).padStart(2, "0");
const written = ({ day, month, year }: Parts): string => `${year}-${two(month)}-${two(day)}`;

function isDate({ day, month, year }: Parts): boolean {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
