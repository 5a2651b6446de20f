import assert from "node:assert/strict";
import { openLink } from "../lib/testing/browsers/island_page.ts";
import { NatLab } from "../lib/testing/network/nat_lab.ts";
import { StunServer } from "../lib/testing/network/stun_server.ts";
import { moving, ScreenStage, viewerCount, watch } from "../lib/testing/browsers/screen_stage.ts";
import { until } from "../lib/testing/servers/until.ts";

Deno.test("a screen crosses two symmetric NATs through the relay, and both pages say so", async () => {
  await using lab = await NatLab.create({ a: "symmetric", b: "symmetric" });
  await using turn = await StunServer.start(lab.publicNet, { secret: "of this test" });
  await using stage = await ScreenStage.start({ environment: turn.environment, lab });
  const { presenter, link } = await stage.present();
  const browser = await stage.addBrowser("chromium", { namespace: lab.b.namespace.name });
  const viewer = await watch(browser, link);
  await viewer.press("statistics");
  for (const side of [presenter, viewer]) {
    await until(
      "the path",
      async () => await side.attributeOf("path", "data-path") === "relay" || undefined,
      10_000,
      () => side.describe(),
    );
  }
});

Deno.test("a viewer without a way to the presenter is told so, and the presenter shows on", async () => {
  await using lab = await NatLab.create({ a: "symmetric", b: "symmetric" });
  await using stun = await StunServer.start(lab.publicNet);
  await using stage = await ScreenStage.start({ environment: stun.environment, lab });
  const { presenter, link } = await stage.present();
  const near = await stage.addBrowser("chromium", { namespace: lab.a.namespace.name });
  const neighbour = await watch(near, link);
  const far = await stage.addBrowser("chromium", { namespace: lab.b.namespace.name });
  const viewer = await openLink(far, link);
  assert.equal(await viewer.waitForFailure(), "no-route");
  await viewer.element('[data-action="retry"]');
  await viewerCount(presenter, 1);
  const { id } = await moving(neighbour);
  await moving(neighbour, id);
});
