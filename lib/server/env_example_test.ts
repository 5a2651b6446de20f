import assert from "node:assert/strict";
import { parseConfig } from "./config.ts";

/** Read by `compose.yaml` itself. */
const COMPOSE_ONLY = new Set(["SITE_HOST", "TURN_EXTERNAL_IP", "TURNS_URL", "REDIS_PASSWORD"]);

const EXAMPLE = await Deno.readTextFile(new URL("../../.env.example", import.meta.url));

/** Every variable of the example with its value, those that are commented out included. */
const SHOWN = new Map(
  [...EXAMPLE.matchAll(/^#?([A-Z_]+)=(.*)$/gm)].map(([, name = "", value = ""]) => [name, value]),
);

Deno.test(".env.example has every variable that is read, and no other", () => {
  const read = new Set<string>();
  parseConfig((name) => {
    read.add(name);
    return undefined;
  });
  assert.deepEqual(
    [...SHOWN.keys()].filter((name) => !COMPOSE_ONLY.has(name)).sort(),
    [...read].sort(),
  );
});

Deno.test("the values of .env.example are allowed, and the numbers are the defaults", () => {
  const values = new Map(SHOWN).set("TURN_SECRET", "north");
  const shown = parseConfig((name) => values.get(name));
  const { limits, port, host, stunUrls, logLevel, trustProxy } = parseConfig(() => undefined);
  assert.deepEqual(
    [shown.limits, shown.port, shown.host, shown.stunUrls, shown.logLevel, shown.trustProxy],
    [limits, port, host, stunUrls, logLevel, trustProxy],
  );
});
