/* The outbox of the device: what was typed or photographed stays here until the server has confirmed it by hash.

   const queue = await openQueue({ owner });         owner: the membership id (default: data-membership of <body>)

   await queue.add({                                  the same id again replaces the content (a correction), never doubles it
     id,                 UUID made on the device (newId()); the server is idempotent on it
     kind,               "photo" | "signature" | "answer" | "finding" | "visit" | "seal": sent in this order where nothing else says
     group,              what it belongs to, e.g. the visit's id
     title,              words for people: "Photo 2 of warehouse exit"
     url, method,        method defaults to "POST"
     body,               an object: sent as canonical JSON (sorted keys, no spaces); or
     blob, raw: true     a Blob: sent as the request's body (use method "PUT"), in pieces of 512 KiB with Content-Range when it is
                         larger; after a broken line only the missing pieces are sent again; or
     blob, fields, fileField, filename,   a Blob: sent as multipart with the plain fields (fileField defaults to "file")
     depends_on,         ids that must be confirmed before this one is sent
     base_version,       the version that the edit started from; sent as the header X-Base-Version
   })
   await queue.flush()                                send what can be sent now; resolves with the summary
   queue.start()                                      flush now, when the connection returns, and every half minute
   await queue.list({ group, states })                items without their bytes, oldest first
   await queue.get(id)                                the whole item: body, bytes, last_error, answer
   await queue.edit(id, { body, depends_on })         correct an item and let it wait again
   await queue.retry(id), queue.retryAll()            let parked items wait again
   await queue.discard(id)                            throw one away: only after the person confirmed
   await queue.exportFile({ group, id })              a Blob (JSON, photos as base64) with what is unsent
   await queue.summary()                              { waiting, sending, parked, foreign, unsent, oldest, old, paused }
   const stop = queue.subscribe(listener)             listener(summary, changedItem) in every tab
   await queue.persist()                              ask the browser not to clear it; true when granted
   await queue.wipe({ force })                        empty the device; refuses (throws UnsentError) while something is unsent
   queue.close()

   What the server must do: accept the same UUID twice without harm, and answer 2xx with the SHA-256 of what it stored:
   of the file's bytes for a blob, of the canonical JSON of the sent fields otherwise; as the header X-Content-SHA256 or as "sha256"
   in the JSON answer. For pieces: 202 with the bytes that have arrived ("received"), and the same in answer to GET.
   The request says what it expects in X-Content-SHA256, and in X-Membership in whose name it is sent.

   What becomes of an item:
     2xx, equal hash               -> done: the content leaves the device, a note of it stays for a day
     2xx, other hash or none       -> tried again twice, then parked ("not confirmed")
     no answer, timeout, 5xx, 408, 425, 429  -> waits longer each time, for ever
     401, a redirect to the sign-in, 403 while signed out  -> the whole queue pauses; nothing is lost; it goes on after signing in
     any other 4xx                 -> parked: visible, can be corrected, exported, retried; the others go on
   States: waiting | sending | parked | done. Two tabs never send the same item: each is claimed in one database transaction. */

import { sha256 } from "./hash.js";

const ITEMS = "items";
const CONTENTS = "contents"; /* the photos' bytes, apart from the items, so that counting stays cheap */
const TIMEOUT = 90_000;
const OLD = 5 * 24 * 3600 * 1000; /* Safari empties a site's storage after seven days without a visit */
const NOTE_LASTS = 24 * 3600 * 1000;
const RANK = { photo: 0, signature: 1, answer: 2, finding: 3, visit: 4, seal: 5 };
const PIECE = 512 * 1024;
const RETRIED = new Set([408, 425, 429]);

export class UnsentError extends Error {
  constructor(count) {
    super(`${count} unsent`);
    this.count = count;
  }
}

export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const text = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}

/* ---- pure rules ---- */

/** The one text of JSON data, as inspections.rules.canonical() writes it: sorted keys, no spaces. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map((each) => canonical(each ?? null)).join(",")}]`;
  if (typeof value === "number" && value !== 0 && Math.abs(value) < 1e-4) return value.toExponential().replace(/e-(\d)$/, "e-0$1");
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (typeof value.toJSON === "function") return canonical(value.toJSON());
  const names = Object.keys(value).filter((name) => value[name] !== undefined).sort((a, b) => byCodePoint(a, b));
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

/* Python sorts by code point, JavaScript by UTF-16 unit: they differ beyond the basic plane */
function byCodePoint(a, b) {
  const [left, right] = [Array.from(a, (c) => c.codePointAt(0)), Array.from(b, (c) => c.codePointAt(0))];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) if (left[i] !== right[i]) return left[i] - right[i];
  return left.length - right.length;
}

/** Milliseconds to wait after so many failed attempts: 2 s, 4 s, ... at most 5 minutes, spread by a fifth. */
export function backoff(attempts, chance = Math.random()) {
  return Math.min(300_000, 1000 * 2 ** Math.min(attempts, 9)) * (0.9 + 0.2 * chance);
}

/** What an answer means for an item: done, retry, pause, park or unconfirmed. `signedOut`: the answer was a sign-in page. */
export function verdict({ status, hash, expected, signedOut = false }) {
  if (signedOut || status === 401) return "pause";
  if (status === 0 || status >= 500 || RETRIED.has(status)) return "retry";
  if (status >= 200 && status < 300) return hash && hash.toLowerCase() === expected ? "done" : "unconfirmed";
  return "park";
}

/** The next item to send: due, not blocked by a dependency, photos before findings before the seal, then the oldest. */
export function nextSendable(items, { now, owner }) {
  const state = new Map(items.map((item) => [item.id, item.state]));
  return items
    .filter((item) => item.owner === owner)
    .filter((item) => item.state === "waiting" || (item.state === "sending" && item.claimed_until <= now))
    .filter((item) => (item.next_attempt_at ?? 0) <= now)
    .filter((item) => (item.depends_on ?? []).every((id) => !state.has(id) || state.get(id) === "done"))
    .sort((a, b) => (RANK[a.kind] ?? 3) - (RANK[b.kind] ?? 3) || a.created_at - b.created_at || (a.id < b.id ? -1 : 1))[0];
}

/** Counts for people. */
export function summarise(items, { now, owner, paused = "" }) {
  const unsent = items.filter((item) => item.state !== "done");
  const mine = unsent.filter((item) => item.owner === owner);
  const oldest = Math.min(...unsent.map((item) => item.created_at), now);
  return {
    waiting: mine.filter((item) => item.state === "waiting").length,
    sending: mine.filter((item) => item.state === "sending").length,
    parked: mine.filter((item) => item.state === "parked").length,
    foreign: unsent.length - mine.length,
    unsent: unsent.length,
    oldest: unsent.length ? new Date(oldest).toISOString() : null,
    old: unsent.length > 0 && now - oldest >= OLD,
    paused,
  };
}

/* ---- storage ---- */

function asked(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function openDatabase(name) {
  const request = indexedDB.open(name, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(ITEMS, { keyPath: "id" });
    request.result.createObjectStore(CONTENTS);
  };
  return asked(request);
}

const cookie = (name) =>
  document.cookie.split("; ").find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

export async function openQueue(options = {}) {
  const owner = options.owner ?? document.body?.dataset.membership ?? "";
  const database = await openDatabase(options.name ?? "safeloop-queue");
  return new Queue(database, owner, options);
}

class Queue {
  constructor(database, owner, { name = "safeloop-queue", fetch: fetcher, timeout = TIMEOUT, probe = "/me/", now } = {}) {
    this.database = database;
    this.owner = owner;
    this.name = name;
    this.fetch = fetcher ?? ((...call) => globalThis.fetch(...call));
    this.timeout = timeout;
    this.probe = probe;
    this.now = now ?? (() => Date.now());
    this.paused = "";
    this.listeners = new Set();
    this.flushing = null;
    this.channel = typeof BroadcastChannel === "function" ? new BroadcastChannel(name) : null;
    if (this.channel) this.channel.onmessage = (event) => this.tell(event.data?.item, { quietly: true });
    database.onversionchange = () => database.close();
    this.tab = newId();
    this.left = new AbortController();
    this.holdLock();
  }

  /* each tab holds a lock while it lives, so that what a closed tab was sending is taken up at once */
  holdLock() {
    const leave = new Promise((resolve) => this.left.signal.addEventListener("abort", resolve));
    this.held = navigator.locks ? new Promise((ready) => { navigator.locks.request(`${this.name}:${this.tab}`, () => { ready(); return leave; }).catch(ready); }) : Promise.resolve();
  }

  async recover() {
    if (!navigator.locks) return;
    await this.held;
    const living = new Set((await navigator.locks.query()).held.map((lock) => lock.name));
    await this.within("readwrite", async (store) => {
      for (const item of await asked(store.getAll())) {
        if (item.state === "sending" && !living.has(`${this.name}:${item.claimed_by}`)) store.put({ ...item, state: "waiting", claimed_until: 0 });
      }
    });
  }

  /* one transaction: `work(items, contents)` awaits nothing but requests on those two stores */
  async within(mode, work) {
    const transaction = this.database.transaction([ITEMS, CONTENTS], mode, mode === "readwrite" ? { durability: "strict" } : undefined);
    const finished = new Promise((resolve, reject) => {
      transaction.oncomplete = resolve;
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error("aborted"));
    });
    finished.catch(() => {});
    const result = await work(transaction.objectStore(ITEMS), transaction.objectStore(CONTENTS));
    await finished;
    return result;
  }

  async change(id, alter) {
    return this.within("readwrite", async (store, contents) => {
      const item = await asked(store.get(id));
      const changed = item && alter(item);
      if (changed) store.put(changed);
      if (changed?.state === "done" || (changed && !changed.has_bytes)) contents.delete(id);
      return changed ?? null;
    });
  }

  all() {
    return this.within("readonly", (store) => asked(store.getAll()));
  }

  get(id) {
    return this.within("readonly", async (store, contents) => {
      const item = await asked(store.get(id));
      return item && { ...item, bytes: item.has_bytes ? await asked(contents.get(id)) : null };
    });
  }

  async list({ group, states } = {}) {
    return (await this.all())
      .filter((item) => (group === undefined || item.group === group) && (!states || states.includes(item.state)))
      .sort((a, b) => a.created_at - b.created_at);
  }

  async summary() {
    return summarise(await this.all(), { now: this.now(), owner: this.owner, paused: this.paused });
  }

  subscribe(listener) {
    this.listeners.add(listener);
    this.summary().then((summary) => listener(summary, null));
    return () => this.listeners.delete(listener);
  }

  async tell(item = null, { quietly = false } = {}) {
    if (!quietly) this.channel?.postMessage({ item });
    if (!this.listeners.size) return;
    const summary = await this.summary();
    for (const listener of this.listeners) listener(summary, item);
  }

  async add({ id, kind, group = "", title = "", url, method = "POST", body, blob, raw = false, fields = {}, fileField = "file", filename, depends_on = [], base_version = null }) {
    const bytes = blob ? await blob.arrayBuffer() : null;
    const content = bytes
      ? { has_bytes: true, size: bytes.byteLength, type: blob.type || "application/octet-stream", filename: filename ?? blob.name ?? `${id}.jpg`, fields, fileField, raw, text: null }
      : { has_bytes: false, text: canonical(body ?? {}) };
    const hash = await sha256(bytes ?? content.text);
    const at = this.now();
    const item = await this.within("readwrite", async (store, contents) => {
      const before = await asked(store.get(id));
      if (before?.state === "done" && before.sha256 === hash) return before;
      const next = {
        id, kind, group, title, url, method, ...content, sha256: hash, depends_on, base_version,
        claimed_by: before?.claimed_by ?? "", owner: this.owner, created_at: before?.created_at ?? at, device_time: new Date(at).toISOString(),
        state: before?.state === "sending" ? "sending" : "waiting", claimed_until: before?.claimed_until ?? 0,
        next_attempt_at: 0, attempts: 0, unconfirmed: 0, last_error: null, answer: null,
      };
      store.put(next);
      if (bytes) contents.put(bytes, id);
      else contents.delete(id);
      return next;
    });
    await this.tell(item);
    return item;
  }

  async edit(id, { body, depends_on, url, method } = {}) {
    const text = body === undefined ? null : canonical(body);
    const hash = text === null ? null : await sha256(text);
    const item = await this.change(id, (old) => ({
      ...old, ...(text === null ? {} : { text, has_bytes: false, sha256: hash }), depends_on: depends_on ?? old.depends_on, url: url ?? old.url, method: method ?? old.method,
      state: old.state === "sending" ? "sending" : "waiting", next_attempt_at: 0, unconfirmed: 0, last_error: null, device_time: new Date(this.now()).toISOString(),
    }));
    await this.tell(item);
    return item;
  }

  async retry(id) {
    const item = await this.change(id, (old) => (old.state === "parked" || old.state === "waiting" ? { ...old, state: "waiting", next_attempt_at: 0, unconfirmed: 0 } : null));
    this.paused = "";
    await this.tell(item);
    return this.flush();
  }

  async retryAll() {
    for (const item of await this.list({ states: ["parked", "waiting"] })) {
      await this.change(item.id, (old) => ({ ...old, state: "waiting", next_attempt_at: 0, unconfirmed: 0 }));
    }
    this.paused = "";
    return this.flush();
  }

  async discard(id) {
    await this.within("readwrite", (store, contents) => Promise.all([asked(store.delete(id)), asked(contents.delete(id))]));
    await this.tell();
  }

  async wipe({ force = false } = {}) {
    const { unsent } = await this.summary();
    if (unsent && !force) throw new UnsentError(unsent);
    await this.within("readwrite", (store, contents) => Promise.all([asked(store.clear()), asked(contents.clear())]));
    await this.tell();
  }

  async persist() {
    return Boolean(navigator.storage?.persist && (await navigator.storage.persist()));
  }

  async exportFile({ group, id } = {}) {
    const items = (await this.all()).filter((item) => item.state !== "done" && (group === undefined || item.group === group) && (id === undefined || item.id === id));
    const plain = [];
    for (const item of items) {
      const { bytes, ...rest } = (await this.get(item.id)) ?? item;
      plain.push({ ...rest, bytes_base64: bytes ? base64(new Uint8Array(bytes)) : null });
    }
    return new Blob([JSON.stringify({ format: "safeloop-unsent-1", exported_at: new Date(this.now()).toISOString(), items: plain }, null, 1)], { type: "application/json" });
  }

  start({ every = 30_000 } = {}) {
    const go = () => this.flush().catch(() => {});
    this.stopStarted = new AbortController();
    const { signal } = this.stopStarted;
    window.addEventListener("online", go, { signal });
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go(), { signal });
    const timer = setInterval(go, every);
    signal.addEventListener("abort", () => clearInterval(timer));
    go();
  }

  close() {
    this.stopStarted?.abort();
    this.left.abort();
    this.channel?.close();
    this.database.close();
  }

  /** Send everything that can be sent now. Calls at the same time share one run. */
  flush() {
    this.flushing ??= this.run().finally(() => { this.flushing = null; });
    return this.flushing;
  }

  async run() {
    this.paused = "";
    await this.recover();
    for (;;) {
      const claimed = await this.claim();
      if (!claimed) break;
      const { bytes, ...shown } = claimed;
      await this.tell(shown);
      const outcome = await this.send(claimed);
      const settled = await this.settle(claimed, outcome);
      await this.tell(settled);
      if (outcome.verdict === "pause") break;
      if (outcome.verdict === "retry" && outcome.status === 0) break; /* no connection: do not try the rest one by one */
    }
    await this.forgetNotes();
    return this.summary();
  }

  async claim() {
    return this.within("readwrite", async (store, contents) => {
      const now = this.now();
      const item = nextSendable(await asked(store.getAll()), { now, owner: this.owner });
      if (!item) return null;
      const claimed = { ...item, state: "sending", claimed_until: now + this.timeout + 10_000, claimed_by: this.tab };
      store.put(claimed);
      return { ...claimed, bytes: claimed.has_bytes ? await asked(contents.get(claimed.id)) : null };
    });
  }

  async send(item) {
    const headers = { "X-Content-SHA256": item.sha256, "X-CSRFToken": cookie("csrftoken"), "X-Membership": item.owner, "X-Device-Time": item.device_time, Accept: "application/json" };
    if (item.base_version !== null) headers["X-Base-Version"] = String(item.base_version);
    try {
      const answer = await this.deliver(item, headers);
      const redirected = answer.type === "opaqueredirect" || answer.redirected || (answer.status >= 300 && answer.status < 400);
      const said = redirected ? "" : await answer.text();
      const data = parsed(said);
      const status = redirected ? 302 : answer.status;
      const isPage = status >= 200 && status < 300 && data === null && /^\s*<(!doctype|html)/i.test(said);
      const signedOut = redirected || isPage || (status === 403 && (await this.signedOut()));
      const hash = answer.headers.get("X-Content-SHA256") ?? data?.sha256 ?? "";
      return {
        status, data, signedOut, verdict: verdict({ status, hash, expected: item.sha256, signedOut }), retry_after: Number(answer.headers.get("Retry-After")) || 0,
        message: data?.detail ?? data?.message ?? "", fields: data?.fields ?? null,
      };
    } catch (error) {
      return { status: 0, data: null, verdict: "retry", message: error?.name === "AbortError" ? "timeout" : "network", fields: null, retry_after: 0 };
    }
  }

  /** One request with a limit of time. */
  async ask(url, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), this.timeout);
    try {
      return await this.fetch(url, { credentials: "same-origin", redirect: "manual", cache: "no-store", ...options, signal: abort.signal });
    } finally {
      clearTimeout(timer);
    }
  }

  async deliver(item, headers) {
    const { method } = item;
    if (!item.bytes) return this.ask(item.url, { method, headers: { ...headers, "Content-Type": "application/json" }, body: item.text });
    if (!item.raw) {
      const form = new FormData();
      for (const [name, value] of Object.entries({ id: item.id, sha256: item.sha256, device_time: item.device_time, ...item.fields })) form.append(name, value);
      form.append(item.fileField, new Blob([item.bytes], { type: item.type }), item.filename);
      return this.ask(item.url, { method, headers, body: form });
    }
    const typed = { ...headers, "Content-Type": item.type };
    const total = item.bytes.byteLength;
    if (total <= PIECE) return this.ask(item.url, { method, headers: typed, body: item.bytes });
    let from = item.attempts ? await this.arrived(item, headers) : 0;
    for (;;) {
      const to = Math.min(total, from + PIECE);
      const answer = await this.ask(item.url, { method, headers: { ...typed, "Content-Range": `bytes ${from}-${to - 1}/${total}` }, body: item.bytes.slice(from, to) });
      if (answer.status !== 202) return answer;
      const { received } = await answer.json();
      from = received > from && received < total ? received : 0; /* a gap elsewhere: from the beginning, the server knows what it has */
      await this.change(item.id, (old) => ({ ...old, received, claimed_until: this.now() + this.timeout + 10_000 }));
    }
  }

  async arrived(item, headers) {
    const answer = await this.ask(item.url.split("?")[0], { headers });
    const data = answer.ok ? parsed(await answer.text()) : null;
    return data?.state === "receiving" && data.received < item.bytes.byteLength ? data.received : 0;
  }

  /** Whether a 403 only means that the sign-in has run out, or that another post was chosen meanwhile. */
  async signedOut() {
    try {
      const answer = await this.fetch(this.probe, { redirect: "manual", credentials: "same-origin", cache: "no-store" });
      if (answer.type === "opaqueredirect" || answer.status === 401 || answer.status === 403) return true;
      const page = await answer.text();
      const found = /data-membership="([^"]*)"/.exec(page);
      return Boolean(found && this.owner && found[1] !== this.owner);
    } catch {
      return false;
    }
  }

  async settle(sent, outcome) {
    const now = this.now();
    if (outcome.verdict === "pause") this.paused = "sign-in";
    return this.change(sent.id, (item) => {
      const rewritten = item.sha256 !== sent.sha256; /* corrected while it was on its way: the new content still has to go */
      const error = { status: outcome.status, message: outcome.message, fields: outcome.fields, at: new Date(now).toISOString(), answer: outcome.data };
      const waiting = { ...item, state: "waiting", claimed_until: 0 };
      switch (outcome.verdict) {
        case "done":
          if (rewritten) return { ...waiting, next_attempt_at: 0, attempts: 0 };
          return { ...item, state: "done", claimed_until: 0, has_bytes: false, text: null, fields: null, last_error: null, answer: outcome.data, done_at: now };
        case "pause":
          return { ...waiting, next_attempt_at: 0, last_error: error };
        case "retry":
          return { ...waiting, attempts: item.attempts + 1, last_error: error, next_attempt_at: now + Math.max(outcome.retry_after * 1000, backoff(item.attempts + 1)) };
        case "unconfirmed":
          if (rewritten || item.unconfirmed < 2) return { ...waiting, unconfirmed: item.unconfirmed + 1, attempts: item.attempts + 1, last_error: { ...error, message: "unconfirmed" }, next_attempt_at: now + backoff(item.attempts + 1) };
          return { ...item, state: "parked", claimed_until: 0, last_error: { ...error, message: "unconfirmed" } };
        default:
          if (rewritten) return { ...waiting, next_attempt_at: 0 };
          return { ...item, state: "parked", claimed_until: 0, attempts: item.attempts + 1, last_error: error };
      }
    });
  }

  async forgetNotes() {
    const before = this.now() - NOTE_LASTS;
    const items = await this.all();
    const needed = new Set(items.filter((item) => item.state !== "done").flatMap((item) => item.depends_on ?? []));
    for (const item of items) {
      if (item.state === "done" && item.done_at < before && !needed.has(item.id)) await this.within("readwrite", (store) => asked(store.delete(item.id)));
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function base64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
