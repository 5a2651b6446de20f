import { encodeBase64Url } from "../../protocol/base64url.ts";
import type { TransferMessage } from "../../protocol/control_message.ts";
import { browserClock } from "../../browser/browser_clock.ts";
import type { OutgoingFile, TransferStore } from "../../transfer/ports.ts";
import { FileReceiver } from "../../transfer/receive/file_receiver.ts";
import { FileSender } from "../../transfer/send/file_sender.ts";
import { isOver, type ReceivingState, type SendingState } from "../../transfer/state.ts";
import { webDigest } from "../../transfer/web_digest.ts";
import { FakeLane } from "../fakes/fake_meeting.ts";

/** What goes directly from one engine to the other. */
export interface DirectTransferOptions<Saved> {
  readonly files: readonly OutgoingFile[];
  readonly store: TransferStore<Saved>;
  readonly blockBytes: number;
}

/** How it went. */
export interface DirectTransfer<Saved> {
  readonly sending: SendingState;
  readonly receiving: ReceivingState;
  /** Bytes that an earlier run had received. */
  readonly heldBytes: number;
  /** What was handed over, by number. */
  readonly saved: ReadonlyMap<number, Saved>;
}

/**
 * Sends files from one real engine to another in the same process and in real time, for what stands at
 * both ends. It is the same transfer each time, so that a later one goes on with what is kept.
 */
export async function transferDirectly<Saved>(
  { files, store, blockBytes }: DirectTransferOptions<Saved>,
): Promise<DirectTransfer<Saved>> {
  let end = () => {};
  const over = new Promise<void>((resolve) => end = resolve);
  const saved = new Map<number, Saved>();
  let heldBytes = 0;
  const onState = () => {
    if (isOver(sender.state) && isOver(receiver.state)) end();
  };
  const cross = (deliver: (message: TransferMessage) => void) => ({
    send: (message: TransferMessage) => queueMicrotask(() => deliver(message)),
  });
  const receiver: FileReceiver<Saved> = new FileReceiver<Saved>({
    control: cross((message) => sender.receive(message)),
    digest: webDigest,
    clock: browserClock,
    sessionId: "direct",
    store,
    onState: (state) => {
      if (state.kind === "offered") receiver.accept();
      if (state.kind === "receiving") heldBytes = state.heldBytes;
      onState();
    },
    onSaved: (file, value) => saved.set(file, value),
  });
  const sender: FileSender = new FileSender({
    files,
    transferId: encodeBase64Url(new Uint8Array(32).fill(7)),
    control: cross((message) => receiver.receive(message)),
    digest: webDigest,
    clock: browserClock,
    blockBytes,
    onState,
  });
  const near: FakeLane = new FakeLane(() => far);
  const far: FakeLane = new FakeLane(() => near);
  receiver.addLane(far);
  sender.start();
  sender.addLane(near);
  await over;
  return { sending: sender.state, receiving: receiver.state, heldBytes, saved };
}
