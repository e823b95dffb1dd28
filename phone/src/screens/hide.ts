// What hides everything at once: two taps on the top of any screen, and leaving the app. A PIN brings it back.

const TWO_TAPS_MS = 350;
/** Whoever calls or writes a message from here comes back to where they were. */
const CALLING_MS = 3_000;

/** Call `hide` when the top of a screen is tapped twice; returns how to stop. What can be pressed there stays its own. */
export function hideOnDoubleTap(hide: () => void): () => void {
  let last = Number.NEGATIVE_INFINITY;
  function tapped(event: MouseEvent) {
    const at = event.target as Element;
    if (!at.closest(".top") || at.closest("button, a")) return;
    const isSecond = event.timeStamp - last < TWO_TAPS_MS;
    last = isSecond ? Number.NEGATIVE_INFINITY : event.timeStamp;
    if (isSecond) hide();
  }
  addEventListener("click", tapped);
  return () => removeEventListener("click", tapped);
}

/** Call `hide` when something else comes in front of the app, unless a call or a message was begun here. */
export function hideWhenLeft(hide: () => void): () => void {
  let calling = Number.NEGATIVE_INFINITY;
  function tapped(event: MouseEvent) {
    if ((event.target as Element).closest("a[href^='tel:'], a[href^='sms:']")) calling = performance.now();
  }
  function looked() {
    if (document.visibilityState === "hidden" && performance.now() - calling > CALLING_MS) hide();
  }
  addEventListener("click", tapped, { capture: true });
  document.addEventListener("visibilitychange", looked);
  return () => {
    removeEventListener("click", tapped, { capture: true });
    document.removeEventListener("visibilitychange", looked);
  };
}
