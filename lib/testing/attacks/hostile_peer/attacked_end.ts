import assert from "node:assert/strict";
import { fileCargo } from "../../../peer/file_cargo.ts";
import { FlowControlledLane } from "../../../peer/lanes/flow_controlled_lane.ts";
import type { LaneHandle } from "../../../peer/lanes/lane_handle.ts";
import type { Cargo } from "../../../peer/cargo.ts";
import { PeerSession, type PeerState } from "../../../peer/peer_session.ts";
import type { TransferMessage } from "../../../protocol/control_message.ts";
import type { FailureReason } from "../../../protocol/failure.ts";
import { parseSessionId, type Role, type SessionId } from "../../../protocol/ids.ts";
import { parseScreenMessage, type ScreenMessage } from "../../../protocol/screen_message.ts";
import { createLinkSecret } from "../../../security/link.ts";
import { FakeClock } from "../../fakes/fake_clock.ts";
import { FakePeerConnection, joinConnections } from "../../fakes/fake_peer_connection.ts";
import { settle } from "../../simulation/simulation.ts";

const SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as SessionId;

/** How long two ends may take to prove each other: keys are made outside of the event loop. */
const CONNECT_MS = 30_000;

/** One end of a proven connection, with the real session on a fake one. */
export class SessionEnd {
  readonly clock = new FakeClock();
  readonly connections: FakePeerConnection[] = [];
  readonly messages: (TransferMessage | ScreenMessage)[] = [];
  readonly lanes: LaneHandle[] = [];
  readonly session: PeerSession;
  deliver: (payload: string) => void = () => {};

  /** @param hasOneCertificate whether further lanes have lane 0's, as an honest end's have */
  constructor(
    role: Role,
    secret: Uint8Array<ArrayBuffer>,
    kind: Cargo["kind"],
    hasOneCertificate: boolean,
  ) {
    const onMessage = (message: TransferMessage | ScreenMessage) =>
      void this.messages.push(message);
    this.session = new PeerSession({
      role,
      polite: role === "guest",
      sessionId: SESSION,
      secret,
      iceServers: [],
      clock: this.clock,
      sendPayload: (payload) => this.deliver(payload),
      onState: () => {},
      cargo: kind === "screen"
        ? { kind, parse: parseScreenMessage, media: { attach: () => {} }, onMessage }
        : {
          ...fileCargo(() => Promise.resolve((options) => new FlowControlledLane(options))),
          onMessage,
          onLane: (lane) => this.lanes.push(lane),
        },
      createConnection: () => {
        const [first] = this.connections;
        const pc = new FakePeerConnection(hasOneCertificate ? first : undefined);
        this.connections.push(pc);
        return pc.asConnection;
      },
    });
  }

  /** Lane 0's. */
  get pc(): FakePeerConnection {
    return this.connections[0] ?? assert.fail("no connection");
  }

  get state(): PeerState {
    return this.session.state;
  }

  /** Connections that aren't closed, lane 0's too. */
  get openConnections(): number {
    return this.connections.filter(({ signalingState }) => signalingState !== "closed").length;
  }
}

/** Two sessions that have proven each other: one is attacked, by what the other's channels are made to say. */
export class AttackedEnd {
  readonly victim: SessionEnd;
  readonly attacker: SessionEnd;

  private constructor(role: Role, kind: Cargo["kind"], hasOneCertificate: boolean) {
    const secret = createLinkSecret();
    this.victim = new SessionEnd(role, secret, kind, true);
    this.attacker = new SessionEnd(
      role === "owner" ? "guest" : "owner",
      secret,
      kind,
      hasOneCertificate,
    );
    this.victim.deliver = (payload) => this.attacker.session.receivePayload(payload);
    this.attacker.deliver = (payload) => this.victim.session.receivePayload(payload);
  }

  /** @param role the victim's */
  static async connect(
    role: Role,
    { kind = "files", hasOneCertificate = true }: {
      readonly kind?: Cargo["kind"];
      readonly hasOneCertificate?: boolean;
    } = {},
  ): Promise<AttackedEnd> {
    const it = new AttackedEnd(role, kind, hasOneCertificate);
    const [owner, guest] = role === "owner" ? [it.victim, it.attacker] : [it.attacker, it.victim];
    guest.session.start();
    owner.session.start();
    await it.until(() =>
      owner.pc.signalingState === "stable" && owner.pc.remoteDescription !== null
    );
    joinConnections(owner.pc, guest.pc);
    await it.until(() => owner.state.kind === "connected" && guest.state.kind === "connected");
    return it;
  }

  /** Puts texts, or bytes, on the control channel towards the victim. */
  async say(...messages: readonly unknown[]): Promise<void> {
    // Behind the attacker's own session, which would be surprised by what it is answered.
    const channel = this.victim.pc.channel("control");
    for (const message of messages) channel.receive(message);
    await this.rest();
  }

  /** The same for messages. */
  async tell(...messages: readonly object[]): Promise<void> {
    await this.say(...messages.map((message) => JSON.stringify(message)));
  }

  /** Puts a message on lane 0 towards the victim. */
  async frame(message: string | ArrayBuffer): Promise<void> {
    this.victim.pc.channel("bulk").receive(message);
    await this.rest();
  }

  /** Waits until nothing is under way; a negotiation takes several turns. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < 20; turn++) await settle();
  }

  async until(isSo: () => boolean): Promise<void> {
    const end = performance.now() + CONNECT_MS;
    while (!isSo()) {
      assert.ok(performance.now() < end, `${this.victim.state.kind}, ${this.attacker.state.kind}`);
      await settle();
    }
  }

  /** Time passes for both ends, second by second. */
  async pass(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      for (const { clock } of [this.victim, this.attacker]) clock.advance(1_000);
      await settle();
    }
  }

  /** The victim ended typed, with nothing left behind. */
  assertFailed(reason: FailureReason): void {
    assert.deepEqual(this.victim.state, { kind: "failed", reason });
    assert.equal(this.victim.clock.pendingTasks, 0, "a timer is left");
    assert.equal(this.victim.openConnections, 0, "a connection is left");
    assert.ok(this.victim.connections.every(({ isReleased }) => isReleased), "a listener is left");
  }

  /** The connection lives, and an honest message still arrives each way. */
  async assertUnharmed(message: TransferMessage | ScreenMessage): Promise<void> {
    assert.equal(this.victim.state.kind, "connected");
    const { length } = this.victim.messages;
    this.attacker.session.send(message);
    await this.rest();
    assert.deepEqual(this.victim.messages.slice(length), [message]);
  }

  close(): void {
    this.victim.session.close();
    this.attacker.session.close();
  }
}
