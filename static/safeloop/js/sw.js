/* The service worker: pages that this person opened for the field, the frame's files, and a page for "no connection".

   Served at /sw.js with scope "/". It keeps
   - files under /static/: those with a hash in their name for good, the others asked for afresh first;
   - /offline/, which names nobody;
   - pages that asked for it (<body data-keep-offline>), apart for each membership. Pages are always fetched afresh first; the kept copy
     answers only when the server cannot be reached.
   Without a connection, a page of visits that is not kept gives way to the kept page where one begins on the spot. A scanned label
   leads there too, by the hash of its token: that page knows the labels of its enterprise, and the token stays out of every address.
   It never keeps answers of forms, the API, evidence or documents.

   Messages from the page: {type: "owner", owner}     who is acting; another than before: the kept pages are thrown away
                           {type: "keep", page, files, fresh, language} keep this page and these files; with a copy in that
                           language that is younger than so many seconds nothing is fetched
                           {type: "forget"}            sign-out: throw away every kept page */

const VERSION = "1";
const FILES = `safeloop-files-${VERSION}`;
const PAGES = "safeloop-pages";
const NOTES = "safeloop-notes";
const OFFLINE = "/offline/";
const FIELD = "/visits/field/"; /* where a visit begins on the spot: shown for any page of visits that is not kept */
const BEGUN = "X-Begun-Here"; /* on the kept page of a visit that was begun on this device (field.js) */
const LABEL = /^\/c\/([A-Za-z0-9-]+)\/?$/;
const SLOW = 3000;
const TRIES = 5;
const PAUSE = 400;
const HASHED = /\.[0-9a-f]{12}\.[a-z0-9]+$/;

self.addEventListener("install", (event) => {
  event.waitUntil(install().then(() => self.skipWaiting()));
});

async function install() {
  const files = await caches.open(FILES);
  const answer = await fetch(OFFLINE, { cache: "no-store", credentials: "omit" });
  if (!answer.ok || answer.redirected) return;
  await keepFilesOf(await answer.clone().text());
  await files.put(OFFLINE, answer); /* its words alone are better than nothing */
}

const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE));

/* keep the files that a page names; true when all of them are here */
async function keepFilesOf(page) {
  const files = await caches.open(FILES);
  const addresses = new Set([...page.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((found) => found[1]));
  const kept = await Promise.all([...addresses].map(async (address) => Boolean(await files.match(address)) || add(files, address)));
  return kept.every(Boolean);
}

/* on a patchy line a fetch is cut off now and then: it is tried again */
async function add(store, address) {
  for (let tries = TRIES; tries > 0; tries -= 1) {
    if (await store.add(address).then(() => true, () => false)) return true;
    if (tries > 1) await pause();
  }
  return false;
}

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith("safeloop-files-") && name !== FILES).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

async function owner() {
  const note = await (await caches.open(NOTES)).match("/owner");
  return note ? note.text() : "";
}

async function setOwner(next) {
  if ((await owner()) === next) return;
  await forgetPages();
  await (await caches.open(NOTES)).put("/owner", new Response(next));
}

async function forgetPages() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith(PAGES)).map((name) => caches.delete(name)));
}

let messages = Promise.resolve(); /* one after the other: a change of person must be over before a page is kept */

self.addEventListener("message", (event) => {
  messages = messages.then(() => obey(event.data ?? {})).catch(() => {});
  event.waitUntil(messages);
});

async function obey({ type, owner: next = "", page = "", files = [], fresh = 0, language = "" }) {
  if (type === "owner") await setOwner(next);
  if (type === "forget") await setOwner("").then(forgetPages);
  if (type === "keep") await keep(next, page, files, { fresh, language });
}

async function keep(next, page, files, { fresh, language }) {
  await setOwner(next);
  const store = await caches.open(FILES);
  await Promise.all(files.filter((file) => new URL(file, self.location).pathname.startsWith("/static/")).map(async (file) => {
    const plain = file.split("#")[0];
    if (!(await store.match(plain))) await add(store, plain);
  }));
  if (!page || (fresh && isYoung(await (await caches.open(`${PAGES}-${next}`)).match(page, { ignoreVary: true }), fresh, language))) return;
  const answer = await fetch(page, { credentials: "same-origin", cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  /* a page without one of its scripts is dead: an older copy that is whole stays, and the next look at the page tries again */
  if (await keepFilesOf(await answer.clone().text())) await (await caches.open(`${PAGES}-${next}`)).put(page, answer);
}

const isYoung = (copy, seconds, language) => copy?.headers.get("Content-Language") === language && Date.now() - Date.parse(copy.headers.get("Date")) < seconds * 1000;

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname.startsWith("/static/")) event.respondWith(file(request, url, event));
  else if (request.mode === "navigate") event.respondWith(page(request));
});

async function file(request, url, event) {
  const store = await caches.open(FILES);
  const kept = await store.match(url.pathname);
  const fresh = async () => {
    const answer = await fetch(request);
    if (answer.ok && !(await isSame(await store.match(url.pathname), answer))) await store.put(url.pathname, answer.clone());
    return answer;
  };
  if (kept && HASHED.test(url.pathname)) return kept;
  if (!kept) return fresh().catch(() => seenAgain(store, url.pathname));
  /* without a hash the copy may be older than the page that asks: it answers only for a line that is dead or very slow */
  const asked = fresh();
  event.waitUntil(asked.catch(() => {}));
  const late = new Promise((resolve) => setTimeout(() => resolve(kept), SLOW));
  return Promise.race([asked.catch(() => kept), late]);
}

/* what has not changed is not kept anew: there is no moment without it, and nothing to write */
async function isSame(kept, answer) {
  if (!kept) return false;
  const [ours, theirs] = (await Promise.all([kept.clone().arrayBuffer(), answer.clone().arrayBuffer()])).map((bytes) => new Uint8Array(bytes));
  return ours.length === theirs.length && ours.every((byte, at) => byte === theirs[at]);
}

/* a file that is just being kept anew cannot be found for a moment */
async function seenAgain(store, address) {
  for (let tries = TRIES; tries > 0; tries -= 1) {
    const kept = await store.match(address);
    if (kept) return kept;
    if (tries > 1) await pause();
  }
  return Response.error();
}

/* the kept copy of a page; `orField`: in place of any page of visits the one where a visit begins */
async function keptCopy(request, { orField = false } = {}) {
  const mine = await owner();
  if (!mine) return undefined;
  const pages = await caches.open(`${PAGES}-${mine}`);
  const kept = await pages.match(request, { ignoreSearch: true, ignoreVary: true });
  return kept || (orField && isOfVisits(request) ? pages.match(FIELD, { ignoreVary: true }) : undefined);
}

const isOfVisits = (request) => new URL(request.url).pathname.startsWith("/visits/");

/* as enterprises.codes.rules.plain() reads a token and enterprises.codes.tokens.token_hash() hides it */
async function hashOf(typed) {
  const token = typed.replaceAll("-", "").toUpperCase().replaceAll("0", "O").replaceAll("1", "I").replaceAll("8", "B");
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`safeloop code ${token}`));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function page(request) {
  try {
    const answer = await fetch(request);
    if (answer.status !== 404) return answer;
    const begun = await keptCopy(request); /* begun on this device, and the server has not heard of it yet */
    return begun?.headers.has(BEGUN) ? begun : answer;
  } catch {
    const [, label] = LABEL.exec(new URL(request.url).pathname) ?? [];
    if (label && (await keptCopy(new Request(FIELD)))) return Response.redirect(`${FIELD}?label=${await hashOf(label)}`);
    /* a page that is just being kept again cannot be found for a moment: of the pages of visits look more than once */
    for (let tries = isOfVisits(request) ? TRIES : 1; tries > 0; tries -= 1) {
      const kept = await keptCopy(request, { orField: true });
      if (kept) return kept;
      if (tries > 1) await pause();
    }
    return (await (await caches.open(FILES)).match(OFFLINE)) || Response.error();
  }
}
