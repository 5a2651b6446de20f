import assert from "node:assert/strict";
import { joinHashOf } from "../../protocol/join_hash.ts";
import { PROTOCOL_VERSION } from "../../protocol/version.ts";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import {
  newTestSession,
  newToken,
  ownerJoin,
  TestPeer,
} from "../../testing/servers/signaling_fixture.ts";
import { parseConfig } from "../config.ts";
import { sessionIdOf } from "../sessions/derived_ids.ts";
import {
  DESCRIPTIONS_PER_MINUTE,
  MAX_REQUEST_BODY_BYTES,
  NETWORK_SHARES,
  RESTORE_WINDOW_MS,
  STORE_RETRY_SECONDS,
} from "../limits.ts";
import { silentLogger } from "../../testing/servers/silent_logger.ts";
import { createServices, type Services } from "../services.ts";
import { memoryStore } from "../sessions/session_store.ts";
import { StoreUnavailable } from "../sessions/store_unavailable.ts";

const HOST = "http://filefrag.test:8000";
const ADDRESS = "203.0.113.1";
const URL_OF_API = new URL(`${HOST}/sessions`);

function servicesWith(env: { readonly [name: string]: string } = {}) {
  const clock = new FakeClock();
  const config = parseConfig((name) => env[name]);
  return {
    clock,
    services: createServices(config, { clock, logger: silentLogger }),
  };
}

function post(
  services: Services,
  { body = validBody(), headers = {}, address = ADDRESS }: {
    body?: BodyInit;
    headers?: { readonly [name: string]: string };
    address?: string;
  } = {},
): Promise<Response> {
  const request = new Request(URL_OF_API, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });
  return services.sessions.create({ request, url: URL_OF_API, address });
}

function validBody(): string {
  return JSON.stringify({ kind: "file", joinHash: newToken() });
}

async function codeOf(response: Response): Promise<string> {
  const { code, message } = await response.json();
  assert.equal(typeof message, "string");
  return code;
}

for (const [kind, path] of [["file", "room"], ["screen", "view"]] as const) {
  Deno.test(`POST /sessions makes a ${kind} session`, async () => {
    const { services } = servicesWith();
    const body = JSON.stringify({ kind, joinHash: newToken() });
    const response = await post(services, { body });
    assert.equal(response.status, 201);
    assert.equal(response.headers.get("cache-control"), "no-store");
    const { ownerToken, ...made } = await response.json();
    const id = await sessionIdOf(ownerToken);
    assert.deepEqual(made, {
      id,
      kind,
      url: `${HOST}/${path}/${id}`,
      expiresAt: "2026-01-01T00:10:00.000Z",
    });
  });
}

Deno.test("links begin with PUBLIC_URL where it is set, and so must the Origin", async () => {
  const origin = "https://files.example";
  const { services } = servicesWith({ PUBLIC_URL: origin });
  const response = await post(services, { headers: { origin } });
  const { url } = await response.json();
  assert.ok(url.startsWith(`${origin}/room/`));
  const foreign = await post(services, { headers: { origin: HOST } });
  assert.equal(await codeOf(foreign), "forbidden-origin");
});

Deno.test("links lead below the path of PUBLIC_URL, which is no part of an Origin", async () => {
  const { services } = servicesWith({ PUBLIC_URL: "https://files.example/share/" });
  const response = await post(services, { headers: { origin: "https://files.example" } });
  const { url } = await response.json();
  assert.ok(url.startsWith("https://files.example/share/room/"), url);
});

const REFUSED: readonly (readonly [
  string,
  { body?: BodyInit; headers?: { readonly [name: string]: string } },
  number,
  string,
])[] = [
  [
    "a foreign Origin",
    { headers: { origin: "http://evil.test" } },
    403,
    "forbidden-origin",
  ],
  [
    "the Origin null",
    { headers: { origin: "null" } },
    403,
    "forbidden-origin",
  ],
  [
    "a form's content type",
    { headers: { "content-type": "text/plain" } },
    415,
    "unsupported-media-type",
  ],
  [
    "a content type that only begins right",
    { headers: { "content-type": "application/jsonp" } },
    415,
    "unsupported-media-type",
  ],
  [
    "too large a body",
    { body: validBody() + " ".repeat(MAX_REQUEST_BODY_BYTES) },
    413,
    "body-too-large",
  ],
  ["no body", { body: "" }, 400, "malformed-request"],
  ["no JSON", { body: "{" }, 400, "malformed-request"],
  ["no object", { body: "[]" }, 400, "malformed-request"],
  [
    "no UTF-8",
    { body: new Uint8Array([0xff, 0xfe]) },
    400,
    "malformed-request",
  ],
  [
    "an unknown kind",
    { body: JSON.stringify({ kind: "film", joinHash: newToken() }) },
    400,
    "malformed-request",
  ],
  [
    "no hash",
    { body: JSON.stringify({ kind: "file", joinHash: "short" }) },
    400,
    "malformed-request",
  ],
];

/** Numbers of guests that nobody can have. */
const GUESTS_REFUSED = [0, 11, 1.5, "5", null].map((guests): (typeof REFUSED)[number] => [
  `${JSON.stringify(guests)} guests`,
  { body: JSON.stringify({ kind: "file", joinHash: newToken(), guests }) },
  400,
  "malformed-request",
]);

for (const [what, init, status, code] of [...REFUSED, ...GUESTS_REFUSED]) {
  Deno.test(`POST /sessions with ${what} gets ${status} ${code}`, async () => {
    const response = await post(servicesWith().services, init);
    assert.equal(response.status, status);
    assert.equal(response.headers.get("cache-control"), "no-store");
    assert.equal(await codeOf(response), code);
  });
}

Deno.test("a body without end is read only up to the bound", async () => {
  let pulled = 0;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      pulled += 256;
      controller.enqueue(new Uint8Array(256));
    },
  });
  const response = await post(servicesWith().services, { body });
  assert.equal(response.status, 413);
  assert.ok(pulled <= MAX_REQUEST_BODY_BYTES + 3 * 256, `${pulled}`);
});

Deno.test("a charset behind the content type is fine", async () => {
  const headers = { "content-type": "Application/JSON; charset=utf-8" };
  const response = await post(servicesWith().services, { headers });
  assert.equal(response.status, 201);
});

Deno.test("an address may make so many sessions a minute", async () => {
  const { clock, services } = servicesWith({ SESSIONS_PER_MINUTE: "2" });
  for (const status of [201, 201, 429]) {
    assert.equal((await post(services)).status, status);
  }
  const refused = await post(services);
  assert.equal(refused.headers.get("retry-after"), "30");
  assert.equal(await codeOf(refused), "too-many-requests");
  const other = await post(services, { address: "203.0.113.2" });
  assert.equal(other.status, 201);
  clock.advance(30_000);
  assert.equal((await post(services)).status, 201);
});

Deno.test("the addresses of a network make and ask about sessions at its rate, and not each at its own", async () => {
  const { services } = servicesWith({ SESSIONS_PER_MINUTE: "1" });
  const addresses = Array.from(
    { length: 65 },
    (_, site) => `2001:db8:1:${(site * 256).toString(16)}`,
  );
  const made: number[] = [];
  for (const address of addresses) made.push((await post(services, { address })).status);
  assert.equal(made.filter((status) => status === 201).length, NETWORK_SHARES.network);
  assert.equal(made.at(-1), 429);
  assert.equal((await post(services, { address: "2001:db8:2:0" })).status, 201);

  const id = crypto.randomUUID();
  let asked = 0;
  for (const address of addresses) {
    for (let count = 0; count < DESCRIPTIONS_PER_MINUTE; count++) {
      const { status } = await services.sessions.describe({ id, address });
      if (status === 404) asked++;
    }
  }
  assert.equal(asked, NETWORK_SHARES.network * DESCRIPTIONS_PER_MINUTE);
});

Deno.test("sessions that an address's joins register count with those it makes", async () => {
  const { clock, services } = servicesWith({ SESSIONS_PER_MINUTE: "1" });
  clock.advance(RESTORE_WINDOW_MS);
  const session = await newTestSession("file");
  const owner = new TestPeer((socket) =>
    services.signaling.accept(socket, { sessionId: session.id, address: ADDRESS })
  );
  owner.say(ownerJoin(session));
  await owner.expect("joined");
  assert.equal((await post(services)).status, 429);
});

Deno.test("a session is described by what anybody may know", async () => {
  const { clock, services } = servicesWith();
  const { id } = await (await post(services)).json();
  clock.advance(60_000);
  const response = await services.sessions.describe({ id, address: ADDRESS });
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.deepEqual(await response.json(), {
    id,
    kind: "file",
    state: "waiting-for-owner",
    peers: 0,
    createdAt: "2026-01-01T00:00:00.000Z",
    expiresAt: "2026-01-01T00:10:00.000Z",
  });
});

Deno.test("unknown, malformed, expired and full sessions answer alike, byte by byte", async () => {
  const { clock, services } = servicesWith();
  const joinToken = newToken();
  const joinHash = await joinHashOf(joinToken);
  const expired = await (await post(services)).json();
  clock.advance(600_000);
  const body = JSON.stringify({ kind: "file", joinHash });
  const full = await (await post(services, { body })).json();
  const guest = new TestPeer((socket) =>
    services.signaling.accept(socket, { sessionId: full.id, address: "" })
  );
  guest.say({
    type: "join",
    version: PROTOCOL_VERSION,
    role: "guest",
    joinToken,
    peerToken: newToken(),
  });
  await guest.expect("joined");

  const answers = new Set<string>();
  for (const id of [crypto.randomUUID(), "x", undefined, expired.id, full.id]) {
    const response = await services.sessions.describe({ id, address: ADDRESS });
    const headers = JSON.stringify([...response.headers]);
    answers.add(`${response.status} ${headers} ${await response.text()}`);
  }
  assert.equal(answers.size, 1);
  assert.match([...answers].join(), /^404 .*session-unknown/);
});

Deno.test("an address may ask about so many sessions a minute, known or not", async () => {
  const { clock, services } = servicesWith();
  const { id } = await (await post(services)).json();
  const ask = async (address: string, about = id) =>
    (await services.sessions.describe({ id: about, address })).status;
  for (let count = 0; count < DESCRIPTIONS_PER_MINUTE / 2; count++) {
    assert.equal(await ask(ADDRESS), 200);
    assert.equal(await ask(ADDRESS, crypto.randomUUID()), 404);
  }
  const refused = await services.sessions.describe({ id, address: ADDRESS });
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get("retry-after"), "1");
  assert.equal(await ask("203.0.113.2"), 200);
  clock.advance(60_000 / DESCRIPTIONS_PER_MINUTE);
  assert.equal(await ask(ADDRESS), 200);
});

Deno.test("while the store can't be asked both answer 503 and when to come back", async () => {
  const clock = new FakeClock();
  const store = memoryStore({ clock, maxSessions: 10 });
  const away = () => Promise.reject(new StoreUnavailable());
  Object.assign(store.registry, { create: away, describe: away });
  const services = createServices(parseConfig(() => undefined), {
    clock,
    logger: silentLogger,
    store,
  });
  const id = crypto.randomUUID();
  for (
    const refused of [await post(services), await services.sessions.describe({ id, address: "" })]
  ) {
    assert.equal(refused.status, 503);
    assert.equal(refused.headers.get("retry-after"), `${STORE_RETRY_SECONDS}`);
    assert.equal(await codeOf(refused), "store-unavailable");
  }
});

Deno.test("a full registry and a server that shuts down answer 503", async () => {
  const { services } = servicesWith({ MAX_SESSIONS: "1" });
  const joinHash = newToken();
  const body = JSON.stringify({ kind: "file", joinHash });
  const { id, ownerToken } = await (await post(services, { body })).json();
  const owner = new TestPeer((socket) =>
    services.signaling.accept(socket, { sessionId: id, address: "" })
  );
  owner.say({
    type: "join",
    version: PROTOCOL_VERSION,
    role: "owner",
    ownerToken,
    kind: "file",
    joinHash,
    peerToken: newToken(),
  });
  const { iceServers } = await owner.expect("joined");
  assert.equal(iceServers.length, 1);
  const full = await post(services);
  assert.equal(full.status, 503);
  assert.equal(full.headers.get("retry-after"), "60");
  assert.equal(await codeOf(full), "server-full");

  const done = services.shutdown();
  await owner.closeCode();
  owner.drop();
  await done;
  assert.equal(await codeOf(await post(services)), "shutting-down");
});

Deno.test("a shutdown stops every timer", async () => {
  const { clock, services } = servicesWith();
  assert.notEqual(clock.pendingTasks, 0);
  await services.shutdown();
  assert.equal(clock.pendingTasks, 0);
});

Deno.test("X-Forwarded-For counts only behind a trusted proxy", () => {
  const remote: Deno.NetAddr = {
    transport: "tcp",
    hostname: "10.0.0.1",
    port: 1,
  };
  const request = new Request(HOST, {
    headers: { "x-forwarded-for": "1.1.1.1, 203.0.113.7" },
  });
  const { services: direct } = servicesWith();
  const { services: proxied } = servicesWith({ TRUST_PROXY: "1" });
  assert.equal(direct.addressOf(request, remote), "10.0.0.1");
  assert.equal(proxied.addressOf(request, remote), "203.0.113.7");
});

Deno.test("an address that a proxy forwards and nobody trusts is warned of, once", () => {
  const events: string[] = [];
  const logger = { ...silentLogger, warn: (event: string) => void events.push(event) };
  const request = new Request("http://localhost/", {
    headers: { "x-forwarded-for": "203.0.113.7" },
  });
  const remote = { transport: "tcp", hostname: "10.0.0.1", port: 1 } as const;
  for (const trusted of ["1", "0"]) {
    const config = parseConfig((name) => name === "TRUST_PROXY" ? trusted : undefined);
    const services = createServices(config, { clock: new FakeClock(), logger });
    services.addressOf(request, remote);
    services.addressOf(new Request("http://localhost/"), remote);
    services.addressOf(request, remote);
  }
  assert.deepEqual(events, ["forwarded address ignored"]);
});
