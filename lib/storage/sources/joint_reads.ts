/** Longest file that is read with others: beyond it the trip costs little beside the bytes. */
const MAX_JOINT_BYTES = 64 * 1024;

/** Files that are joined: so many that a slice of them is cheap, and one that is gone costs few. */
const MAX_JOINED_FILES = 1_000;

/** Files that are read at once. */
const MAX_JOINT_READS = 64;

/** Where a file lies among those it is joined with. */
interface JointLocation {
  readonly joined: Blob;
  readonly from: number;
  readonly to: number;
}

interface Wanted {
  readonly file: Blob;
  readonly location: JointLocation;
  readonly resolve: (buffer: ArrayBuffer) => void;
  readonly reject: (error: unknown) => void;
}

/** Reads one of several files whole: what is there, which may be less than there was. */
export type ReadWhole = (file: number) => Promise<ArrayBuffer>;

/**
 * Joins small files to blobs, and makes reads of neighbours that are asked for in one breath one read
 * of such a blob. In Chromium joining costs more than half as much as reading, and is done here,
 * while nobody waits for bytes. Where a read fails each file is read by itself, and says what is
 * wrong with it.
 *
 * @example
 * ```ts
 * import assert from "node:assert/strict";
 *
 * const read = jointReads([new Blob(["abc"]), new Blob(["de"])]);
 * const [a, b] = await Promise.all([read(0), read(1)]);
 * assert.equal(new TextDecoder().decode(a), "abc");
 * assert.equal(b.byteLength, 2);
 * ```
 */
export function jointReads(files: readonly Blob[]): ReadWhole {
  const locations = locationsOf(files);
  let waiting: Wanted[] = [];

  function readWaiting(): void {
    const all = waiting;
    waiting = [];
    for (const neighbours of runsOf(all)) readTogether(neighbours);
  }

  return (index) => {
    const file = files[index];
    if (!file) return Promise.reject(new RangeError(`Cannot read file ${index}`));
    const location = locations.get(file);
    if (!location) return file.arrayBuffer();
    return new Promise((resolve, reject) => {
      if (waiting.push({ file, location, resolve, reject }) === 1) queueMicrotask(readWaiting);
    });
  };
}

function locationsOf(files: readonly Blob[]): ReadonlyMap<Blob, JointLocation> {
  const locations = new Map<Blob, JointLocation>();
  const small = files.filter(({ size }) => size > 0 && size <= MAX_JOINT_BYTES);
  for (let at = 0; at < small.length; at += MAX_JOINED_FILES) {
    const group = small.slice(at, at + MAX_JOINED_FILES);
    const joined = new Blob(group);
    let to = 0;
    for (const file of group) locations.set(file, { joined, from: to, to: to += file.size });
  }
  return locations;
}

/** What lies side by side, in the order in which it was asked for. */
function runsOf(wanted: readonly Wanted[]): Wanted[][] {
  const runs: Wanted[][] = [];
  let before: Wanted | undefined;
  for (const each of wanted) {
    const run = runs.at(-1);
    const isNext = before?.location.joined === each.location.joined &&
      before.location.to === each.location.from;
    if (run && isNext && run.length < MAX_JOINT_READS) run.push(each);
    else runs.push([each]);
    before = each;
  }
  return runs;
}

async function readTogether(wanted: readonly Wanted[]): Promise<void> {
  const [first] = wanted;
  const last = wanted.at(-1);
  if (!first || !last || first === last) return wanted.forEach(readAlone);
  const start = first.location.from;
  const part = first.location.joined.slice(start, last.location.to);
  const buffer = await part.arrayBuffer().catch(() => undefined);
  if (buffer?.byteLength !== part.size) return wanted.forEach(readAlone);
  // Each has its own copy: whoever frees one must not take it from the others.
  for (const { location, resolve } of wanted) {
    resolve(buffer.slice(location.from - start, location.to - start));
  }
}

function readAlone({ file, resolve, reject }: Wanted): void {
  file.arrayBuffer().then(resolve, reject);
}
