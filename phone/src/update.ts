// A new version of the app waits until the phone is locked, so that nothing half-done is lost to it.

/** Keep the app on the phone. */
export async function keepApp(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/campo/sw.js").catch(() => {}); // without a network it is there already
}

/** Go over to the version that waits, where one does. For moments at which nothing is open. */
export async function takeUpdate(): Promise<void> {
  const waiting = (await navigator.serviceWorker?.getRegistration())?.waiting;
  if (!waiting) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting.postMessage("take over");
}
