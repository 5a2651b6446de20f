import assert from "node:assert/strict";
import type { FailureError } from "../../protocol/failure.ts";
import type { FakeMeeting, FakePeer } from "../../testing/fakes/fake_meeting.ts";
import { passed, SenderBench } from "../../testing/samples/model_bench.ts";
import { settle } from "../../testing/simulation/simulation.ts";
import { sharedFile } from "../../storage/sources/shared_item.ts";
import type { Engines, HostedSenderOptions } from "../../worker/engines.ts";
import { isPresent, type Recipient } from "./recipients.ts";
import { isResuming } from "./sender_state.ts";

const file = new File(["hello"], "a.txt");

/** Engines that do what a test says. */
class ScriptedEngines implements Engines {
  readonly made: ScriptedEngine[] = [];

  createSender(options: HostedSenderOptions): ScriptedEngine {
    const engine = new ScriptedEngine(options);
    this.made.push(engine);
    return engine;
  }

  createReceiver(): never {
    assert.fail("no recipient here");
  }
}

class ScriptedEngine {
  readonly options: HostedSenderOptions;
  doneBytes = 0;
  readonly totalBytes = 100;
  readonly calls: string[] = [];
  isOver = false;

  constructor(options: HostedSenderOptions) {
    this.options = options;
  }

  start(): void {}
  receive(): void {}
  addLane(): void {}

  pause(): void {
    this.calls.push("pause");
    this.options.onPaused?.(new Set(["here"]));
  }

  resume(): void {
    this.calls.push("resume");
    this.options.onPaused?.(new Set());
  }

  /** The recipient takes the offer. */
  accepted(): void {
    this.options.onState({ kind: "sending" });
  }

  /** The recipient's receipt is here. */
  done(root = "root"): void {
    this.isOver = true;
    this.options.onState({ kind: "done", root });
  }

  fail(error: FailureError, side: "here" | "there" = "here"): void {
    if (this.isOver) return;
    this.isOver = true;
    if (side === "here") this.options.control.send({ type: "abort", reason: error.reason });
    this.options.onState({ kind: "failed", reason: error.reason, side, cause: error });
  }
}

/** A sender's page that shares with several seats. */
class Sharing {
  readonly bench: SenderBench;
  readonly engines = new ScriptedEngines();
  readonly asked: (number | undefined)[] = [];
  meeting!: FakeMeeting;

  constructor(home?: SenderBench["home"]) {
    this.bench = new SenderBench(home);
    this.bench.loadEngines = () => Promise.resolve(this.engines);
    const { createSession } = this.bench;
    this.bench.createSession = (hash, signal, guests) => {
      this.asked.push(guests);
      return createSession(hash, signal, guests);
    };
  }

  static async of(seats: number): Promise<Sharing> {
    const sharing = new Sharing();
    sharing.model.setSeats(seats);
    sharing.meeting = await sharing.bench.share(file);
    return sharing;
  }

  get model() {
    return this.bench.model;
  }

  /** Somebody comes, and is proven; answers who and what serves them. */
  arrive(): { readonly peer: FakePeer; readonly engine: ScriptedEngine | undefined } {
    const before = this.engines.made.length;
    const peer = this.meeting.introduce();
    peer.become({ kind: "connected", path: "lan" });
    return { peer, engine: this.engines.made[before] };
  }

  /** So many come, and take the offer. */
  receive(count: number): { readonly peer: FakePeer; readonly engine: ScriptedEngine }[] {
    return Array.from({ length: count }, () => {
      const { peer, engine } = this.arrive();
      assert.ok(engine);
      engine.accepted();
      return { peer, engine };
    });
  }

  get recipients(): readonly Recipient[] {
    const state = this.model.state.value;
    return "recipients" in state ? state.recipients : [];
  }

  /** What the page shows: its state, and each recipient's. */
  get shown(): string {
    const { kind } = this.model.state.value;
    return [kind, ...this.recipients.map((each) => `${each.number} ${each.kind}`)].join(", ");
  }
}

Deno.test("SenderModel asks the server for as many seats as its reader chose, and names none for one", async () => {
  const several = await Sharing.of(5);
  using _several = several.model;
  assert.deepEqual(several.asked, [5]);
  const { join } = several.meeting.options;
  assert.equal(join.role === "owner" && join.guests, 5);
  const one = await Sharing.of(1);
  using _one = one.model;
  assert.deepEqual(one.asked, [undefined]);
  assert.ok(!("guests" in one.meeting.options.join));
});

Deno.test("SenderModel serves several recipients, each with an engine and a seat of its own", async () => {
  const sharing = await Sharing.of(3);
  using _model = sharing.model;
  sharing.receive(2);
  sharing.arrive();
  assert.equal(sharing.shown, "transferring, 1 transferring, 2 transferring, 3 connected");
  assert.equal(sharing.engines.made.length, 3);
});

Deno.test("SenderModel: one recipient that fails fails nobody else, and its seat goes to the next", async () => {
  const sharing = await Sharing.of(3);
  using _model = sharing.model;
  const [first, second] = sharing.receive(2);
  first?.peer.fail("connection-lost");
  assert.equal(sharing.shown, "transferring, 1 failed, 2 transferring");
  assert.ok(!second?.engine.isOver && !second?.peer.isOver);
  sharing.receive(1);
  assert.equal(sharing.shown, "transferring, 1 transferring, 2 transferring");
});

Deno.test("SenderModel lets go of a recipient that has everything, and is done when all seats were served", async () => {
  const sharing = await Sharing.of(2);
  using _model = sharing.model;
  const [first, second] = sharing.receive(2);
  first?.engine.done();
  assert.equal(sharing.shown, "transferring, 1 done, 2 transferring");
  assert.ok(first?.peer.isOver, "it keeps its seat at the server");
  assert.ok(!sharing.meeting.isLeft);
  second?.engine.done();
  assert.equal(sharing.shown, "done, 1 done, 2 done");
  assert.ok(sharing.meeting.isLeft && !sharing.meeting.isVanished);
});

Deno.test("SenderModel tells one too many that all seats are used up, though the server let it in", async () => {
  const sharing = await Sharing.of(2);
  using _model = sharing.model;
  const [first] = sharing.receive(2);
  first?.engine.done();
  const { peer, engine } = sharing.arrive();
  assert.equal(engine, undefined);
  assert.deepEqual(peer.sent, [{ type: "abort", reason: "session-full" }]);
  assert.equal(sharing.shown, "transferring, 1 done, 2 transferring");
  sharing.bench.clock.advance(5_000);
  assert.ok(peer.isOver);
});

Deno.test("SenderModel gives the seat of somebody whom the server lists no more to who comes instead", async () => {
  const sharing = await Sharing.of(2);
  using _model = sharing.model;
  const [first, second] = sharing.receive(2);
  assert.ok(first && second);
  second.peer.isListed = false;
  sharing.arrive();
  assert.ok(second.peer.isOver && !first.peer.isOver);
  assert.equal(sharing.shown, "transferring, 1 transferring, 2 connected");
});

Deno.test("SenderModel removes one recipient, who is told, and stops for nobody else", async () => {
  const sharing = await Sharing.of(3);
  using model = sharing.model;
  const [first, second] = sharing.receive(2);
  model.removeRecipient(2);
  assert.deepEqual(second?.peer.sent.at(-1), { type: "abort", reason: "cancelled" });
  assert.equal(sharing.shown, "transferring, 1 transferring, 2 failed");
  assert.ok(!second?.peer.isOver, "the words had no time to arrive");
  sharing.bench.clock.advance(5_000);
  assert.ok(second?.peer.isOver && !first?.peer.isOver);
});

Deno.test("SenderModel pauses and resumes one of several", async () => {
  const sharing = await Sharing.of(3);
  using model = sharing.model;
  const [first, second] = sharing.receive(2);
  model.pause(2);
  const pausedBy = () =>
    sharing.recipients.map((each) => each.kind === "transferring" ? [...each.pausedBy] : []);
  assert.deepEqual(pausedBy(), [[], ["here"]]);
  model.resume(2);
  assert.deepEqual(pausedBy(), [[], []]);
  assert.deepEqual([first?.engine.calls, second?.engine.calls], [[], ["pause", "resume"]]);
});

Deno.test("SenderModel stops: whoever receives is told first, and what was delivered is done", async () => {
  const sharing = await Sharing.of(3);
  using model = sharing.model;
  const [first, second] = sharing.receive(2);
  first?.engine.done();
  const stopped = model.stop();
  assert.deepEqual(second?.peer.sent.at(-1), { type: "abort", reason: "cancelled" });
  assert.ok(!sharing.meeting.isLeft, "the words had no time to arrive");
  second?.peer.fail("peer-left");
  await stopped;
  assert.equal(sharing.shown, "done, 1 done, 2 failed");
  assert.ok(sharing.meeting.isLeft && !sharing.meeting.isVanished);
  assert.equal(sharing.bench.clock.pendingTasks, 0);
});

Deno.test("SenderModel stops before anybody has anything: back to the chosen files", async () => {
  const sharing = await Sharing.of(3);
  using model = sharing.model;
  sharing.receive(1);
  const stopped = model.stop();
  // The recipient's page hangs, and doesn't hang up.
  sharing.bench.clock.advance(5_000);
  await stopped;
  assert.equal(model.state.value.kind, "loading");
  assert.equal(model.state.value.files.length, 1);
  assert.ok(sharing.meeting.isLeft);
});

Deno.test("SenderModel that is left while it stops leaves nothing behind", async () => {
  const sharing = await Sharing.of(3);
  const [first] = sharing.receive(1);
  const stopped = sharing.model.stop();
  sharing.model.leave();
  await stopped;
  await passed();
  assert.ok(first?.peer.isOver);
  assert.equal(sharing.bench.clock.pendingTasks, 0);
});

Deno.test("SenderModel says that somebody can't be reached, and goes on sharing", async () => {
  const sharing = await Sharing.of(3);
  using model = sharing.model;
  sharing.meeting.introduce().fail("no-route");
  const state = model.state.value;
  assert.ok(state.kind === "waiting" && state.notice === "unreachable");
});

Deno.test("SenderModel goes on with those it has met when the server ends the session, and ends with them", async () => {
  const sharing = await Sharing.of(3);
  using _model = sharing.model;
  const [first, second] = sharing.receive(2);
  sharing.meeting.events.onClosed("session-ended");
  assert.equal(sharing.model.state.value.kind, "transferring");
  first?.engine.done();
  second?.peer.fail("connection-lost");
  assert.equal(sharing.shown, "done, 1 done, 2 failed");
});

Deno.test("SenderModel fails where the session ends and nobody is there, and is done where somebody was served", async () => {
  for (const isServed of [false, true]) {
    const sharing = await Sharing.of(3);
    using model = sharing.model;
    if (isServed) sharing.receive(1)[0]?.engine.done();
    sharing.meeting.events.onClosed("session-ended");
    assert.equal(model.state.value.kind, isServed ? "done" : "failed");
  }
});

Deno.test("SenderModel shows how far each recipient is, and all of them together", async () => {
  const sharing = await Sharing.of(3);
  using model = sharing.model;
  const [first, second] = sharing.receive(2);
  assert.ok(first && second);
  first.engine.doneBytes = 50;
  second.engine.doneBytes = 10;
  sharing.bench.clock.advance(1_000);
  assert.equal(model.progressOf(1).value.doneBytes, 50);
  assert.equal(model.progressOf(2).value.doneBytes, 10);
  const { doneBytes, totalBytes } = model.progress.value;
  assert.deepEqual([doneBytes, totalBytes], [60, 200]);
  second.peer.fail("connection-lost");
  assert.equal(model.progress.value.totalBytes, 100);
  first.engine.done();
  assert.equal(model.progressOf(1).value.doneBytes, 100);
});

Deno.test("SenderModel divides its lanes among the seats that are still open", async () => {
  for (const [seats, each] of [[1, 8], [2, 8], [5, 4], [10, 2]] as const) {
    const sharing = await Sharing.of(seats);
    using _model = sharing.model;
    const all = sharing.receive(seats);
    for (const { engine } of all) engine.options.onLanesWanted(8);
    const wanted = all.map(({ peer }) => peer.lanesWanted.at(-1));
    assert.deepEqual(wanted, all.map(() => each));
  }
});

Deno.test("SenderModel gives the last recipients the lanes of those that have everything", async () => {
  const sharing = await Sharing.of(5);
  using _model = sharing.model;
  const all = sharing.receive(5);
  for (const { engine } of all.slice(0, 3)) engine.done();
  all[4]?.engine.options.onLanesWanted(8);
  assert.deepEqual(all[4]?.peer.lanesWanted, [8]);
});

Deno.test("SenderModel with several recipients goes on after a reload with as many seats", async () => {
  const before = await Sharing.of(5);
  before.receive(3);
  before.model.leave();
  assert.ok(before.meeting.isVanished);
  const after = new Sharing(before.bench.home);
  using model = after.model;
  model.open();
  for (let tries = 0; !isResuming(model.state.value); tries++) {
    assert.ok(tries < 100, model.state.value.kind);
    await passed();
  }
  model.choose([sharedFile(file)]);
  after.meeting = await after.bench.met();
  const { join } = after.meeting.options;
  assert.equal(join.role === "owner" && join.guests, 5);
  after.receive(3);
  await settle();
  assert.equal(after.recipients.filter(isPresent).length, 3);
  const state = model.state.value;
  assert.equal("seats" in state && state.seats, 5);
});
