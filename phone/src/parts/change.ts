import { useEffect, useState } from "preact/hooks";

/** Draw again whenever what is watched changes. */
export function useChange(watch: (changed: () => void) => () => void): void {
  const [, count] = useState(0);
  useEffect(() => watch(() => count((n) => n + 1)), [watch]);
}
