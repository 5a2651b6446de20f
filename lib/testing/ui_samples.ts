/**
 * A state of every kind for both views, with content that is hard to show.
 * @module
 */
import { FAILURE_REASONS } from "../protocol/failure.ts";
import type { ReceiverState } from "../ui/receiver_state.ts";
import type { SenderState } from "../ui/sender_state.ts";
import type { Failure, ListedFile, Progress, SavedFile } from "../ui/transfer_facts.ts";

const LINK =
  "https://files.example.org/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80#k3yVZq0mJcX9bTtRw2sYd8LfPq1uNhGe5oAiKxCvB7M";
const DIGEST = "5f2b7c0de1a94483b6d0c2ff19e7a8505f2b7c0de1a94483b6d0c2ff19e7a850";

/** Ordinary files, and names that break layouts. */
export const SAMPLE_FILES: readonly ListedFile[] = [
  { name: "Holiday in the mountains.mp4", size: 1_843_200_000 },
  { name: "Договор аренды (подписанный, окончательный вариант).pdf", size: 482_113 },
  { name: `${"a-name-without-any-break-".repeat(12)}.tar.gz`, size: 98_765_432_109_876 },
  { name: "🏔️🎿👨‍👩‍👧‍👦.heic", size: 1 },
  { name: "תמונה מהטיול.jpg", size: 0 },
  { name: '<b>not markup</b> & "quoted".html', size: 5 },
];

const FEW = SAMPLE_FILES.slice(0, 2);
const HUNDRED: readonly ListedFile[] = Array.from({ length: 100 }, (_, index) => ({
  name: `IMG_${4000 + index}.jpg`,
  size: 3_400_000 + index * 11_111,
}));

/** Progress in the middle of something large. */
export const SAMPLE_PROGRESS: Progress = {
  doneBytes: 774_144_000,
  totalBytes: 1_843_682_113,
  bytesPerSecond: 24_100_000,
  secondsLeft: 45,
};

/** Sender states by a name that tells them apart. */
export const SENDER_SAMPLES: Readonly<Record<string, SenderState>> = {
  "loading-empty": { kind: "loading", files: [], creating: false },
  "loading-chosen": { kind: "loading", files: FEW, creating: false },
  "loading-hard-names": { kind: "loading", files: SAMPLE_FILES, creating: false },
  "loading-creating": { kind: "loading", files: FEW, creating: true },
  "loading-hundred": { kind: "loading", files: HUNDRED, creating: false },
  "waiting": { kind: "waiting", files: FEW, link: LINK, notice: undefined },
  "waiting-introducing": { kind: "waiting", files: FEW, link: LINK, notice: "introducing" },
  "waiting-server-lost": { kind: "waiting", files: FEW, link: LINK, notice: "server-lost" },
  "waiting-receiver-left": { kind: "waiting", files: FEW, link: LINK, notice: "receiver-left" },
  "connected": { kind: "connected", files: FEW, link: LINK, path: "direct", interrupted: false },
  "transferring": {
    kind: "transferring",
    files: FEW,
    link: LINK,
    path: "lan",
    interrupted: false,
  },
  "transferring-interrupted": {
    kind: "transferring",
    files: FEW,
    link: LINK,
    path: "relay",
    interrupted: true,
  },
  "done": { kind: "done", files: FEW, path: "lan", digest: DIGEST },
  ...failures((failure) => ({ kind: "failed", files: FEW, link: LINK, failure })),
};

/** Receiver states by a name that tells them apart. */
export const RECEIVER_SAMPLES: Readonly<Record<string, ReceiverState>> = {
  "loading": { kind: "loading" },
  "waiting-introducing": { kind: "waiting", notice: "introducing" },
  "waiting-sender-away": { kind: "waiting", notice: "sender-away" },
  "waiting-server-lost": { kind: "waiting", notice: "server-lost" },
  "connected": { kind: "connected", files: FEW, path: "direct", interrupted: false },
  "connected-hard-names": {
    kind: "connected",
    files: SAMPLE_FILES,
    path: undefined,
    interrupted: false,
  },
  "transferring": {
    kind: "transferring",
    files: SAMPLE_FILES,
    saved: saved(FEW),
    path: "lan",
    interrupted: false,
  },
  "transferring-interrupted": {
    kind: "transferring",
    files: FEW,
    saved: [],
    path: "relay",
    interrupted: true,
  },
  "done": { kind: "done", saved: saved(SAMPLE_FILES), path: "lan", digest: DIGEST },
  ...failures((failure) => ({ kind: "failed", files: FEW, saved: [], failure })),
  "failed-some-saved": {
    kind: "failed",
    files: SAMPLE_FILES,
    saved: saved(FEW),
    failure: { reason: "connection-lost", side: "here" },
  },
};

function saved(files: readonly ListedFile[]): SavedFile[] {
  return files.map((file, index) => ({ ...file, url: `blob:https://files.example.org/${index}` }));
}

function failures<State>(state: (failure: Failure) => State): Record<string, State> {
  const samples: Record<string, State> = {};
  for (const reason of FAILURE_REASONS) {
    const numbers = reason === "storage-full" || reason === "too-large"
      ? { neededBytes: 48_318_382_080, freeBytes: 2_147_483_648 }
      : {};
    for (const side of ["here", "there"] as const) {
      samples[`failed-${reason}-${side}`] = state({ reason, side, ...numbers });
    }
  }
  return samples;
}
