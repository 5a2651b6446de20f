import { crossFiles, type FilePair } from "../lib/testing/browsers/cross_files.ts";

const MIB = 1024 * 1024;

const PAIRS: readonly FilePair[] = [
  ["chromium", "chromium"],
  ["chromium", "firefox"],
  ["firefox", "chromium"],
];

for (const [from, to] of PAIRS) {
  Deno.test(`a file of 3 MiB and a bit crosses from ${from} to ${to} unchanged`, async () => {
    await crossFiles([from, to], async (files) => [
      await files.random("Отчёт за май 🐻 final.bin", 3 * MIB + 1),
    ]);
  });
}

const BLOCK = MIB;

for (const [from, to] of PAIRS.slice(1)) {
  Deno.test(`files around the size of a block cross together from ${from} to ${to}`, async () => {
    const sizes = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1];
    await crossFiles(
      [from, to],
      (files) => Promise.all(sizes.map((size) => files.random(`of ${size} bytes.bin`, size, size))),
    );
  });
}

for (const size of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1]) {
  Deno.test(`a file of ${size} bytes crosses from chromium to chromium unchanged`, async () => {
    await crossFiles(["chromium", "chromium"], async (files) => [
      await files.random("file.bin", size),
    ]);
  });
}

Deno.test("several files cross together and keep their names", async () => {
  await crossFiles(["chromium", "chromium"], async (files) => [
    await files.random("first.txt", 5, 1),
    await files.random("empty", 0, 2),
    await files.random("second file.bin", 2 * MIB + 3, 3),
  ]);
});
