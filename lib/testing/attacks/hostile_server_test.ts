import { HOSTILE_SERVER } from "./hostile_server.ts";

for (const { name, must, run } of HOSTILE_SERVER) {
  Deno.test(`a hostile server ${name}: ${must}`, run);
}
