import assert from "node:assert/strict";
import type { TransferMessage } from "../protocol/control_message.ts";
import { parseScreenMessage, type ScreenMessage } from "../protocol/screen_message.ts";
import { fileCargo } from "./file_cargo.ts";
import { type Cargo, deliver, mediaRules, type PeerMedia } from "./cargo.ts";

const MESSAGES: readonly (TransferMessage | ScreenMessage)[] = [
  { type: "pause" },
  { type: "resume" },
  { type: "abort", reason: "cancelled" },
  { type: "screen", state: "live", hasSound: false },
  { type: "sent", delayMs: 1 },
  { type: "seen", delayMs: 1 },
];

/** Types of messages that may be said to one with this role and cargo. */
const ALLOWED = {
  "files owner": ["pause", "resume", "abort"],
  "files guest": ["pause", "resume", "abort"],
  "screen owner": ["seen"],
  "screen guest": ["screen", "sent"],
};

function cargoOf(kind: Cargo["kind"], heard: unknown[], media: PeerMedia = { attach() {} }): Cargo {
  const onMessage = (message: unknown) => void heard.push(message);
  if (kind === "screen") return { kind, parse: parseScreenMessage, media, onMessage };
  return { ...fileCargo(() => assert.fail("not now")), onMessage, onLane: () => {} };
}

for (const kind of ["files", "screen"] as const) {
  for (const role of ["owner", "guest"] as const) {
    const allowed = ALLOWED[`${kind} ${role}`];
    Deno.test(`deliver() hands the ${role} of ${kind} only ${allowed.join(", ")}`, () => {
      for (const message of MESSAGES) {
        const heard: unknown[] = [];
        const isAllowed = allowed.includes(message.type);
        const said = JSON.stringify(message);
        assert.equal(deliver({ role, cargo: cargoOf(kind, heard) }, message), isAllowed, said);
        assert.deepEqual(heard, isAllowed ? [message] : [], said);
      }
    });
  }
}

Deno.test("mediaRules() let a screen go from the owner to the guest, and nothing with files", () => {
  const media = (kind: Cargo["kind"], role: "owner" | "guest") =>
    mediaRules({ role, cargo: cargoOf(kind, []) }).remoteMedia;
  assert.equal(media("screen", "owner"), "receives");
  assert.equal(media("screen", "guest"), "sends");
  assert.equal(media("files", "owner"), "none");
  assert.equal(media("files", "guest"), "none");
});

Deno.test("mediaRules() have the media change answers, where it does that", () => {
  const adjusting = { attach() {}, adjustAnswer: (sdp: string) => `${sdp}!` };
  const adjusted = (media?: PeerMedia) =>
    mediaRules({ role: "owner", cargo: cargoOf("screen", [], media) }).adjustAnswer?.("v=0");
  assert.equal(adjusted(adjusting), "v=0!");
  assert.equal(adjusted(), "v=0");
  assert.equal(mediaRules({ role: "owner", cargo: cargoOf("files", []) }).adjustAnswer, undefined);
});
