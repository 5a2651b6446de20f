import assert from "node:assert/strict";
import { shareChanging } from "../lib/testing/browsers/changed_source.ts";

// All moments and kinds of change, in both browsers: `changed_sources_long_test.ts`.
Deno.test("a file that is rewritten while Firefox sends it is refused on both pages", async () => {
  const change = { moment: "middle", change: "rewritten", seed: 1 } as const;
  assert.equal(await shareChanging("firefox", change), "refused");
});
