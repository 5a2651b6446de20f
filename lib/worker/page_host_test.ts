import assert from "node:assert/strict";
import { memorySinkFactory } from "../storage/memory/memory_sink.ts";
import { NO_NOTES } from "../storage/notes.ts";
import { destinationStore, type PlacingStore } from "../storage/destination/destination_store.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { syncDigest } from "../testing/fakes/memory_ports.ts";
import { keepNothing } from "../transfer/receive/keep_nothing.ts";
import * as engineClasses from "./late_parts.ts";
import { pageHost } from "./page_host.ts";

/** A host on this page, whose storage is opened by `openStorage`. */
function hostWith(openStorage: () => Promise<PlacingStore>) {
  return pageHost({
    clock: new FakeClock(),
    digest: syncDigest,
    loadEngines: () => Promise.resolve(engineClasses),
    openStorage,
  });
}

function memoryStore(): PlacingStore {
  const own = keepNothing(memorySinkFactory());
  return destinationStore({ ...own, openNotes: () => Promise.resolve(NO_NOTES) });
}

Deno.test("pageHost makes its engines once, however often they are asked for", async () => {
  let opened = 0;
  const host = hostWith(() => {
    opened++;
    return Promise.resolve(memoryStore());
  });
  const [first, second] = await Promise.all([host.load(), host.load()]);
  assert.equal(first, second);
  assert.equal(await host.load(), first);
  assert.equal(opened, 1);
});

Deno.test("pageHost tries again where its storage couldn't be opened", async () => {
  let tries = 0;
  const host = hostWith(() =>
    ++tries > 1 ? Promise.resolve(memoryStore()) : Promise.reject(new TypeError("Failed to fetch"))
  );
  await assert.rejects(host.load(), TypeError);
  assert.ok(await host.load());
});
