// Keeps the app, and nothing but the app, so that it opens with no network. What is personal never passes here: requests
// under /field/ are outside this worker's scope and are not answered from any cache.
import { cleanupOutdatedCaches, type PrecacheEntry, precacheAndRoute } from "workbox-precaching";

declare const self: ServiceWorkerGlobalScope;
declare const KEPT: PrecacheEntry[];

cleanupOutdatedCaches();
precacheAndRoute(KEPT, { cleanURLs: false, ignoreURLParametersMatching: [/.*/] });

// The page says when: a new version must not take over while something is half done.
self.addEventListener("message", (event) => {
  if (event.data === "take over") void self.skipWaiting();
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
