import assert from "node:assert/strict";
import type { TransferMessage } from "../../../protocol/control_message.ts";
import { FailureError, type FailureReason } from "../../../protocol/failure.ts";
import type { DataFrame } from "../../../protocol/lane_message.ts";
import { MIN_BLOCK_BYTES as B } from "../../../protocol/limits.ts";
import { isScreenMessage } from "../../../protocol/screen_message.ts";
import { STALL_FAIL_MS, STALL_RESEND_MS } from "../../../transfer/limits.ts";
import { FileReceiver } from "../../../transfer/receive/file_receiver.ts";
import { FileSender } from "../../../transfer/send/file_sender.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { parseAnyMessage } from "../../parse_any_message.ts";
import { SeededRandom } from "../../simulation/seeded_random.ts";
import { settle } from "../../simulation/simulation.ts";

/** The id of the transfer that is attacked. */
export const ID = "A".repeat(43);
/** Another, as well-formed; also a root or a digest of nothing. */
export const OTHER = "B".repeat(42) + "A";
/** Bytes of the frames that go over its lanes. */
export const ATTACKED_FRAME_BYTES = 8 * 1024;
/** The receiver's window. */
export const ATTACKED_WINDOW_BYTES = 4 * B;
/** The files: blocks and a rest, nothing, a crumb, and more than the window. */
export const SIZES = [3 * B + 5, 0, 7, 9 * B];

/** A page of a list that nobody asked for. */
export const LIST = { type: "files", first: 0, files: [{ path: "a", size: 1, modified: 0 }] };

/** A frame of zeros under a digest of zeros. */
export function makeFrame(block: number, offset: number, length: number): DataFrame {
  const digest = new Uint8Array(32);
  return { block, offset, digest, data: new Uint8Array(length) };
}

/** What both sides have in common when they are attacked: an engine, what it says, and how it ends. */
export abstract class Target {
  readonly clock = new FakeClock();
  readonly said: TransferMessage[] = [];
  readonly random = new SeededRandom(11);
  abstract readonly engine: FileSender | FileReceiver<Uint8Array>;

  /** Puts messages on the wire, one right behind another. */
  async tell(...messages: readonly object[]): Promise<void> {
    await this.tellText(...messages.map((message) => JSON.stringify(message)));
  }

  /** Puts texts on the wire, which may be anything. */
  async tellText(...texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const parsed = parseAnyMessage(text);
      if (parsed === undefined || isScreenMessage(parsed)) {
        // What the control channel and the peer's session make of text that is no message, or one about a screen.
        this.engine.fail(new FailureError("protocol-error", "Cannot read"), "there");
        continue;
      }
      switch (parsed.type) {
        case "bind":
        case "heartbeat":
        case "signal":
        case "bye":
          throw new TypeError(`Not of a transfer: ${parsed.type}`);
        default:
          this.engine.receive(parsed);
      }
    }
    await settle();
  }

  /** Waits so long that whatever is armed has gone off. */
  async passTime(ms = 10 * STALL_FAIL_MS): Promise<void> {
    for (let passed = 0; passed < ms; passed += STALL_RESEND_MS) {
      this.clock.advance(STALL_RESEND_MS);
      await settle();
    }
  }

  heard<Type extends TransferMessage["type"]>(type: Type) {
    return this.said.filter((message): message is Extract<TransferMessage, { type: Type }> =>
      message.type === type
    );
  }

  /** The typed end: told to the peer once where it began here, and nothing goes on behind it. */
  async assertFailed(reason: FailureReason, side: "here" | "there"): Promise<void> {
    const { state } = this.engine;
    assert.ok(state.kind === "failed", `${state.kind} instead of ${reason}`);
    assert.deepEqual([state.reason, state.side], [reason, side]);
    const aborts = side === "here" ? [{ type: "abort", reason }] : [];
    assert.deepEqual(this.heard("abort"), aborts);
    if (side === "here") assert.equal(this.said.at(-1)?.type, "abort");
    assert.equal(this.clock.pendingTasks, 0);
    const said = this.said.length;
    await this.passTime();
    assert.equal(this.said.length, said);
    assert.equal(this.engine.state, state);
  }
}
