import { useLayoutEffect, useState } from "preact/hooks";

/** Draw again whenever what is watched changes: from the moment it is drawn, so that no change falls in between. */
export function useChange(watch: (changed: () => void) => () => void): void {
  const [, count] = useState(0);
  useLayoutEffect(() => watch(() => count((n) => n + 1)), [watch]);
}
