// The service worker of fair mode. VERSION and FILES stand above, written by the server (app/fair_mode/shell.py).
//
// It keeps the page and its files, and nothing else: the queue lies in IndexedDB, which no version of this script opens.
// A new version waits until the page was closed, so that page and scripts always belong together.
const CACHE = `feria-${VERSION}`;

addEventListener("install", (event) => event.waitUntil(fill()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function fill() {
  const page = await fetch("/feria", { cache: "no-store" });
  // Signed out, the answer is the sign-in page: the version that is there stays.
  if (!page.ok || page.redirected) throw new Error("the page could not be kept");
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES);
  await cache.put("/feria", page);
}

async function takeOver() {
  for (const name of await caches.keys()) {
    if (name.startsWith("feria-") && name !== CACHE) await caches.delete(name);
  }
  await clients.claim();
}

addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== location.origin) return;
  if (address.pathname === "/feria" || FILES.includes(address.pathname)) {
    event.respondWith(kept(address.pathname, request));
  }
});

async function kept(path, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(path, { ignoreVary: true })) ?? fetch(request);
}
