// A small drawing of scores: bands behind, the line of totals. The sentence beside it says the same in words.
import type { BandShown } from "../words/content.ts";

export type Dot = { at: number; total: number; isFlagged: boolean };
type ChartProps = { label: string; bands: BandShown[]; dots: Dot[]; days: { first: string; last: string } };

const WIDTH = 320;
const HEIGHT = 210;
const FLOOR = 180;
const TOP = 6;
const LEFT = 14;
const LEAST_FOR_WORDS = 20;

export function Chart({ label, bands, dots, days }: ChartProps) {
  const { x, y } = scalesOf(bands, dots);
  const last = dots.at(-1);
  return (
    <svg class="chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {bands.map(({ from, to, color }) => (
        <rect key={from} class={color} x="0" width={WIDTH} y={y(to + 1)} height={y(from) - y(to + 1)} />
      ))}
      <polyline points={dots.map((dot) => `${x(dot.at)},${y(dot.total)}`).join(" ")} />
      {dots.map((dot) => (
        <circle
          key={dot.at}
          cx={x(dot.at)}
          cy={y(dot.total)}
          r={dot === last ? 8 : 5}
          class={dot.isFlagged ? "flagged" : ""}
        />
      ))}
      {bands.map(
        ({ from, to, label: name }) =>
          y(from) - y(to + 1) >= LEAST_FOR_WORDS && (
            <text key={from} x="6" y={(y(from) + y(to + 1)) / 2 + 6}>
              {name}
            </text>
          ),
      )}
      <text class="day" x="0" y={HEIGHT - 6}>
        {days.first}
      </text>
      <text class="day" x={WIDTH} y={HEIGHT - 6} text-anchor="end">
        {days.last}
      </text>
    </svg>
  );
}

function scalesOf(bands: BandShown[], dots: Dot[]) {
  const lowest = bands[0]?.from ?? 0;
  const highest = (bands.at(-1)?.to ?? Math.max(...dots.map((dot) => dot.total))) + 1;
  const first = dots[0]?.at ?? 0;
  const length = (dots.at(-1)?.at ?? 0) - first || 1;
  const round = (n: number) => Math.round(n * 10) / 10;
  return {
    x: (at: number) => round(LEFT + ((at - first) / length) * (WIDTH - 2 * LEFT)),
    y: (total: number) => round(FLOOR - ((total - lowest) / (highest - lowest)) * (FLOOR - TOP)),
  };
}
