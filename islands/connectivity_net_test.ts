/**
 * What the pages know of their network before anybody is there, and how long a relayed transfer lives:
 * behind routers of every kind, with real STUN and TURN servers.
 * @module
 */
import assert from "node:assert/strict";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import {
  type IslandPage,
  openLink,
  savedFile,
  shareFiles,
} from "../lib/testing/browsers/island_page.ts";
import { SHOW_LOCAL_ADDRESSES } from "../lib/testing/network/distance_lab.ts";
import { NatLab } from "../lib/testing/network/nat_lab.ts";
import type { NatKind } from "../lib/testing/network/nat_rules.ts";
import { netTester, report } from "../lib/testing/network/net_test.ts";
import { StunServer } from "../lib/testing/network/stun_server.ts";
import { sha256OfFile, TempFiles } from "../lib/testing/browsers/temp_files.ts";
import { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { until } from "../lib/testing/servers/until.ts";

const MIB = 1024 * 1024;
const SECRET = "of this test";
/** An address of the lab's public network that nobody has. */
const NOBODY = "203.0.113.250";
const VERDICT_WITHIN_MS = 3_000;

const netTest = await netTester("nat with a STUN server", { browser: true });

/** The kinds of servers that the app may name. */
type Help = "stun" | "turn" | "unreachable" | "refusing turn" | "unreachable turn";

function environmentOf(
  { publicNet }: NatLab,
  turn: StunServer,
): Readonly<Record<Help, Record<string, string>>> {
  const stun = [publicNet.address, publicNet.otherAddress].map((host) => `stun:${host}:3478`);
  const STUN_URLS = stun.join();
  const { TURN_URLS = "" } = turn.environment;
  return {
    "stun": { STUN_URLS },
    "turn": { STUN_URLS, TURN_URLS, TURN_SECRET: SECRET },
    "unreachable": { STUN_URLS: `stun:${NOBODY}:3478,stun:${NOBODY}:3479` },
    "refusing turn": { STUN_URLS, TURN_URLS, TURN_SECRET: "another" },
    "unreachable turn": { STUN_URLS, TURN_URLS: `turn:${NOBODY}`, TURN_SECRET: SECRET },
  };
}

const VERDICTS: readonly (readonly [NatKind, Help, verdict: string, tone: "hint" | "warn"])[] = [
  ["open", "stun", "direct-likely", "hint"],
  ["fullcone", "stun", "direct-likely", "hint"],
  ["cone", "stun", "direct-likely", "hint"],
  ["cone", "turn", "direct-likely", "hint"],
  ["symmetric", "stun", "symmetric-nat", "warn"],
  ["symmetric", "turn", "symmetric-nat", "hint"],
  ["udpblocked", "turn", "udp-blocked", "hint"],
  ["udpblocked", "stun", "no-stun", "warn"],
  ["cone", "unreachable", "no-stun", "warn"],
  ["cone", "refusing turn", "no-turn", "hint"],
  ["cone", "unreachable turn", "no-turn", "hint"],
];

netTest("a page that waits says within 3 s what its network lets through", async (test) => {
  await using lab = await NatLab.create({ a: "cone", b: "cone" });
  await using turn = await StunServer.start(lab.publicNet, { secret: SECRET });
  await using files = await TempFiles.create();
  const path = await files.random("file.bin", 5);
  const environments = environmentOf(lab, turn);
  await using browser = await TestBrowser.launch("chromium", {
    namespace: lab.a.namespace.name,
  });
  for (const [kind, help, verdict, tone] of VERDICTS) {
    await test.step(`${kind}, ${help}: ${verdict}`, async () => {
      await using server = await AppServer.start(environments[help]);
      lab.expose(Number(new URL(server.origin).port));
      await lab.a.router.setKind(kind);
      const { sender } = await shareFiles(browser, server, [path]);
      const began = performance.now();
      const seen = await sender.attributeOf("connectivity", "data-verdict");
      const ms = Math.round(performance.now() - began);
      assert.equal(seen, verdict, await sender.describe());
      assert.equal(await sender.attributeOf("connectivity", "data-tone"), tone);
      assert.ok(ms < VERDICT_WITHIN_MS, `${ms} ms`);
      assert.deepEqual(sender.complaints, []);
      await sender.page.close();
      await report({ case: `${kind}, ${help}`, verdict, ms });
    });
  }
});

netTest("a page in a provider's address range says so, where the browser shows it", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "cone" });
  await using turn = await StunServer.start(lab.publicNet, { secret: SECRET });
  const { namespace, router } = lab.a;
  await router.namespace.ip("addr", "add", "100.64.1.1/24", "dev", "lan");
  await namespace.ip("addr", "flush", "dev", "eth0");
  await namespace.ip("addr", "add", "100.64.1.2/24", "dev", "eth0");
  await namespace.ip("route", "replace", "default", "via", "100.64.1.1");
  await using files = await TempFiles.create();
  await using server = await AppServer.start(environmentOf(lab, turn).stun);
  lab.expose(Number(new URL(server.origin).port));
  await using browser = await TestBrowser.launch("chromium", {
    namespace: namespace.name,
    args: [SHOW_LOCAL_ADDRESSES],
  });
  const { sender } = await shareFiles(browser, server, [await files.random("file.bin", 5)]);
  const verdict = await sender.attributeOf("connectivity", "data-verdict");
  assert.equal(verdict, "carrier-grade-nat", await sender.describe());
});

netTest("two pages that find no way say on which side the obstacle is", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "symmetric" });
  await using turn = await StunServer.start(lab.publicNet, { secret: SECRET });
  await using files = await TempFiles.create();
  await using server = await AppServer.start(environmentOf(lab, turn).stun);
  lab.expose(Number(new URL(server.origin).port));
  const launch = (namespace: string) => TestBrowser.launch("chromium", { namespace });
  await using here = await launch(lab.a.namespace.name);
  await using there = await launch(lab.b.namespace.name);
  const { sender, link } = await shareFiles(here, server, [await files.random("file.bin", 5)]);
  const receiver = await openLink(there, link);
  // Known long before the connection is given up.
  assert.equal(await receiver.attributeOf("connectivity", "data-verdict"), "symmetric-nat");
  assert.equal((await receiver.state()).state, "waiting");
  assert.equal(await receiver.waitForFailure(45_000), "no-route");
  assert.equal(await sender.waitForFailure(45_000), "no-route");
  assert.equal(await receiver.attributeOf("connectivity", "data-verdict"), "symmetric-nat");
  assert.match(await receiver.textOf("connectivity"), /symmetric NAT.*TURN/);
  assert.match(await sender.textOf("connectivity"), /on the other side/);
});

/** Waits until a page says that its bytes go this way. */
async function pathIs(page: IslandPage, path: string): Promise<void> {
  await until(
    `path ${path}`,
    async () => await page.attributeOf("path", "data-path") === path || undefined,
    15_000,
    () => page.describe(),
  );
}

netTest("a relayed transfer outlives its first credentials and the relay's restart", async () => {
  const TTL_SECONDS = 10;
  await using lab = await NatLab.create({ a: "cone", b: "cone" });
  await using files = await TempFiles.create();
  await using turns = new AsyncDisposableStack();
  const first = turns.use(await StunServer.start(lab.publicNet, { secret: SECRET }));
  const environment = environmentOf(lab, first).turn;
  await using server = await AppServer.start({
    ...environment,
    TURN_TTL_SECONDS: `${TTL_SECONDS}`,
  });
  lab.expose(Number(new URL(server.origin).port));
  const launch = (namespace: string) => TestBrowser.launch("chromium", { namespace });
  await using here = await launch(lab.a.namespace.name);
  await using there = await launch(lab.b.namespace.name);
  const path = await files.random("file.bin", 4 * MIB);
  const { sender, link } = await shareFiles(here, server, [path]);
  const joinedAt = performance.now();
  await sender.press("hide-address");
  const receiver = await openLink(there, link);
  await receiver.waitFor("connected");
  // Without this choice the two would go directly; one that hides is enough.
  await pathIs(sender, "relay");
  await pathIs(receiver, "relay");

  const expired = () => performance.now() - joinedAt > (TTL_SECONDS + 2) * 1000 || undefined;
  await until("the first credentials to expire", () => Promise.resolve(expired()), 20_000);
  await turns.disposeAsync();
  await using _second = await StunServer.start(lab.publicNet, { secret: SECRET });
  await receiver.press("receive");
  await receiver.waitFor("done", 60_000);
  await sender.waitFor("done");
  await pathIs(sender, "relay");
  assert.equal(await sha256OfFile(await savedFile(there, 4 * MIB)), await sha256OfFile(path));
});
