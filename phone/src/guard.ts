// Locks the phone when nobody has touched it for a while, or when something else has been looked at for long.

const UNTOUCHED_MS = 5 * 60_000;
const HIDDEN_MS = 2 * 60_000;
const TOUCHES = ["pointerdown", "keydown", "scroll"] as const;

/** Watch, and call `lock` when it is time; returns how to stop. A phone that slept is looked at when it wakes. */
export function guard(lock: () => void): () => void {
  let last = Date.now();
  let timer = setTimeout(check, UNTOUCHED_MS);
  const isHidden = () => document.visibilityState === "hidden";

  function check() {
    const most = isHidden() ? HIDDEN_MS : UNTOUCHED_MS;
    const left = most - Math.abs(Date.now() - last);
    clearTimeout(timer);
    if (left <= 0) lock();
    else timer = setTimeout(check, left);
  }

  function touched() {
    last = Date.now();
  }

  function looked() {
    const wasHidden = !isHidden();
    if (wasHidden && Date.now() - last >= HIDDEN_MS) return lock();
    touched();
    check();
  }

  for (const touch of TOUCHES) addEventListener(touch, touched, { passive: true, capture: true });
  document.addEventListener("visibilitychange", looked);
  return () => {
    clearTimeout(timer);
    for (const touch of TOUCHES) removeEventListener(touch, touched, { capture: true });
    document.removeEventListener("visibilitychange", looked);
  };
}
