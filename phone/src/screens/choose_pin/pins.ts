/** A PIN that somebody would try first: one digit throughout, or digits in a row. */
export function isPlain(pin: string): boolean {
  const steps = new Set(
    Array.from(pin)
      .slice(1)
      .map((digit, n) => Number(digit) - Number(pin[n])),
  );
  return steps.size === 1 && [...steps].every((step) => Math.abs(step) <= 1);
}
