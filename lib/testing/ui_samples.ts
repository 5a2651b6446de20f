/**
 * A state of every kind for both views, with content that is hard to show.
 * @module
 */
import { FAILURE_REASONS } from "../protocol/failure.ts";
import type { Side } from "../transfer/transfer_state.ts";
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
  "loading-empty": { kind: "loading", step: "choosing", files: [] },
  "loading-chosen": { kind: "loading", step: "choosing", files: FEW },
  "loading-hard-names": { kind: "loading", step: "choosing", files: SAMPLE_FILES },
  "loading-creating": { kind: "loading", step: "creating", files: FEW },
  "loading-hundred": { kind: "loading", step: "choosing", files: HUNDRED },
  "loading-finding": { kind: "loading", step: "finding", files: [] },
  "loading-resuming-one": resuming({ files: FEW.slice(0, 1), missing: FEW.slice(0, 1) }),
  "loading-resuming": resuming({}),
  "loading-resuming-permit": resuming({ canPermit: true }),
  "loading-resuming-hard-names": resuming({ files: SAMPLE_FILES, missing: SAMPLE_FILES }),
  "loading-resuming-part": resuming({
    missing: FEW.slice(1),
    refusal: { name: "Holiday by the sea.mp4", why: "name" },
  }),
  "loading-resuming-other-size": resuming({
    refusal: { name: "Holiday in the mountains.mp4", why: "size" },
  }),
  "loading-resuming-modified": resuming({
    refusal: { name: SAMPLE_FILES[2]?.name ?? "", why: "modified" },
  }),
  "loading-returning": { kind: "loading", step: "returning", files: FEW },
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
    pausedBy: new Set(),
  },
  "transferring-interrupted": {
    kind: "transferring",
    files: FEW,
    link: LINK,
    path: "relay",
    interrupted: true,
    pausedBy: new Set(),
  },
  "transferring-paused-here": paused("here"),
  "transferring-paused-there": paused("there"),
  "transferring-paused-both": paused("here", "there"),
  "done": { kind: "done", files: FEW, path: "lan", digest: DIGEST },
  ...failures((failure) => ({ kind: "failed", files: FEW, link: LINK, failure })),
};

/** What a reception has to tell that begins now. */
const ANEW = { heldBytes: 0, isContinued: false, pausedBy: new Set<Side>() };

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
    ...ANEW,
  },
  "transferring-interrupted": {
    kind: "transferring",
    files: FEW,
    saved: [],
    path: "relay",
    interrupted: true,
    ...ANEW,
  },
  "transferring-checking": received({ isContinued: true, heldBytes: undefined }),
  "transferring-continued": received({ isContinued: true, heldBytes: 1_234_567 }),
  "transferring-paused-here": received({ pausedBy: new Set(["here"]) }),
  "transferring-paused-there": received({ pausedBy: new Set(["there"]) }),
  "done": { kind: "done", saved: saved(SAMPLE_FILES), path: "lan", digest: DIGEST },
  ...failures((failure) => ({ kind: "failed", files: FEW, saved: [], failure })),
  "failed-some-saved": {
    kind: "failed",
    files: SAMPLE_FILES,
    saved: saved(FEW),
    failure: { reason: "connection-lost", side: "here" },
  },
};

function resuming(
  rest: Partial<Extract<SenderState, { readonly step: "resuming" }>>,
): SenderState {
  return {
    kind: "loading",
    step: "resuming",
    files: FEW,
    missing: FEW,
    canPermit: false,
    refusal: undefined,
    ...rest,
  };
}

function received(
  rest: Partial<Extract<ReceiverState, { readonly kind: "transferring" }>>,
): ReceiverState {
  const shown = { files: FEW, saved: [], path: "lan", interrupted: false } as const;
  return { kind: "transferring", ...shown, ...ANEW, ...rest };
}

function paused(...sides: readonly Side[]): SenderState {
  return {
    kind: "transferring",
    files: FEW,
    link: LINK,
    path: "direct",
    interrupted: false,
    pausedBy: new Set(sides),
  };
}

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
