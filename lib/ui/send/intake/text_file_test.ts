import assert from "node:assert/strict";
import { textFile } from "./text_file.ts";
import { MAX_TYPED_TEXT_BYTES } from "./typed_text_limit.ts";

for (
  const [text, name] of [
    ["hello", "hello"],
    ["  two\n\tlines  ", "two lines"],
    ["https://example.org/path?query=1#part", "example.org path query 1 part"],
    ["HTTP://EXAMPLE.ORG", "EXAMPLE.ORG"],
    ["Встретимся в шесть, у входа", "Встретимся в шесть у входа"],
    ["../../etc/passwd", "etc passwd"],
    ["...", "text"],
    ["?!*<>|", "text"],
    ["👋👋", "text"],
    ["x".repeat(500), "x".repeat(40)],
    ["a b ".repeat(50), "a b a b a b a b a b a b a b a b a b a b"],
    [`${"long".repeat(8)} words are cut between two`, `${"long".repeat(8)} words`],
    ["été, 日本語, ελληνικά", "été 日本語 ελληνικά"],
  ] as const
) {
  Deno.test(`textFile names ${JSON.stringify(text.slice(0, 30))} by its first words`, () => {
    assert.equal(textFile(text)?.path, `${name}.txt`);
  });
}

Deno.test("textFile keeps the text to the last character, and can have it again", async () => {
  const text = "\ufeffline\r\n  emoji 👋 и кириллица\0\n";
  const item = textFile(text);
  assert.deepEqual(
    new Uint8Array(await item!.file.arrayBuffer()),
    new TextEncoder().encode(text),
  );
  assert.equal(item?.way, text);
});

Deno.test("textFile makes the same file of the same text, whenever that is", () => {
  assert.equal(textFile("again")?.file.lastModified, 0);
});

Deno.test("textFile takes a text of as many bytes as there may be, and no longer one", () => {
  assert.equal(textFile("x".repeat(MAX_TYPED_TEXT_BYTES))?.file.size, MAX_TYPED_TEXT_BYTES);
  assert.equal(textFile("x".repeat(MAX_TYPED_TEXT_BYTES + 1)), undefined);
  // Two bytes each.
  assert.ok(textFile("ж".repeat(MAX_TYPED_TEXT_BYTES / 2)));
  assert.equal(textFile("ж".repeat(MAX_TYPED_TEXT_BYTES / 2 + 1)), undefined);
});
