/**
 * A state of every kind for the sender's view, with content that is hard to show.
 * @module
 */
import { FAILURE_REASONS } from "../../protocol/failure.ts";
import type { Side } from "../../transfer/state.ts";
import type { GivenLink } from "../../ui/send/intake/file_intake.ts";
import type { IntakeProblem } from "../../ui/send/intake/intake_problem.ts";
import type { SenderState } from "../../ui/send/sender_state.ts";
import type { Failure, ListedFile, Progress } from "../../ui/facts/transfer_facts.ts";
import { oneConnected, oneDone, oneTransferring, severalSamples } from "./recipients_samples.ts";

const LINK =
  "https://files.example.org/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80#k3yVZq0mJcX9bTtRw2sYd8LfPq1uNhGe5oAiKxCvB7M";
/** What both sides say at the end. */
export const DIGEST = "5f2b7c0de1a94483b6d0c2ff19e7a8505f2b7c0de1a94483b6d0c2ff19e7a850";

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

const FOLDERS: readonly ListedFile[] = [
  { name: "Отпуск 2024, все фотографии с обоих телефонов", size: 8_734_112_009, files: 1_432 },
  { name: "empty", size: 0, files: 0 },
  { name: `${"a-name-without-any-break-".repeat(5)}`, size: 98_765, files: 99_999 },
  { name: "Meet at 12 30 platform 4.txt", size: 24 },
];

/** What an intake may have to say, by a name that tells it apart. */
export const INTAKE_SAMPLES: Readonly<Record<string, IntakeSample>> = {
  "reading": { files: [], reading: 12_345, problems: [] },
  "reading-more": { files: FOLDERS, reading: 1, problems: [] },
  "too-many": { files: [], reading: undefined, problems: [{ kind: "too-many" }] },
  "left-out": {
    files: FOLDERS,
    reading: undefined,
    problems: [
      { kind: "unreadable", path: "Отпуск 2024/закрытая папка/", count: 1 },
      { kind: "path-too-long", path: `deep/${"folder/".repeat(150)}file.txt`, count: 22 },
    ],
  },
  "text-too-long": { files: [], reading: undefined, problems: [{ kind: "text-too-long" }] },
  "nothing": { files: [], reading: undefined, problems: [{ kind: "nothing" }] },
  "link": {
    files: [],
    reading: undefined,
    problems: [],
    link: { text: LINK, href: new URL(LINK).pathname + new URL(LINK).hash },
  },
  "unavailable": { files: FOLDERS, reading: undefined, problems: [{ kind: "unavailable" }] },
};

/** A list, and what its intake says. */
export interface IntakeSample {
  readonly files: readonly ListedFile[];
  readonly reading: number | undefined;
  readonly problems: readonly IntakeProblem[];
  readonly link?: GivenLink;
}

/** Progress in the middle of something large. */
export const SAMPLE_PROGRESS: Progress = {
  doneBytes: 774_144_000,
  totalBytes: 1_843_682_113,
  bytesPerSecond: 24_100_000,
  secondsLeft: 45,
};

const SHARED = { files: FEW, link: LINK };
const WAITING = { kind: "waiting", ...SHARED, seats: 1, recipients: [] } as const;

/** Sender states by a name that tells them apart. */
export const SENDER_SAMPLES: Readonly<Record<string, SenderState>> = {
  "loading-empty": { kind: "loading", step: "choosing", files: [] },
  "loading-unknown": { kind: "loading", step: "choosing", files: [], isUnknown: true },
  "loading-chosen": { kind: "loading", step: "choosing", files: FEW },
  "loading-hard-names": { kind: "loading", step: "choosing", files: SAMPLE_FILES },
  "loading-folders": { kind: "loading", step: "choosing", files: FOLDERS },
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
  "waiting": { ...WAITING, notice: undefined },
  "waiting-introducing": { ...WAITING, notice: "introducing" },
  "waiting-server-lost": { ...WAITING, notice: "server-lost" },
  "waiting-recipient-left": { ...WAITING, notice: "recipient-left" },
  "connected": oneConnected(SHARED, "direct"),
  "transferring": oneTransferring(SHARED, "lan"),
  "transferring-interrupted": oneTransferring(SHARED, "relay", { interrupted: true }),
  "transferring-paused-here": paused("here"),
  "transferring-paused-there": paused("there"),
  "transferring-paused-both": paused("here", "there"),
  "done": oneDone(SHARED, "lan", DIGEST),
  ...severalSamples(SHARED, DIGEST),
  ...failures((failure) => ({ kind: "failed", ...SHARED, failure, seats: 1, recipients: [] })),
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

function paused(...pausedBy: readonly Side[]): SenderState {
  return oneTransferring(SHARED, "direct", { pausedBy });
}

/** A failed state for each reason, on each side. */
export function failures<State>(state: (failure: Failure) => State): Record<string, State> {
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

/** Reasons of failures that no second try mends. */
export const FINAL_REASONS = ["no-key", "wrong-key", "no-webrtc", "insecure-context", "tampered"];
