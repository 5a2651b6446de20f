import assert from "node:assert/strict";
import { parseOpfsReply, parseOpfsRequest } from "./opfs_messages.ts";

const entry = { directory: "d", name: "1" };
const bytes = new Uint8Array(1);

const REQUESTS = [
  { type: "open", file: 1, entry },
  { type: "write", call: 1, file: 1, offset: 0, bytes },
  { type: "finish", call: 1, file: 1, size: 0 },
  { type: "keep", call: 1, file: 1 },
  { type: "discard", call: 1, file: 1, entry },
  { type: "probe", call: 1, entry, bytes: 5 },
];

const REPLIES = [
  { type: "done", call: 1 },
  { type: "saved", call: 1, file: new File([], "1") },
  { type: "room", call: 1, bytes: 5 },
  { type: "failed", call: 1, reason: "storage-full", message: "no" },
];

for (
  const [messages, parse] of [
    [REQUESTS, parseOpfsRequest],
    [REPLIES, parseOpfsReply],
  ] as const
) {
  for (const message of messages) {
    Deno.test(`${message.type} is read as it was said`, () => {
      assert.deepEqual(parse(message), message);
    });
    Deno.test(`${message.type} without one of its members, or with a wrong one, is none`, () => {
      for (const member of Object.keys(message)) {
        for (
          const wrong of [undefined, null, -1, 0.5, {}, [], "x".repeat(65)]
        ) {
          // Any text will do as a message.
          if (member === "message" && typeof wrong === "string") continue;
          assert.equal(
            parse({ ...message, [member]: wrong }),
            undefined,
            `${member}: ${wrong}`,
          );
        }
      }
    });
  }
  Deno.test(`nothing else is a message to ${parse.name}`, () => {
    for (
      const value of [undefined, null, 1, "done", [], {
        type: "hello",
        call: 1,
        file: 1,
      }]
    ) {
      assert.equal(parse(value), undefined);
    }
  });
}
