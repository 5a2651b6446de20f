import assert from "node:assert/strict";
import { queryLocalNetwork } from "./local_network.ts";

/** A browser that knows these permissions. */
function knowing(...known: string[]) {
  const asked: string[] = [];
  const query = ({ name }: { readonly name: string }) => {
    asked.push(name);
    return known.includes(name)
      ? Promise.resolve({ name, state: "prompt" } as PermissionStatus)
      : Promise.reject(new TypeError(`${name} is not a valid enum value`));
  };
  return { asked, query };
}

for (
  const [known, name] of [
    [["local-network", "local-network-access"], "local-network"],
    [["local-network-access"], "local-network-access"],
    [[], undefined],
  ] as const
) {
  Deno.test(`queryLocalNetwork() asks for ${name} where the browser knows ${known.length} names`, async () => {
    assert.equal((await queryLocalNetwork(knowing(...known)))?.name, name);
  });
}

Deno.test("queryLocalNetwork() knows nothing where the browser has no permissions", async () => {
  assert.equal(await queryLocalNetwork(undefined), undefined);
});
