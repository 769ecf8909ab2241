"""The device's outbox: nothing is lost or doubled, whatever the line and the server do (behaviours C7, trap 1)."""

import json

import pytest

from inspections.rules import canonical

pytestmark = pytest.mark.browser

OPEN = """
const { backoff, canonical, openQueue, newId } = await import("/static/safeloop/js/queue.js");
window.clock ??= Date.now();
window.queue ??= await openQueue({ owner: window.owner ?? "inspector", now: () => window.clock, timeout: 4000 });
const put = (id, kind, more = {}) =>
  queue.add({ id, kind, group: "visit", title: `A ${kind}`, url: `/${kind}`, body: { id }, ...more });
const pixels = new Blob([new Uint8Array(200000).map((_, i) => i * 7)], { type: "image/jpeg" });
"""

FILL = (
    OPEN
    + """
const ids = { seal: newId(), finding: newId(), photo: newId() };
await put(ids.seal, "seal", { depends_on: [ids.finding] });
await put(ids.finding, "finding", { body: { id: ids.finding, what: "出口被堵" }, depends_on: [ids.photo] });
await put(ids.photo, "photo", { blob: pixels });
return ids;
"""
)


def run(page, body: str, argument=None):
    """Run an asynchronous body in the page."""
    return page.evaluate("async (argument) => {" + body + "}", argument)


def settle(page, *, hours: float = 1):
    """Let the queue try, as if hours passed between the tries, until nothing changes."""
    return run(
        page,
        OPEN
        + f"""
        for (let i = 0; i < 12; i += 1) {{
          const summary = await queue.flush();
          if (!summary.waiting && !summary.sending || summary.paused) return summary;
          window.clock += {hours} * 3600 * 1000 / 12;
        }}
        return queue.summary();""",
    )


def test_order_is_photo_finding_seal(device, failing_server):
    """Dependencies first, whatever the order of entry."""
    ids = run(device, FILL)
    summary = settle(device)
    assert failing_server.arrivals == [ids["photo"], ids["finding"], ids["seal"]]
    assert summary["unsent"] == 0
    assert len(failing_server.stored) == 3


FAULTS = ["500", "503", "429", "cut-before", "cut-after", "wrong-hash"]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("position", [0, 1, 2])
def test_nothing_is_lost_or_doubled(device, failing_server, fault, position):
    """A fault at each position: in the end each item is on the server once and off the device."""
    failing_server.script = ["ok"] * position + [fault]
    ids = run(device, FILL)
    before = {item["id"]: item["sha256"] for item in run(device, OPEN + "return queue.list()")}
    summary = settle(device)
    assert summary["unsent"] == 0
    assert failing_server.stored == {ids[kind]: before[ids[kind]] for kind in ids}


def test_content_stays_until_hash_is_equal(device, failing_server):
    """An answer of 200 with another hash confirms nothing: the photo stays, and is parked visibly after three tries."""
    failing_server.script = ["wrong-hash"] * 3
    ids = run(device, FILL)
    summary = settle(device)
    assert summary["parked"] == 1
    kept = run(
        device,
        OPEN + "const { state, bytes, last_error } = await queue.get(argument);"
        "return [state, bytes.byteLength, last_error.message]",
        ids["photo"],
    )
    assert kept == ["parked", 200000, "unconfirmed"]
    run(device, OPEN + "await queue.retryAll()")
    assert settle(device)["unsent"] == 0


@pytest.mark.parametrize("fate", ["401", "sign-in", "page"])
def test_expired_sign_in_pauses_everything(device, failing_server, fate):
    """Signed out in the middle: paused with every item kept; after signing in all goes through."""
    failing_server.script = ["ok", fate]
    run(device, FILL)
    summary = settle(device)
    assert summary["paused"] == "sign-in"
    assert summary["waiting"] == 2
    assert settle(device)["unsent"] == 0


def test_forbidden_while_signed_in_parks_and_the_rest_goes_on(device, failing_server):
    """A 403 for one item is shown with the server's sentence; others that do not need it are sent."""
    failing_server.script = ["403"]
    ids = run(device, FILL)
    run(device, OPEN + "await put(newId(), 'finding')")
    summary = settle(device)
    assert (summary["parked"], summary["waiting"]) == (1, 2)
    assert len(failing_server.stored) == 1
    error = run(device, OPEN + "return (await queue.get(argument)).last_error", ids["photo"])
    assert (error["status"], error["message"]) == (403, "refused with 403")


def test_forbidden_while_signed_out_pauses(device, failing_server):
    """A 403 of a lost session is a pause, not a refusal."""
    run(device, FILL)
    failing_server.script = ["403"]
    run(device, OPEN + 'queue.probe = "/me/"')
    failing_server.page = '<body data-membership="somebody-else">'
    assert settle(device)["paused"] == "sign-in"
    assert len(run(device, OPEN + "return queue.list()")) == 3


@pytest.mark.parametrize("status", ["400", "404", "409", "422"])
def test_refused_item_is_parked_editable_and_exportable(device, failing_server, status):
    """Any other refusal parks the item; it can be exported, corrected and sent."""
    failing_server.script = ["ok", status]
    ids = run(device, FILL)
    assert settle(device)["parked"] == 1
    exported = json.loads(run(device, OPEN + "return (await queue.exportFile({ group: 'visit' })).text()"))
    assert {item["id"] for item in exported["items"]} == {ids["finding"], ids["seal"]}
    run(device, OPEN + "await queue.edit(argument, { body: { id: argument, what: 'corrected' } })", ids["finding"])
    assert settle(device)["unsent"] == 0
    assert len(failing_server.stored) == 3


def test_photo_is_in_the_export(device, failing_server):
    """The export carries the photo itself."""
    failing_server.script = ["422"]
    run(device, FILL)
    settle(device)
    exported = json.loads(run(device, OPEN + "return (await queue.exportFile()).text()"))
    photo = next(item for item in exported["items"] if item["kind"] == "photo")
    assert len(photo["bytes_base64"]) > 260000


def test_closed_tab_loses_nothing(device, failing_server):
    """The tab dies while an item is on its way: the next tab sends it at once, and the server stores it once."""
    run(device, FILL)
    run(
        device,
        OPEN
        + """
        const sending = new Promise((go) => { queue.fetch = () => { go(); return new Promise(() => {}); }; });
        queue.flush();
        await sending;""",
    )
    device.reload()
    summary = settle(device)
    assert summary["unsent"] == 0
    assert len(failing_server.stored) == 3


def test_two_tabs_never_send_the_same_item(device, failing_server):
    """Two tabs flush at once; each item arrives once."""
    run(device, OPEN + "for (let i = 0; i < 20; i += 1) await put(newId(), 'answer');")
    other = device.context.new_page()
    other.goto(failing_server.address)
    run(other, OPEN)
    device.evaluate("() => { window.done = queue.flush(); }")
    other.evaluate("() => { window.done = queue.flush(); }")
    device.evaluate("() => window.done")
    other.evaluate("() => window.done")
    assert len(failing_server.arrivals) == 20
    assert len(set(failing_server.arrivals)) == 20


BIG = (
    OPEN
    + """
const id = newId();
const big = new Blob([new Uint8Array(1_300_000).map((_, i) => i * 13)], { type: "image/jpeg" });
await put(id, "photo", { url: `/photos/${id}/?purpose=scene`, method: "PUT", blob: big, raw: true });
return [id, (await queue.get(id)).sha256];
"""
)


@pytest.mark.parametrize("fates", [[], ["ok", "cut-before"], ["ok", "cut-after"], ["ok", "ok", "cut-after"], ["500"]])
def test_large_photo_goes_in_pieces_and_resumes(device, failing_server, fates):
    """A broken line costs one piece, not the whole photo; the whole is confirmed by its own hash."""
    failing_server.script = list(fates)
    identity, digest = run(device, BIG)
    assert settle(device)["unsent"] == 0
    assert failing_server.stored == {identity: digest}
    assert len(failing_server.piece_sizes) <= 3 + len([fate for fate in fates if fate != "ok"])


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [True, None, 1.5, "出口\n“堵”"], "ä": {"z": "", "y": []}},
        {"\U0001f525": 1, "\uffee": 2, "a/b": '\x7f\u2028\t"\\', "n": 0.000001, "big": 12345678901},
        {},
    ],
)
def test_both_sides_write_the_same_json(device, value):
    """The text that the device hashes is the text that the server hashes."""
    assert run(device, OPEN + "return canonical(argument)", value) == canonical(value)


def test_correction_while_on_its_way_is_sent_too(device, failing_server):
    """Typed again while the first wording was travelling: the last wording is what the server holds in the end."""
    ids = run(
        device,
        OPEN
        + """
        const id = newId();
        await put(id, "finding", { method: "PUT", body: { id, what: "first" } });
        const real = queue.fetch;
        queue.fetch = async (...call) => {
          queue.fetch = real;
          await put(id, "finding", { method: "PUT", body: { id, what: "second" } });
          return real(...call);
        };
        await queue.flush();
        return [id, (await queue.get(id)).sha256];""",
    )
    assert settle(device)["unsent"] == 0
    assert failing_server.stored == {ids[0]: ids[1]}
    assert len(failing_server.arrivals) == 2


def test_another_person_never_sends_my_items(device, failing_server):
    """Items belong to a membership: under another one they stay on the device and are counted as foreign."""
    run(device, FILL)
    device.reload()
    device.evaluate("() => { window.owner = 'somebody else'; }")
    summary = settle(device)
    assert (summary["foreign"], summary["waiting"], summary["unsent"]) == (3, 0, 3)
    assert failing_server.stored == {}


def test_wipe_refuses_while_something_is_unsent(device):
    """Signing out asks first."""
    run(device, FILL)
    refused = run(device, OPEN + "try { await queue.wipe(); return 0 } catch (error) { return error.count }")
    assert refused == 3
    run(device, OPEN + "await queue.wipe({ force: true })")
    assert run(device, OPEN + "return (await queue.summary()).unsent") == 0


def test_age_warning_before_the_browser_clears_the_store(device):
    """From five days on the summary says so."""
    run(device, FILL)
    assert run(device, OPEN + "return (await queue.summary()).old") is False
    assert run(device, OPEN + "window.clock += 5 * 24 * 3600 * 1000; return (await queue.summary()).old") is True


def test_waiting_grows_and_is_bounded(device):
    """Two seconds at first, five minutes at most."""
    waits = run(device, OPEN + "return [1, 2, 3, 8, 9, 50].map((n) => backoff(n, 0.5))")
    assert waits == [2000, 4000, 8000, 256000, 300000, 300000]


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 1000, 70001])
def test_plain_hash_equals_the_browser_s(device, size):
    """The implementation for pages without TLS gives the same digits, across every padding."""
    same = run(
        device,
        """
        const { sha256, sha256Plain } = await import("/static/safeloop/js/hash.js");
        const bytes = new Uint8Array(argument).map((_, i) => (i * 31 + 7) & 255);
        return (await sha256(bytes)) === sha256Plain(bytes);""",
        size,
    )
    assert same is True
