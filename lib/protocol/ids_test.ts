import assert from "node:assert/strict";
import { parsePeerId, parseSessionId, parseSessionKind } from "./ids.ts";

const uuid = "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80";

for (const parseId of [parseSessionId, parsePeerId]) {
  const { name } = parseId;

  Deno.test(`${name} takes a lower-case uuid as it is, of any version`, () => {
    for (const id of [uuid, "00000000-0000-0000-0000-000000000000", crypto.randomUUID()]) {
      assert.equal(parseId(id), id);
    }
  });

  for (
    const value of [
      undefined,
      null,
      7,
      {},
      [uuid],
      Object(uuid),
      "",
      "__proto__",
      "constructor",
      "../etc/passwd",
      uuid.toUpperCase(),
      uuid.slice(1),
      `${uuid}0`,
      ` ${uuid}`,
      `${uuid}\n`,
      `\n${uuid}`,
      `{${uuid}}`,
      `urn:uuid:${uuid}`,
      uuid.replaceAll("-", ""),
      uuid.replace("-", "_"),
      uuid.replace("9", "g"),
      uuid.replace("9", "\u0669"),
    ]
  ) {
    Deno.test(`${name} refuses ${JSON.stringify(value)} (${typeof value})`, () => {
      assert.equal(parseId(value), undefined);
    });
  }
}

Deno.test("parseSessionKind takes file and screen, and nothing else", () => {
  assert.equal(parseSessionKind("file"), "file");
  assert.equal(parseSessionKind("screen"), "screen");
  for (
    const value of [undefined, null, 0, "", "File", "file ", ["file"], "__proto__", "constructor"]
  ) {
    assert.equal(parseSessionKind(value), undefined, String(value));
  }
});
