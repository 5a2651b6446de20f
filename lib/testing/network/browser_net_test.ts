import assert from "node:assert/strict";
import type { Page } from "puppeteer-core";
import { turnCredentials } from "../../server/signaling/turn_credentials.ts";
import type { BrowserName } from "../browsers/browser_name.ts";
import { TestBrowser } from "../browsers/test_browser.ts";
import { DistanceLab, SHOW_LOCAL_ADDRESSES } from "./distance_lab.ts";
import { NatLab } from "./nat_lab.ts";
import type { NetworkNamespace } from "./namespace.ts";
import { netTester } from "./net_test.ts";
import { StunServer } from "./stun_server.ts";

const netTest = await netTester("nat with a STUN server", { browser: true });

const RTT_MS = 50;
/** What two browsers may add to the shortest round trip. */
const BROWSERS_MS = 10;
const ECHOES = 20;
const TURN_SECRET = "of this test";

/** What the pages of the test keep, in `globalThis` between two calls. */
interface PageState {
  connection: RTCPeerConnection;
  channel: RTCDataChannel;
}

/** A server of this machine, as the app is one. */
function serveBlankPage(): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    () =>
      new Response("<!doctype html><title>Blank</title>", {
        headers: { "content-type": "text/html" },
      }),
  );
}

/** Starts a browser in each of two namespaces, both on a page of this machine's server. */
async function openBoth(
  lab: { expose(port: number): void } & AsyncDisposable,
  namespaces: readonly [NetworkNamespace, NetworkNamespace],
  name: BrowserName,
  args: readonly string[] = [],
) {
  await using stack = new AsyncDisposableStack();
  const { port } = stack.use(serveBlankPage()).addr;
  lab.expose(port);
  const open = async ({ name: namespace }: NetworkNamespace) => {
    const browser = stack.use(await TestBrowser.launch(name, { namespace, args }));
    return await browser.open(`http://localhost:${port}/`);
  };
  const pages = { here: await open(namespaces[0]), there: await open(namespaces[1]) };
  const moved = stack.move();
  return { ...pages, [Symbol.asyncDispose]: () => moved.disposeAsync() };
}

/** Makes a page's connection and its description, with all candidates in it. */
function describe(page: Page, configuration: RTCConfiguration, offer?: string): Promise<string> {
  return page.evaluate(
    async (configuration, offer) => {
      const state = globalThis as unknown as PageState;
      const connection = state.connection = new RTCPeerConnection(configuration);
      state.channel = connection.createDataChannel("echo", { negotiated: true, id: 1 });
      if (offer) await connection.setRemoteDescription({ type: "offer", sdp: offer });
      await connection.setLocalDescription();
      while (connection.iceGatheringState !== "complete") {
        await new Promise((resolve) =>
          connection.addEventListener("icegatheringstatechange", resolve, { once: true })
        );
      }
      return connection.localDescription?.sdp ?? "";
    },
    configuration,
    offer,
  );
}

/** Joins two pages by one data channel, which the second one echoes. */
async function join(here: Page, there: Page, configuration: RTCConfiguration = {}): Promise<void> {
  const answer = await describe(there, configuration, await describe(here, configuration));
  await there.evaluate(() => {
    const { channel } = globalThis as unknown as PageState;
    channel.onmessage = ({ data }) => channel.send(data);
  });
  await here.evaluate(async (sdp) => {
    const { connection, channel } = globalThis as unknown as PageState;
    await connection.setRemoteDescription({ type: "answer", sdp });
    if (channel.readyState !== "open") {
      await new Promise((resolve) => channel.addEventListener("open", resolve, { once: true }));
    }
  }, answer);
}

/** The shortest round trip of short messages, in milliseconds. */
function roundTrip(page: Page): Promise<number> {
  return page.evaluate(async (echoes) => {
    const { channel } = globalThis as unknown as PageState;
    const times: number[] = [];
    for (let count = 0; count < echoes; count++) {
      const sent = performance.now();
      channel.send("echo");
      await new Promise((resolve) => channel.addEventListener("message", resolve, { once: true }));
      times.push(performance.now() - sent);
    }
    return Math.min(...times);
  }, ECHOES);
}

for (const name of ["chromium", "firefox"] satisfies BrowserName[]) {
  netTest(`DistanceLab: two pages of ${name} are as far apart as the wire is long`, async () => {
    await using lab = await DistanceLab.create({ rttMs: RTT_MS });
    const args = name === "chromium" ? [SHOW_LOCAL_ADDRESSES] : [];
    await using pages = await openBoth(lab, [lab.a, lab.b], name, args);
    assert.equal(await pages.here.evaluate(() => isSecureContext), true);
    await join(pages.here, pages.there);
    const measured = await roundTrip(pages.here);
    // A browser's clock is a millisecond coarse.
    assert.ok(measured >= RTT_MS - 1 && measured < RTT_MS + BROWSERS_MS, `${measured} ms`);
  });
}

netTest("NatLab: two browsers of one LAN find each other by multicast names", async () => {
  await using lab = await NatLab.create({ a: "cone", b: "same-lan" });
  await using pages = await openBoth(lab, [lab.a.namespace, lab.b.namespace], "chromium");
  await join(pages.here, pages.there);
  const description = await pages.here.evaluate(() =>
    (globalThis as unknown as PageState).connection.localDescription?.sdp ?? ""
  );
  assert.match(description, /\.local /);
  assert.ok(await roundTrip(pages.here) > 0);
});

netTest("StunServer: without UDP two browsers meet at a relay over TCP", async () => {
  await using lab = await NatLab.create({ a: "udpblocked", b: "udpblocked" });
  await using turn = await StunServer.start(lab.publicNet, { secret: TURN_SECRET });
  await using pages = await openBoth(lab, [lab.a.namespace, lab.b.namespace], "chromium");
  const credentials = turnCredentials({
    secret: TURN_SECRET,
    ttlSeconds: 600,
    wallTime: Date.now(),
    user: "test",
  });
  await join(pages.here, pages.there, {
    iceServers: [{ urls: turn.turnUrl("tcp"), ...credentials }],
  });
  assert.ok(await roundTrip(pages.here) > 0);
});
