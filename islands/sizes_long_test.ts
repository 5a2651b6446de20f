// Sizes that take minutes each: they are in no usual run. What is received takes its size twice on the
// disk, in the browser's storage and saved; the source takes none.
import { crossFiles, type FilePair } from "../lib/testing/browsers/cross_files.ts";

/** Three quarters of a second for each MiB of the largest; two cores with nothing else to do take a tenth. */
const DEADLINE_MS = 3_000_000;

const CHROMIUM: FilePair = ["chromium", "chromium"];
const TO_FIREFOX: FilePair = ["chromium", "firefox"];
const FROM_FIREFOX: FilePair = ["firefox", "chromium"];

const CASES: readonly (readonly [FilePair, bytes: number])[] = [
  [CHROMIUM, 2 ** 28],
  [TO_FIREFOX, 2 ** 28],
  [FROM_FIREFOX, 2 ** 28],
  [CHROMIUM, 2 ** 31 + 1],
  [TO_FIREFOX, 2 ** 31 + 1],
  [FROM_FIREFOX, 2 ** 31 + 1],
  [CHROMIUM, 2 ** 32 - 1],
  [CHROMIUM, 2 ** 32],
  [CHROMIUM, 2 ** 32 + 1],
];

for (const [pair, bytes] of CASES) {
  Deno.test(`a file of ${bytes} bytes crosses from ${pair.join(" to ")} unchanged`, async () => {
    await crossFiles(
      pair,
      async (files) => [await files.sparse(`${bytes} bytes.bin`, bytes)],
      DEADLINE_MS,
    );
  });
}
