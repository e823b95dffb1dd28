// Whoever taps twice means once. What the first tap brought under the finger is not what the second one is for: it would
// answer a question that nobody has read, or tick a step that nobody has taken.

const SECOND_TAP_MS = 350;
const COVER = "tapped";
const PRESSED = "button, a, label, summary";

/** Cover what comes under a finger that has just tapped, where what it tapped is gone; returns how to stop. */
export function coverAfterTaps(): () => void {
  const taps = new Set<() => void>();
  function tapped({ target, detail, clientX, clientY }: MouseEvent) {
    const at = target as Element;
    // A keyboard presses whatever has the focus, and comes with no finger.
    if (detail === 0 || at.matches(`.${COVER}`)) return;
    const pressed = at.closest(PRESSED) ?? at;
    let cover: HTMLElement | undefined;
    const watching = new MutationObserver(() => {
      if (!pressed.isConnected) cover ??= coverAt(clientX, clientY);
    });
    watching.observe(document.body, { childList: true, subtree: true });
    const timer = setTimeout(end, SECOND_TAP_MS);
    function end() {
      clearTimeout(timer);
      watching.disconnect();
      cover?.remove();
      taps.delete(end);
    }
    taps.add(end);
  }
  addEventListener("click", tapped, { capture: true });
  return () => {
    removeEventListener("click", tapped, { capture: true });
    for (const end of taps) end();
  };
}

function coverAt(x: number, y: number): HTMLElement {
  const cover = document.createElement("div");
  cover.className = COVER;
  cover.style.left = `${x}px`;
  cover.style.top = `${y}px`;
  document.body.append(cover);
  return cover;
}
