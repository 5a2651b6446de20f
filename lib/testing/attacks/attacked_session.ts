import assert from "node:assert/strict";
import type { PeerId, Role } from "../../protocol/ids.ts";
import type { IceSetup, PeerInfo } from "../../protocol/signaling_message.ts";
import { createLinkSecret } from "../../security/link.ts";
import { settleHandshake } from "../../security/test_support.ts";
import { joinConnections } from "../fakes/fake_peer_connection.ts";
import { settle } from "../simulation/simulation.ts";
import { AttackedMember, type AttackedMemberOptions } from "./attacked_member.ts";

/**
 * Ms of real time in which what happens by itself has happened: keys are derived on other threads. Less
 * than an attack may take, so that what never happens is named.
 */
const PATIENCE_MS = 4_500;

/** Sealed text on its way. */
export interface Relayed {
  readonly from: AttackedMember;
  readonly to: PeerId;
  readonly payload: string;
}

/** A session whose server the attack plays. */
export class AttackedSession implements Disposable {
  readonly secret = createLinkSecret();
  readonly members: AttackedMember[] = [];
  readonly #in = new Set<AttackedMember>();
  ice: IceSetup = { iceServers: [{ urls: ["stun:stun.example.org"] }] };
  /** What the server makes of sealed text; an honest one passes it on. */
  relay: (text: Relayed) => readonly Relayed[] = (text) => [text];
  /** All that was relayed, as it was sent. */
  readonly seen: Relayed[] = [];

  /** A page opens; the server has not answered yet. */
  open(role: Role, options: AttackedMemberOptions = {}): AttackedMember {
    const member = this.make(role, options);
    member.rendezvous.start();
    member.socket.accept();
    return member;
  }

  /** A page is about to open. */
  make(role: Role, options: AttackedMemberOptions = {}): AttackedMember {
    const { secret = this.secret } = options;
    const member = new AttackedMember(this.members.length + 1, role, secret, options);
    this.members.push(member);
    return member;
  }

  /** The server lets a page in, and tells the others as one does that doesn't lie. */
  letIn(member: AttackedMember): AttackedMember {
    const others = [...this.#in].filter(({ role }) => role !== member.role);
    this.#in.add(member);
    this.welcome(member, others.map(({ info }) => info));
    for (const other of others) other.socket.say({ type: "peer-joined", peer: member.info });
    return member;
  }

  /** The server answers a join with whoever it likes. */
  welcome({ socket, id }: AttackedMember, peers: readonly PeerInfo[]): void {
    const joined = { type: "joined", peerId: id, kind: "file", expiresInMs: 86_400_000 };
    socket.say({ ...joined, peers, ...this.ice });
  }

  /** The server says that a member left. */
  drop(member: AttackedMember): void {
    this.#in.delete(member);
    const others = [...this.#in].filter(({ role }) => role !== member.role);
    for (const { socket } of others) socket.say({ type: "peer-left", peerId: member.id });
  }

  /** An owner and a guest, connected and proven. */
  async pair(): Promise<{ readonly owner: AttackedMember; readonly guest: AttackedMember }> {
    const owner = this.letIn(this.open("owner"));
    const guest = this.letIn(this.open("guest"));
    await this.connect(owner, guest);
    return { owner, guest };
  }

  /** Brings the newest peers of two members together, up to the proof. */
  async connect(owner: AttackedMember, guest: AttackedMember): Promise<void> {
    await this.describe(owner, guest);
    joinConnections(owner.pc, guest.pc);
    const ends = [owner, guest];
    await this.until(
      "both proven",
      () => ends.every(({ peer }) => peer.state.kind === "connected"),
    );
  }

  /** The same, up to both descriptions. */
  async describe(owner: AttackedMember, guest: AttackedMember): Promise<void> {
    await this.until("both described", () =>
      [owner, guest].every(({ connections }) => {
        const pc = connections.at(-1);
        return pc?.remoteDescription && pc.signalingState === "stable";
      }));
  }

  /** Relays until something is so; names what never was. */
  async until(what: string, done: () => unknown): Promise<void> {
    const end = performance.now() + PATIENCE_MS;
    while (!done()) {
      assert.ok(performance.now() < end, `never: ${what}; ${this.#story()}`);
      await this.#relayOnce();
    }
  }

  /** Relays until nothing more happens by itself. */
  async quiet(): Promise<void> {
    for (let silent = 0; silent < 2; silent++) {
      const before = this.seen.length;
      await settleHandshake();
      await this.#relayOnce();
      if (this.seen.length > before) silent = -1;
    }
  }

  /** Lets time pass for everybody, in steps in which promises settle. */
  async pass(ms: number, stepMs = 500): Promise<void> {
    for (let passed = 0; passed < ms; passed += stepMs) {
      for (const clock of new Set(this.members.map(({ clock }) => clock))) clock.advance(stepMs);
      await this.#relayOnce();
    }
  }

  /** Asserts that what two members had is whole: they are connected, and hear each other. */
  async assertTalk(owner: AttackedMember, guest: AttackedMember): Promise<void> {
    assert.equal(owner.peer.state.kind, "connected", this.#story());
    assert.equal(guest.peer.state.kind, "connected", this.#story());
    for (const { told } of [owner, guest]) told.length = 0;
    owner.peer.send({ type: "pause" });
    guest.peer.send({ type: "resume" });
    await this.until("heard", () => guest.heard("message pause") && owner.heard("message resume"));
  }

  [Symbol.dispose](): void {
    for (const { rendezvous } of this.members) rendezvous.leave();
  }

  async #relayOnce(): Promise<void> {
    await settle();
    for (const from of this.members.filter(({ sockets }) => sockets.length > 0)) {
      const { sent } = from.socket;
      for (const message of sent.slice(from.taken)) {
        from.taken++;
        if (isPing(message)) from.socket.say({ type: "pong" });
        if (!isRelay(message)) continue;
        const { to, payload } = message;
        this.seen.push({ from, to, payload });
        for (const text of this.relay({ from, to, payload })) this.deliver(text);
      }
    }
  }

  /** The server gives sealed text to whom it is for. */
  deliver({ from, to, payload }: Relayed): void {
    const member = this.members.find(({ id }) => id === to);
    member?.socket.say({ type: "relay", from: from.id, payload });
  }

  #story(): string {
    return this.members.map(({ role, told }) => `${role}: ${told.slice(-8).join(", ")}`).join("; ");
  }
}

function isRelay(message: unknown): message is { readonly to: PeerId; readonly payload: string } {
  return typeof message === "object" && message !== null && "payload" in message;
}

function isPing(message: unknown): boolean {
  return typeof message === "object" && message !== null && "type" in message &&
    message.type === "ping";
}
