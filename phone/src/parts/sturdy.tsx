// A fault of ours must not leave somebody at a door with a dead screen.
import type { JSX } from "preact";
import { useErrorBoundary } from "preact/hooks";

/** These; where they cannot be drawn, what stands `instead`. The fault is reported as any that nobody caught. */
export function Sturdy({ instead, children }: { instead: JSX.Element; children: JSX.Element }) {
  const [fault] = useErrorBoundary((found) => reportError(found));
  return fault ? instead : children;
}
