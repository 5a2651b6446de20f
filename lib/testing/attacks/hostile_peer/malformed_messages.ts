import {
  MAX_CONTROL_MESSAGE_LENGTH,
  MAX_PATH_LENGTH,
  MIN_BLOCK_BYTES as B,
} from "../../../protocol/limits.ts";
import type { AttackedReceiver } from "./attacked_receiver.ts";
import type { AttackedSender } from "./attacked_sender.ts";
import type { EngineAttack } from "./engine_attack.ts";
import { ID, type Target } from "./target.ts";

/** Texts of which none is a message, whoever hears it. */
const NONSENSE: readonly (readonly [what: string, text: string])[] = [
  ["says nothing at all", ""],
  ["says half of a message", '{"type":"pau'],
  ["says a list", '["pause"]'],
  ["says a message of a type that there isn't", '{"type":"execute","path":"/bin/sh"}'],
  ["says a message of an object's own type", '{"type":{"toString":"pause"}}'],
  ["hides a type behind __proto__", '{"__proto__":{"type":"pause"}}'],
  ["says a message that is nested 8,000 deep", "[".repeat(8_000) + "]".repeat(8_000)],
  ["says what expands to a megabyte", `{"type":"pause","x":"${"x".repeat(1 << 20)}"}`],
  [
    "says a message one character too long",
    `{"type":"pause","x":"${"x".repeat(MAX_CONTROL_MESSAGE_LENGTH - 22)}"}`,
  ],
];

/** Numbers that none of a message may be. */
const NUMBERS = ["-1", "0.5", "1e400", "NaN", '"1"', "null", "9007199254740993", "[1]"];

function nonsense<Victim extends Target>(begin: (it: Victim) => Promise<void>) {
  return NONSENSE.map(([name, text]): EngineAttack<Victim> => ({
    name,
    attack: async (it) => {
      await begin(it);
      await it.tellText(text);
    },
    ends: "protocol-error",
    side: "there",
  }));
}

function numbers<Victim extends Target>(
  begin: (it: Victim) => Promise<void>,
  what: string,
  textOf: (number: string) => string,
) {
  return NUMBERS.map((number): EngineAttack<Victim> => ({
    name: `${what} ${number}`,
    attack: async (it) => {
      await begin(it);
      await it.tellText(textOf(number));
    },
    ends: "protocol-error",
    side: "there",
  }));
}

const accepted = (it: AttackedSender) => it.accept();
const receiving = (it: AttackedReceiver) => it.begin();
const untouched = () => Promise.resolve();

/** What a receiver may say that no parser takes. */
export const MALFORMED_TO_SENDER: readonly EngineAttack<AttackedSender>[] = [
  ...nonsense(accepted),
  ...numbers(accepted, "acknowledges up to block", (to) => `{"type":"ack","ranges":[[0,${to}]]}`),
  ...numbers(
    accepted,
    "asks for the repair of block",
    (block) => `{"type":"repair","block":${block}}`,
  ),
  ...numbers<AttackedSender>(
    untouched,
    "accepts with a window of",
    (bytes) => `{"type":"accept","transferId":"${ID}","haveDigest":"","windowBytes":${bytes}}`,
  ),
];

/** What a sender may say that no parser takes. */
export const MALFORMED_TO_RECEIVER: readonly EngineAttack<AttackedReceiver>[] = [
  ...nonsense(receiving),
  ...numbers<AttackedReceiver>(
    untouched,
    "offers so many files:",
    (count) =>
      `{"type":"offer","transferId":"${ID}","fileCount":${count},"totalBytes":1,"blockBytes":${B}}`,
  ),
  ...numbers<AttackedReceiver>(
    untouched,
    "offers so many bytes:",
    (bytes) =>
      `{"type":"offer","transferId":"${ID}","fileCount":1,"totalBytes":${bytes},"blockBytes":${B}}`,
  ),
  ...[...NUMBERS, String(2 ** 53)].map((size): EngineAttack<AttackedReceiver> => ({
    name: `lists a file of size ${size}`,
    attack: async (it) => {
      await it.tell(it.offerWith());
      await it.tellText(
        `{"type":"files","first":0,"files":[{"path":"a","modified":0,"size":${size}}]}`,
      );
    },
    ends: "protocol-error",
    side: "there",
  })),
  ...[
    { what: "without a path", file: { path: "", size: 0, modified: 0 } },
    {
      what: "with a path too long",
      file: { path: "x".repeat(MAX_PATH_LENGTH + 1), size: 0, modified: 0 },
    },
    { what: "with a list for a path", file: { path: ["a"], size: 0, modified: 0 } },
    { what: "of a folder that has bytes", file: { path: "a/", size: 1, modified: 0 } },
    { what: "of the year 300,000", file: { path: "a", size: 0, modified: 9e15 } },
  ].map(({ what, file }): EngineAttack<AttackedReceiver> => ({
    name: `lists an entry ${what}`,
    attack: async (it) => {
      await it.tell(it.offerWith(), { type: "files", first: 0, files: [file] });
    },
    ends: "protocol-error",
    side: "there",
  })),
];
