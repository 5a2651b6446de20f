import assert from "node:assert/strict";
import type { AttackedMember } from "../attacked_member.ts";
import { AttackedSession } from "../attacked_session.ts";
import { joinConnections } from "../../fakes/fake_peer_connection.ts";

/** Two members whose server is the attack. */
export interface AttackedPair {
  readonly owner: AttackedMember;
  readonly guest: AttackedMember;
}

/** Whether a member was told this of a peer. */
export function failedFor(member: AttackedMember, reason: string): boolean {
  return member.heard(`failed ${reason}`);
}

/** Asserts that no member ever took anybody for proven. */
export function assertNobodyProven(session: AttackedSession): void {
  for (const { role, told } of session.members) {
    assert.ok(!told.includes("connected"), `the ${role} took the attacker for its peer`);
  }
}

/**
 * Runs an introduction over a server that alters it: nobody may be proven, and somebody has to be told
 * that it was altered.
 */
export async function introduceAltered(
  relay: AttackedSession["relay"],
  reasons: readonly string[] = ["tampered"],
): Promise<void> {
  using session = new AttackedSession();
  session.relay = relay;
  const owner = session.letIn(session.open("owner"));
  const guest = session.letIn(session.open("guest"));
  await session.until(
    reasons.join(" or "),
    () => reasons.some((reason) => failedFor(owner, reason) || failedFor(guest, reason)),
  );
  await session.quiet();
  assertNobodyProven(session);
}

/** Runs an introduction over a server that does what it likes to it, and which must come to a proof. */
export async function introduceInSpiteOf(
  hinder: (session: AttackedSession) => void,
  help: (session: AttackedSession, pair: AttackedPair) => Promise<void> = async () => {},
): Promise<void> {
  using session = new AttackedSession();
  hinder(session);
  const owner = session.letIn(session.open("owner"));
  const guest = session.letIn(session.open("guest"));
  await help(session, { owner, guest });
  await session.connect(owner, guest);
  await session.assertTalk(owner, guest);
}

/** Attacks two that are proven, lets time pass, and asserts that they go on as if nothing were. */
export async function attackProven(
  attack: (session: AttackedSession, pair: AttackedPair) => Promise<void> | void,
): Promise<void> {
  using session = new AttackedSession();
  const pair = await session.pair();
  await attack(session, pair);
  await session.pass(12_000);
  await session.quiet();
  const { owner, guest } = pair;
  assert.deepEqual([owner.peers[0]?.state.kind, guest.peers[0]?.state.kind], [
    "connected",
    "connected",
  ]);
  for (const { told } of [owner, guest]) told.length = 0;
  owner.peers[0]?.send({ type: "pause" });
  guest.peers[0]?.send({ type: "resume" });
  await session.until(
    "they talk",
    () => guest.heard("message pause") && owner.heard("message resume"),
  );
}

/** The network gives two members a path, where both have described themselves. */
export function joinIfDescribed({ owner, guest }: AttackedPair): void {
  const ready = [owner, guest].every(({ connections }) => connections.at(-1)?.remoteDescription);
  if (ready) joinConnections(owner.pc, guest.pc);
}
