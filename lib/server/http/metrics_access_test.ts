import assert from "node:assert/strict";
import { maySeeMetrics } from "./metrics_access.ts";

const TOKEN = "0123456789abcdef";

Deno.test("the metrics are shown to who has the token", () => {
  for (const header of [`Bearer ${TOKEN}`, `bearer ${TOKEN}`]) {
    assert.equal(maySeeMetrics(header, TOKEN), true, header);
  }
});

Deno.test("the metrics are shown to nobody else, and to nobody where there is no token", () => {
  const headers = [null, "", TOKEN, "Bearer", "Bearer ", `Bearer ${TOKEN}x`, `Basic ${TOKEN}`];
  for (const header of headers) {
    assert.equal(maySeeMetrics(header, TOKEN), false, `${header}`);
  }
  for (const header of [null, "Bearer ", "Bearer undefined"]) {
    assert.equal(maySeeMetrics(header, undefined), false, `${header}`);
  }
});
