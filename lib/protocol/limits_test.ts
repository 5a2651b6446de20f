import assert from "node:assert/strict";
import { parseAnyMessage } from "../testing/parse_any_message.ts";
import { MAX_MODIFIED } from "./file_entry.ts";
import { FRAME_HEADER_BYTES } from "./lane_message.ts";
import {
  BLOCK_BYTES,
  MAX_BLOCK_BYTES,
  MAX_BLOCKS,
  MAX_CONTROL_MESSAGE_LENGTH,
  MAX_FRAME_BYTES,
  MAX_PATH_LENGTH,
  MAX_RELAY_PAYLOAD_LENGTH,
  MAX_SEALED_PLAINTEXT_BYTES,
  MAX_SIGNALING_MESSAGE_BYTES,
  MIN_BLOCK_BYTES,
} from "./limits.ts";

Deno.test("MAX_RELAY_PAYLOAD_LENGTH leaves room for the envelope, also of the server's answer", () => {
  const payload = "s".repeat(MAX_RELAY_PAYLOAD_LENGTH);
  const peer = crypto.randomUUID();
  for (
    const message of [{ type: "relay", to: peer, payload }, { type: "relay", from: peer, payload }]
  ) {
    assert.ok(JSON.stringify(message).length <= MAX_SIGNALING_MESSAGE_BYTES);
  }
});

Deno.test("MAX_SEALED_PLAINTEXT_BYTES fits a relay payload once it is sealed", () => {
  const sealed = 8 + 4 + MAX_SEALED_PLAINTEXT_BYTES + 16; // Handshake, counter, text, tag.
  assert.ok(1 + Math.ceil(sealed * 4 / 3) <= MAX_RELAY_PAYLOAD_LENGTH);
});

Deno.test("MAX_CONTROL_MESSAGE_LENGTH fits one data channel message in UTF-8", () => {
  // Three bytes is the most that one UTF-16 unit can take; a surrogate pair takes four for two.
  assert.ok(MAX_CONTROL_MESSAGE_LENGTH * 3 <= MAX_FRAME_BYTES);
});

Deno.test("MAX_PATH_LENGTH fits a control message also where every character is escaped", () => {
  const path = "\0".repeat(MAX_PATH_LENGTH);
  const files = [{ path, size: 2 ** 53 - 1, modified: MAX_MODIFIED }];
  const text = JSON.stringify({ type: "files", first: 99_999, files });
  assert.ok(parseAnyMessage(text));
});

Deno.test("MIN_BLOCK_BYTES, BLOCK_BYTES and MAX_BLOCK_BYTES are in order, and block numbers fit a frame", () => {
  assert.ok(MIN_BLOCK_BYTES <= BLOCK_BYTES && BLOCK_BYTES <= MAX_BLOCK_BYTES);
  assert.ok(MAX_BLOCKS - 1 < 2 ** 32 && MAX_BLOCK_BYTES <= 2 ** 32);
  assert.ok(FRAME_HEADER_BYTES < MAX_FRAME_BYTES);
});
