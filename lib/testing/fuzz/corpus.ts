import type { CorpusInput, FuzzFailure } from "./check_door.ts";

/** Every input that ever failed at one door, and why it did; held against it for ever. */
export interface CorpusEntry {
  readonly door: string;
  readonly input: CorpusInput;
  /** What it made go wrong, in a sentence. */
  readonly was: string;
}

const FILE = new URL("./corpus.json", import.meta.url);

/** All that ever failed. */
export async function readCorpus(): Promise<readonly CorpusEntry[]> {
  return JSON.parse(await Deno.readTextFile(FILE));
}

/** Adds what failed now. */
export async function addToCorpus({ door, input, why }: FuzzFailure): Promise<void> {
  const was = why.split("\n", 1)[0] ?? "";
  const entries = [...await readCorpus(), { door, input, was }];
  await Deno.writeTextFile(FILE, `${JSON.stringify(entries, undefined, 2)}\n`);
}
