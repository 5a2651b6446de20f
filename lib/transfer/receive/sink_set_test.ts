import assert from "node:assert/strict";
import type { FileEntry } from "../../protocol/file_entry.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import type { ByteSink, SinkFactory } from "../ports.ts";
import { SinkSet } from "./accepted_transfer.ts";
import { MAX_OPEN_SINKS } from "../limits.ts";

const files: FileEntry[] = ["a", "b"].map((path) => ({ path, size: 10, modified: 0 }));
const bytes = new Uint8Array(1);

/** A factory that keeps a record of what happens to its sinks. */
function recordingFactory(sink: Partial<ByteSink<string>> = {}) {
  const log: string[] = [];
  const factory: SinkFactory<string> = {
    reserve: () => Promise.resolve(),
    open: (index, { path }) => {
      log.push(`open ${path}`);
      return Promise.resolve({
        write: (offset) => Promise.resolve(void log.push(`write ${index} ${offset}`)),
        finish: () => Promise.resolve((log.push(`finish ${index}`), path)),
        discard: () => Promise.resolve(void log.push(`discard ${index}`)),
        keep: () => Promise.resolve(void log.push(`keep ${index}`)),
        ...sink,
      });
    },
  };
  return { log, factory };
}

Deno.test("SinkSet opens each sink once, when it is first needed, also by two at the same time", async () => {
  const { log, factory } = recordingFactory();
  const set = new SinkSet(factory, files);
  assert.deepEqual(log, []);
  await Promise.all([set.write(1, 0, bytes), set.write(1, 5, bytes)]);
  assert.deepEqual(log, ["open b", "write 1 0", "write 1 5"]);
});

Deno.test("SinkSet opens the sink of a file without bytes when it is finished", async () => {
  const { log, factory } = recordingFactory();
  assert.equal(await new SinkSet(factory, files).finish(0), "a");
  assert.deepEqual(log, ["open a", "finish 0"]);
});

Deno.test("SinkSet makes sinks ready, and opens none of them again", async () => {
  const { log, factory } = recordingFactory({
    prepare: () => Promise.resolve(void log.push("prepare")),
  });
  const set = new SinkSet(factory, files);
  await set.prepare([1]);
  await set.write(1, 0, bytes);
  assert.deepEqual(log, ["open b", "prepare", "write 1 0"]);
});

for (const way of ["discard", "keep"] as const) {
  Deno.test(`SinkSet ${way}s what is open, and nothing that is finished; then it is empty`, async () => {
    const { log, factory } = recordingFactory();
    const set = new SinkSet(factory, files);
    await set.write(0, 0, bytes);
    await set.write(1, 0, bytes);
    await set.finish(0);
    log.length = 0;
    await set[way]();
    await set.discard();
    assert.deepEqual(log, [`${way} 1`]);
  });
}

Deno.test("SinkSet discards every sink though one can't be, and tells of that", async () => {
  const error = new Error("in use");
  let discarded = 0;
  const { factory } = recordingFactory({
    discard: () => ++discarded === 1 ? Promise.reject(error) : Promise.resolve(),
  });
  const set = new SinkSet(factory, files);
  await set.write(0, 0, bytes);
  await set.write(1, 0, bytes);
  await assert.rejects(set.discard(), error);
  assert.equal(discarded, 2);
});

Deno.test("SinkSet hands on the failure to open, to write and to finish", async () => {
  const error = new Error("no");
  const refused = () => Promise.reject(error);
  const closed: SinkFactory<string> = { reserve: () => Promise.resolve(), open: refused };
  await assert.rejects(new SinkSet(closed, files).write(0, 0, bytes), error);
  await assert.rejects(new SinkSet(closed, files).finish(0), error);
  const { factory } = recordingFactory({ write: refused, finish: refused });
  await assert.rejects(new SinkSet(factory, files).write(0, 0, bytes), error);
  await assert.rejects(new SinkSet(factory, files).finish(0), error);
});

Deno.test("SinkSet refuses a file that nobody listed", async () => {
  const { log, factory } = recordingFactory();
  await assert.rejects(new SinkSet(factory, files).write(2, 0, bytes), RangeError);
  await settle();
  assert.deepEqual(log, []);
});

Deno.test("SinkSet doesn't discard what is being finished", async () => {
  const flushed = Promise.withResolvers<string>();
  const log: string[] = [];
  const { factory } = recordingFactory({
    finish: () => (log.push("finish"), flushed.promise),
    discard: () => Promise.resolve(void log.push("discard")),
  });
  const set = new SinkSet(factory, files);
  await set.write(0, 0, bytes);
  const finished = set.finish(0);
  await settle();
  await set.discard();
  flushed.resolve("a");
  assert.equal(await finished, "a");
  await set.discard();
  assert.deepEqual(log, ["finish"]);
});

const manyFiles: FileEntry[] = Array.from(
  { length: MAX_OPEN_SINKS + 10 },
  (_, index) => ({ path: `${index}`, size: 1, modified: 0 }),
);

/** A set with as many open sinks as there may be, and three writes that wait. */
function makeFull() {
  const { log, factory } = recordingFactory();
  const set = new SinkSet(factory, manyFiles);
  const writes = manyFiles.slice(0, MAX_OPEN_SINKS + 3)
    .map((_, index) => set.write(index, 0, bytes));
  const written = Promise.all(writes);
  const countOf = (what: string) => log.filter((line) => line.startsWith(what)).length;
  return { log, set, written, countOf };
}

Deno.test("SinkSet has a bounded number of sinks open, and opens the next when one is finished", async () => {
  const { set, written, countOf } = makeFull();
  await settle();
  assert.deepEqual([countOf("open"), countOf("write")], [MAX_OPEN_SINKS, MAX_OPEN_SINKS]);
  await set.write(5, 0, bytes); // Open already: doesn't wait.
  for (const [index, file] of [5, 0, MAX_OPEN_SINKS - 1].entries()) {
    await set.finish(file);
    await settle();
    assert.equal(countOf("open"), MAX_OPEN_SINKS + index + 1);
  }
  await written;
  assert.equal(countOf("write"), MAX_OPEN_SINKS + 4);
});

Deno.test("SinkSet finishes a file that isn't open without waiting for its turn", async () => {
  const { set, countOf } = makeFull();
  await settle();
  assert.equal(await set.finish(MAX_OPEN_SINKS + 9), `${MAX_OPEN_SINKS + 9}`);
  assert.equal(countOf("finish"), 1);
});

Deno.test("SinkSet that is discarded opens nothing for the writes that waited", async () => {
  const { set, written, countOf } = makeFull();
  await settle();
  await set.discard();
  await written;
  const counts = [countOf("open"), countOf("write"), countOf("discard")];
  assert.deepEqual(counts, [MAX_OPEN_SINKS, MAX_OPEN_SINKS, MAX_OPEN_SINKS]);
});
