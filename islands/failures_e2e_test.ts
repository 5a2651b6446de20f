import assert from "node:assert/strict";
import { GONE_WITHIN_MS } from "../lib/peer/health/gone_within.ts";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import {
  type IslandPage,
  openLink,
  savedFile,
  shareFiles,
} from "../lib/testing/browsers/island_page.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { sha256OfFile } from "../lib/testing/browsers/temp_files.ts";
import { TestBrowser } from "../lib/testing/browsers/test_browser.ts";
import { between, type TwoBrowsers } from "../lib/testing/browsers/two_browsers.ts";
import { until } from "../lib/testing/servers/until.ts";
import { STATE_MS, TRANSFER_MS } from "../lib/testing/deadlines.ts";

const MIB = 1024 * 1024;

async function shareOne({ server, files, here }: TwoBrowsers, size = 5) {
  const path = await files.random("file.bin", size);
  return { path, ...await shareFiles(here, server, [path]) };
}

/** Brings both pages to the offer. */
async function meet(stage: TwoBrowsers, size?: number) {
  const { path, sender, link } = await shareOne(stage, size);
  const receiver = await openLink(stage.there, link);
  await receiver.waitFor("connected");
  await sender.waitFor("connected");
  return { path, sender, receiver, link };
}

/** Brings both pages into the middle of a transfer that would take minutes. */
async function meetAndBegin(stage: TwoBrowsers) {
  const path = await stage.files.sparse("big.bin", 8 * 1024 * MIB);
  const { sender, link } = await shareFiles(stage.here, stage.server, [path]);
  const receiver = await openLink(stage.there, link);
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await sender.waitFor("transferring");
  await until(
    "bytes on both sides",
    async () => {
      const value = await sender.page.$eval(
        '[role="progressbar"]',
        (bar) => bar.nextElementSibling?.textContent ?? "",
      );
      return /[1-9]/.test(value) ? value : undefined;
    },
    STATE_MS,
    () => sender.describe(),
  );
  return { path, sender, receiver, link };
}

between("a link without its key says so", async (stage) => {
  const { link } = await shareOne(stage);
  const receiver = await openLink(stage.there, link.replace(/#.*/, ""));
  assert.equal(await receiver.waitForFailure(), "no-key");
});

between("a link with a mutilated key, or with another link's key, says so", async (stage) => {
  const { link } = await shareOne(stage);
  const mutilated = await openLink(stage.there, link.slice(0, -3));
  assert.equal(await mutilated.waitForFailure(), "wrong-key");
  const foreign = await openLink(stage.there, link.replace(/#.*/, `#${"A".repeat(43)}`));
  assert.equal(await foreign.waitForFailure(), "wrong-key");
});

between("a link to a session that never was, or is over, says so", async (stage) => {
  const { sender, link } = await shareOne(stage);
  const other = link.replace(/room\/[0-9a-f]{8}/, "room/00000000");
  const unknown = await openLink(stage.there, other);
  assert.equal(await unknown.waitForFailure(), "session-unknown");
  await sender.press("cancel");
  await sender.waitFor("loading");
  const over = await openLink(stage.there, link);
  assert.equal(await over.waitForFailure(), "session-unknown");
});

between("a third person on a one-to-one link is told, and disturbs nobody", async (stage) => {
  const { path, sender, receiver, link } = await meet(stage, 2 * MIB);
  await using third = await borrowBrowser("chromium");
  const intruder = await openLink(third, link);
  assert.equal(await intruder.waitForFailure(), "session-full");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await sender.waitFor("done");
  assert.equal(
    await sha256OfFile(await savedFile(stage.there, 2 * MIB)),
    await sha256OfFile(path),
  );
});

between(
  "a file that changed after it was chosen ends both sides with its reason",
  async (stage) => {
    const { path, sender, receiver } = await meet(stage, 3 * MIB);
    await Deno.truncate(path, 2 * MIB);
    await receiver.press("receive");
    assert.equal(await sender.waitForFailure(), "source-changed");
    assert.equal(await receiver.waitForFailure(), "source-changed");
  },
);

between("cancelling the offer or the transfer tells the other side", async (stage) => {
  const { sender, receiver } = await meet(stage);
  await receiver.press("cancel");
  assert.equal(await receiver.waitForFailure(), "cancelled");
  assert.equal(await sender.waitForFailure(), "cancelled-by-peer");
  await sender.press("retry");
  await sender.waitFor("waiting");
  await receiver.press("retry");
  await receiver.waitFor("connected");
  await sender.press("cancel");
  assert.equal(await receiver.waitForFailure(), "cancelled-by-peer");
});

const CLOSINGS: readonly (readonly [how: string, close: (page: IslandPage) => unknown])[] = [
  ["closed", ({ page }) => page.close()],
  ["killed", ({ browser }) => browser.kill()],
];

for (const [how, close] of CLOSINGS) {
  between(
    `a receiver's tab ${how} at the offer sends the sender back to waiting`,
    async (stage) => {
      const { sender, receiver } = await meet(stage);
      await close(receiver);
      await sender.waitFor("waiting", GONE_WITHIN_MS);
    },
  );

  between(`a receiver's tab ${how} in the middle is known to the sender`, async (stage) => {
    const { sender, receiver } = await meetAndBegin(stage);
    await close(receiver);
    assert.equal(await sender.waitForFailure(GONE_WITHIN_MS), "peer-left");
  });

  between(`a sender's tab ${how} at the offer is known to the receiver`, async (stage) => {
    const { sender, receiver } = await meet(stage);
    await close(sender);
    assert.equal(await receiver.waitForFailure(GONE_WITHIN_MS), "peer-left");
  });

  between(`a sender's tab ${how} in the middle is known to the receiver`, async (stage) => {
    const { sender, receiver } = await meetAndBegin(stage);
    await close(sender);
    assert.equal(await receiver.waitForFailure(GONE_WITHIN_MS), "peer-left");
  });

  between(`a sender's tab ${how} before anybody came is known to the receiver`, async (stage) => {
    const { sender, link } = await shareOne(stage);
    await close(sender);
    const receiver = await openLink(stage.there, link);
    const reason = await receiver.waitForFailure(GONE_WITHIN_MS);
    assert.ok(["peer-left", "session-unknown"].includes(reason), reason);
  });

  between(
    `a sender's tab ${how} in the middle of a file, the server gone too, is known`,
    async (stage) => {
      const { sender, receiver } = await meetAndBegin(stage);
      await stage.server.kill();
      await close(sender);
      const reason = await receiver.waitForFailure(GONE_WITHIN_MS + 2_000);
      assert.ok(["peer-left", "connection-lost"].includes(reason), reason);
    },
  );
}

between("a receiver that reloads its page gets the offer again", async (stage) => {
  const { path, sender, receiver } = await meet(stage, MIB);
  await receiver.page.reload();
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await sender.waitFor("done");
  assert.equal(
    await sha256OfFile(await savedFile(stage.there, MIB)),
    await sha256OfFile(path),
  );
});

between("a server that dies before the peers met is told to the sender", async (stage) => {
  const { sender } = await shareOne(stage);
  await stage.server.kill();
  assert.equal(await sender.waitForFailure(STATE_MS), "server-unreachable");
  assert.equal(await sender.page.$$eval('[data-part="file"]', (files) => files.length), 1);
});

between("a server that is gone when the sender shares loses no chosen file", async (stage) => {
  const path = await stage.files.random("file.bin", 5);
  const { sender } = await shareFiles(stage.here, stage.server, [path]);
  await sender.press("cancel");
  await sender.waitFor("loading");
  await stage.server.kill();
  await sender.press("share");
  assert.equal(await sender.waitForFailure(), "server-unreachable");
  assert.equal(await sender.page.$$eval('[data-part="file"]', (files) => files.length), 1);
});

between("a server that dies once the peers have met changes nothing", async (stage) => {
  const { path, sender, receiver } = await meet(stage, 20 * MIB);
  await stage.server.kill();
  await receiver.press("receive");
  await receiver.waitFor("done", TRANSFER_MS);
  await sender.waitFor("done");
  assert.equal(
    await sha256OfFile(await savedFile(stage.there, 20 * MIB)),
    await sha256OfFile(path),
  );
});

between("a file that can't fit is refused with the numbers before it begins", async (stage) => {
  const { sender, receiver } = await meet(stage, 8 * MIB);
  const client = await receiver.page.createCDPSession();
  await client.send("Storage.overrideQuotaForOrigin", {
    origin: stage.server.origin,
    quotaSize: 3 * MIB,
  });
  await receiver.press("receive");
  assert.equal(await receiver.waitForFailure(), "storage-full");
  assert.equal(await sender.waitForFailure(), "storage-full");
  const shown = await receiver.describe();
  assert.match(shown, /8[.,]39/, shown); // 8 MiB in the units of the page
});

between("peers without a network path are told what a hard NAT is", async (stage) => {
  const { sender, link } = await shareOne(stage);
  // A browser that may only use a relay, where there is none: no path can be found.
  await using isolated = await TestBrowser.launch("firefox", {
    prefs: { "media.peerconnection.ice.relay_only": true },
  });
  const receiver = await openLink(isolated, link);
  assert.equal(await receiver.waitForFailure(STATE_MS), "no-route");
  assert.equal(await sender.waitForFailure(STATE_MS), "no-route");
  assert.match(await receiver.describe(), /NAT/);
});

between(
  "a page on plain http from another host says that it needs https",
  async ({ server, here }) => {
    const origin = new URL(server.url("/"));
    origin.hostname = "203.0.113.7";
    const sender = await openLink(here, origin.href);
    assert.equal(await sender.waitForFailure(), "insecure-context");
    const room = "room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80#" + "A".repeat(43);
    const receiver = await openLink(here, new URL(room, origin).href);
    assert.equal(await receiver.waitForFailure(), "insecure-context");
  },
  { here: { args: ["--host-resolver-rules=MAP 203.0.113.7 127.0.0.1"] } },
);

Deno.test("a browser without WebRTC says so on all four pages, before anything is chosen", async () => {
  await using server = await AppServer.start();
  await using browser = await TestBrowser.launch("firefox", {
    prefs: { "media.peerconnection.enabled": false },
  });
  const link = `${crypto.randomUUID()}#${"A".repeat(43)}`;
  for (const path of ["/", "/presenter", `/room/${link}`, `/view/${link}`]) {
    const island = await openLink(browser, server.url(path));
    assert.equal(await island.waitForFailure(), "no-webrtc", path);
  }
});

between("nothing of a transfer is in what the server sees", async (stage) => {
  const name = "Секретный отчёт.bin";
  const path = await stage.files.random(name, 2 * MIB);
  const seen: string[] = [];
  const record = async (page: IslandPage["page"]) => {
    const client = await page.createCDPSession();
    await client.send("Network.enable");
    client.on("Network.webSocketFrameSent", ({ response }) => {
      assert.equal(response.opcode, 1, "a binary frame");
      seen.push(response.payloadData);
    });
    client.on("Network.webSocketFrameReceived", ({ response }) => {
      seen.push(response.payloadData);
    });
    client.on("Network.requestWillBeSent", ({ request }) => {
      seen.push(JSON.stringify({ ...request, url: request.url, urlFragment: undefined }));
    });
  };
  const page = await stage.here.newPage();
  await record(page);
  const { sender, link } = await shareFiles(stage.here, stage.server, [path], page);
  const receiverPage = await stage.there.newPage();
  await record(receiverPage);
  const receiver = await openLink(stage.there, link, receiverPage);
  await receiver.waitFor("connected");
  await receiver.press("receive");
  await receiver.waitFor("done");
  await sender.waitFor("done");
  const key = new URL(link).hash.slice(1);
  const all = seen.join("\n");
  assert.ok(seen.length > 10, "the recording is empty");
  for (const secret of ["candidate", "fingerprint", "a=", name, encodeURI(name), key]) {
    assert.ok(!all.includes(secret), `the server saw ${JSON.stringify(secret)}`);
  }
  const relayed = seen.filter((text) => text.includes('"relay"')).join("\n");
  assert.doesNotMatch(relayed, /\b\d{1,3}(\.\d{1,3}){3}\b/, "an IP address");
  assert.doesNotMatch(relayed, /\.local/, "a local name");
});

Deno.test("a malformed address is a 400 or a 404, never a 500", async () => {
  await using server = await AppServer.start();
  for (
    const path of ["/%", "/%E0%A4%A", "/room/%", "/room/x", "/sessions/%00", "/none"]
  ) {
    const { hostname, port } = new URL(server.origin);
    using connection = await Deno.connect({ hostname, port: Number(port) });
    const request = `GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\nConnection: close\r\n\r\n`;
    await connection.write(new TextEncoder().encode(request));
    const answer = await new Response(connection.readable).text();
    assert.match(answer, /^HTTP\/1\.1 (400|404) /, path);
  }
});
