import assert from "node:assert/strict";
import { browserClock } from "./browser_clock.ts";

Deno.test("browserClock waits where a delay is longer than a timer's, and doesn't fire at once", async () => {
  let hasFired = false;
  const cancel = browserClock.after(2 ** 31, () => hasFired = true);
  await new Promise<void>((resolve) => void browserClock.after(20, resolve));
  cancel();
  assert.equal(hasFired, false);
});
