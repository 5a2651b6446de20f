// Two servers on one Redis behind a balancer, and pages that come to different ones.
import assert from "node:assert/strict";
import { AppServer } from "../lib/testing/servers/app_server.ts";
import { openLink, shareFiles } from "../lib/testing/browsers/island_page.ts";
import { RedisServer } from "../lib/testing/servers/redis_server.ts";
import { RoundRobinProxy } from "../lib/testing/servers/round_robin_proxy.ts";
import { CAPTURE_ARGS, openScreenSource } from "../lib/testing/browsers/screen_source.ts";
import { screenLinkOf, watch } from "../lib/testing/browsers/screen_stage.ts";
import { borrowBrowser } from "../lib/testing/browsers/shared_browsers.ts";
import { TempFiles } from "../lib/testing/browsers/temp_files.ts";

const METRICS_TOKEN = "token-of-the-test-only";

/** Signaling sockets a server has open. */
async function socketsOf(server: AppServer): Promise<number> {
  const headers = { authorization: `Bearer ${METRICS_TOKEN}` };
  const response = await fetch(server.url("/metrics"), { headers });
  const [, sockets = ""] = /^filefrag_sockets (\d+)$/m.exec(await response.text()) ?? [];
  return Number(sockets);
}

if (await RedisServer.isInstalled("pages on different servers")) {
  Deno.test("a file crosses between pages whose sockets are on different servers", async () => {
    await using redis = await RedisServer.start();
    const environment = { REDIS_URL: redis.url, METRICS_TOKEN };
    await using first = await AppServer.start(environment);
    await using second = await AppServer.start(environment);
    await using proxy = new RoundRobinProxy([first.origin, second.origin]);
    await using files = await TempFiles.create();
    await using sending = await borrowBrowser("chromium");
    await using receiving = await borrowBrowser("chromium");

    const { sender, link } = await shareFiles(sending, proxy, [
      await files.random("a.bin", 3 << 20),
    ]);
    const receiver = await openLink(receiving, link);
    await receiver.waitFor("connected");
    assert.deepEqual(await Promise.all([first, second].map(socketsOf)), [1, 1]);
    await receiver.press("receive");
    await receiver.waitFor("done");
    await sender.waitFor("done");
    assert.equal(await sender.textOf("digest"), await receiver.textOf("digest"));
    assert.deepEqual([...sender.complaints, ...receiver.complaints], []);
  });

  Deno.test("a screen is watched by a page whose socket is on another server", async () => {
    await using redis = await RedisServer.start();
    const environment = { REDIS_URL: redis.url, METRICS_TOKEN };
    await using first = await AppServer.start(environment);
    await using second = await AppServer.start(environment);
    await using proxy = new RoundRobinProxy([first.origin, second.origin]);
    await using showing = await borrowBrowser("chromium", {
      args: CAPTURE_ARGS,
      audible: true,
    });
    await using watching = await borrowBrowser("chromium");
    await openScreenSource(showing);

    const presenter = await openLink(showing, proxy.url("/presenter"));
    await presenter.press("start");
    await presenter.waitFor("live");
    await watch(watching, await screenLinkOf(presenter));
    assert.deepEqual(await Promise.all([first, second].map(socketsOf)), [1, 1]);
  });
}
