/**
 * A state of every kind for the receiver's view, with content that is hard to show.
 * @module
 */
import { signal } from "@preact/signals";
import type { Side } from "../../transfer/state.ts";
import { RoomNeeded } from "../../ui/parts/RoomNeeded.tsx";
import { TransferPanel } from "../../ui/receive/TransferPanel.tsx";
import { ReceivedBefore } from "../../ui/saving/ReceivedBefore.tsx";
import type { UnsavedFiles } from "../../ui/saving/received_before_model.ts";
import type { ReceiverExtras } from "../../ui/receive/receiver_extras.ts";
import type { ReceiverState } from "../../ui/receive/receiver_state.ts";
import type { Archive, LeftOvers, OfferedFile, SavedFile } from "../../ui/facts/transfer_facts.ts";
import { DIGEST, failures, SAMPLE_FILES } from "./ui_samples.ts";

type State<Kind extends ReceiverState["kind"]> = Extract<ReceiverState, { readonly kind: Kind }>;

const FILES = offered(SAMPLE_FILES);
const FEW = FILES.slice(0, 2);
const TREE = offered([
  { name: "Отпуск 2024/День 1/IMG_4001.jpg", size: 3_400_000 },
  { name: "Отпуск 2024/День 1/IMG_4002.jpg", size: 3_511_111 },
  { name: "Отпуск 2024/Документы/Билеты/Обратно (подписанный вариант).pdf", size: 482_113 },
  { name: "Отпуск 2024/Документы/пусто/", size: 0 },
  { name: `Отпуск 2024/${"a-folder-without-any-break-".repeat(6)}/x.txt`, size: 5 },
]);
const TEXT = offered([{ name: "Meet at eight.txt", size: 61 }]);

/** Receiver states by a name that tells them apart. */
export const RECEIVER_SAMPLES: Readonly<Record<string, ReceiverState>> = {
  "loading": { kind: "loading" },
  "waiting-introducing": { kind: "waiting", notice: "introducing" },
  "waiting-reconnecting": { kind: "waiting", notice: "reconnecting" },
  "waiting-sender-away": { kind: "waiting", notice: "sender-away" },
  "waiting-server-lost": { kind: "waiting", notice: "server-lost" },
  "connected": connected({}),
  "connected-hard-names": connected({ files: FILES, path: undefined }),
  "connected-changed-names": connected({
    files: [
      { name: "photogpj.exe", size: 5, modified: 0, given: "photo\u202Egpj.exe" },
      { name: "_con.txt", size: 5, modified: 0, given: "con.txt" },
      { name: "notes.txt", size: 5, modified: 0 },
    ],
  }),
  "connected-tree": connected({ files: TREE }),
  "connected-begun": connected({ files: TREE, begunIn: "Загрузки" }),
  "transferring": transferring({ files: FILES, saved: saved(FEW) }),
  "transferring-tree": transferring({ files: TREE, saved: saved(TREE.slice(0, 2)) }),
  "transferring-into-folder": transferring({ files: TREE, destination: "Downloads" }),
  "transferring-interrupted": transferring({ path: "relay", interrupted: true }),
  "transferring-checking": transferring({ isContinued: true, heldBytes: undefined }),
  "transferring-continued": transferring({ isContinued: true, heldBytes: 1_234_567 }),
  "transferring-paused-here": transferring({ pausedBy: new Set(["here"]) }),
  "transferring-paused-there": transferring({ pausedBy: new Set(["there"]) }),
  "done": done({ saved: saved(FILES) }),
  "done-packing": done({ archive: { kind: "packing" } }),
  "done-archive": done({
    archive: {
      kind: "ready",
      name: "Отпуск 2024.zip",
      size: 7_393_229,
      url: "blob:https://files.example.org/zip",
    },
  }),
  "done-archive-offered": done({ archive: { kind: "offered" } }),
  "done-archive-failed": done({ archive: { kind: "failed" } }),
  "done-archive-given-up": done({ archive: { kind: "given-up" } }),
  "done-placed": done({ saved: TREE, destination: "Downloads" }),
  "done-text": done({
    saved: saved(TEXT).map((file) => ({
      ...file,
      text: "Встречаемся в восемь у входа.\nBring the red umbrella, <b>please</b>!",
    })),
  }),
  ...failures((failure) => ({ kind: "failed", files: FEW, saved: [], failure })),
  "failed-some-saved": {
    kind: "failed",
    files: FILES,
    saved: saved(FEW),
    failure: { reason: "connection-lost", side: "here" },
  },
};

/** What the page has loaded by the time there is an offer. */
export function extrasWith(
  leftOvers: LeftOvers | undefined,
  unsaved: readonly UnsavedFiles[] = [],
): ReceiverExtras {
  return {
    RoomNeeded,
    TransferPanel,
    ReceivedBefore,
    before: {
      unsaved: signal(unsaved),
      look: () => Promise.resolve(),
      save: () => Promise.resolve(),
      remove: () => Promise.resolve(),
      forget: () => Promise.resolve(),
    },
    leftOvers: {
      leftOvers: signal(leftOvers),
      look: () => Promise.resolve(),
      clear: () => Promise.resolve(),
    },
    canPick: true,
  };
}

/** With what an earlier page received. */
export function unsaved(state: UnsavedFiles["state"]): ReceiverExtras {
  const acceptedAt = Date.UTC(2024, 4, 6, 12, 0);
  return extrasWith(undefined, [{ id: "d", files: FEW, acceptedAt, state }]);
}

function connected(rest: Partial<State<"connected">>): ReceiverState {
  const shown = { files: FEW, begunIn: undefined, path: "direct", interrupted: false } as const;
  return { kind: "connected", ...shown, ...rest };
}

function transferring(rest: Partial<State<"transferring">>): ReceiverState {
  return {
    kind: "transferring",
    files: FEW,
    saved: [],
    destination: undefined,
    path: "lan",
    interrupted: false,
    heldBytes: 0,
    isContinued: false,
    pausedBy: new Set<Side>(),
    ...rest,
  };
}

function done(
  { archive, ...rest }: Partial<State<"done">> & { readonly archive?: Archive },
): ReceiverState {
  return {
    kind: "done",
    saved: saved(TREE),
    destination: undefined,
    path: "lan",
    digest: DIGEST,
    archive,
    ...rest,
  };
}

function offered(files: readonly { readonly name: string; readonly size: number }[]) {
  return files.map((file): OfferedFile => ({ ...file, modified: 1_700_000_000_000 }));
}

function saved(files: readonly OfferedFile[]): SavedFile[] {
  return files.map(({ name, size }, index) =>
    name.endsWith("/")
      ? { name, size }
      : { name, size, url: `blob:https://files.example.org/${index}` }
  );
}
