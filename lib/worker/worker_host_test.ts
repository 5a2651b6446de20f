import assert from "node:assert/strict";
import type { LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError } from "../protocol/failure.ts";
import { memorySinkFactory } from "../storage/memory/memory_sink.ts";
import { NoRoomError } from "../storage/no_room_error.ts";
import { NO_NOTES } from "../storage/notes.ts";
import { destinationStore } from "../storage/destination/destination_store.ts";
import { asFile } from "../storage/received_file.ts";
import { sharedFile } from "../storage/sources/shared_item.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakeDataChannel } from "../testing/fakes/fake_data_channel.ts";
import { framesOf } from "../testing/simulation/frame_count.ts";
import { syncDigest } from "../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { newToken } from "../testing/servers/signaling_fixture.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { keepNothing } from "../transfer/receive/keep_nothing.ts";
import type { SinkFactory } from "../transfer/ports.ts";
import type { ReceivingState, SendingState } from "../transfer/state.ts";
import { EngineRoom } from "./engine_room.ts";
import type { HostedReceiver, HostedSender } from "./engines.ts";
import type { HostReply, HostRequest } from "./host_messages.ts";
import { WorkerHost } from "./worker_host.ts";

/** A worker on this thread: what is posted arrives later, in order. */
class LocalWorker extends EventTarget {
  readonly clock = new FakeClock();
  terminated = false;
  readonly replies: HostReply[] = [];
  readonly #room: EngineRoom;

  constructor(sinks: SinkFactory<File>) {
    super();
    const post = (reply: HostReply) => this.#later(() => this.reply(reply));
    const own = keepNothing(sinks);
    const store = destinationStore({ ...own, openNotes: () => Promise.resolve(NO_NOTES) });
    this.#room = new EngineRoom({ clock: this.clock, digest: syncDigest, store, post });
    post({ type: "ready" });
  }

  postMessage(request: HostRequest): void {
    this.#later(() => this.#room.receive(request));
  }

  reply(data: HostReply): void {
    this.replies.push(data);
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  crash(): void {
    this.dispatchEvent(new ErrorEvent("error", { message: "it broke", cancelable: true }));
  }

  terminate(): void {
    this.terminated = true;
  }

  #later(run: () => void): void {
    queueMicrotask(() => !this.terminated && run());
  }
}

class Side {
  readonly workers: LocalWorker[] = [];
  readonly host: WorkerHost;
  readonly said: TransferMessage[] = [];
  readonly states: (SendingState | ReceivingState)[] = [];
  readonly saved: File[] = [];
  readonly wanted: number[] = [];
  pausedBy: ReadonlySet<string> = new Set();
  readonly channel = new FakeDataChannel();
  readonly closed: string[] = [];
  sinks: SinkFactory<File> = memorySinkFactory();
  lane: LaneHandle | undefined;
  /** Where what is said goes. */
  other: { receive(message: TransferMessage): void } | undefined;

  constructor() {
    this.host = new WorkerHost(() => {
      const worker = new LocalWorker(this.sinks);
      this.workers.push(worker);
      return worker as unknown as Worker;
    });
  }

  readonly control = {
    send: (message: TransferMessage) => {
      this.said.push(message);
      queueMicrotask(() => this.other?.receive(message));
    },
  };

  createLane(): LaneHandle {
    return this.lane = this.host.createLane({
      channel: this.channel.asChannel,
      maxMessageSize: () => 65_536,
      onViolation: () => this.closed.push("violation"),
      onClose: () => this.closed.push("close"),
    });
  }

  async sender(files: readonly File[]): Promise<HostedSender> {
    const { createSender } = await this.host.load();
    return createSender({
      files: files.map(sharedFile),
      transferId: newToken(),
      control: this.control,
      onState: (state) => this.states.push(state),
      onPaused: (by) => this.pausedBy = by,
      onLanesWanted: (count) => this.wanted.push(count),
    });
  }

  async receiver(): Promise<HostedReceiver> {
    const { createReceiver } = await this.host.load();
    return createReceiver({
      sessionId: "s",
      control: this.control,
      onState: (state) => this.states.push(state),
      onPaused: (by) => this.pausedBy = by,
      onSaved: (index, file) => this.saved[index] = asFile(file),
    });
  }

  get kinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  /** Resolves once this side came to a state of this kind. */
  async reached(kind: string): Promise<void> {
    for (let turn = 0; !this.kinds.includes(kind); turn++) {
      assert.ok(turn < 1_000, `not ${kind}: ${this.kinds}`);
      await settle();
    }
  }
}

async function connected(...files: File[]) {
  const there = new Side();
  const here = new Side();
  there.channel.linkTo(here.channel);
  const lanes = [there.createLane(), here.createLane()] as const;
  there.channel.open();
  here.channel.open();
  const sender = await there.sender(files);
  const receiver = await here.receiver();
  there.other = receiver;
  here.other = sender;
  receiver.addLane(lanes[1]);
  sender.start();
  sender.addLane(lanes[0]);
  await here.reached("offered");
  return { there, here, sender, receiver };
}

Deno.test("WorkerHost: a transfer runs from worker to worker, and the pages hear of it", async () => {
  const bytes = new SeededRandom(1).bytes(3_000_000);
  const { there, here, sender, receiver } = await connected(
    new File([bytes], "big.bin"),
    new File([], "empty"),
  );
  receiver.accept();
  await there.reached("done");
  await here.reached("done");
  assert.deepEqual(there.kinds, ["sending", "finishing", "done"]);
  assert.deepEqual(here.kinds, ["offered", "preparing", "receiving", "done"]);
  assert.deepEqual(new Uint8Array(await here.saved[0]!.arrayBuffer()), bytes);
  assert.equal(here.saved[1]!.size, 0);
  assert.deepEqual([sender.doneBytes, sender.totalBytes], [3_000_000, 3_000_000]);
  assert.deepEqual([receiver.doneBytes, receiver.totalBytes], [3_000_000, 3_000_000]);
  assert.deepEqual(there.wanted, [2]);
});

Deno.test("WorkerHost: many small files are few messages, all of them before the end", async () => {
  const files = Array.from({ length: 300 }, (_, index) => new File([`${index}`], `${index}`));
  const { here, receiver } = await connected(...files);
  receiver.accept();
  await here.reached("done");
  assert.deepEqual(
    await Promise.all(here.saved.map((file) => file.text())),
    files.map(({ name }) => name),
  );
  const types = here.workers[0]!.replies.map((reply) =>
    reply.type === "control" ? reply.message.type : reply.type
  );
  assert.ok(types.filter((type) => type === "saved").length < 5, `${types}`);
  assert.ok(types.lastIndexOf("saved") < types.lastIndexOf("state"), `${types}`);
});

/** The other side hangs up as soon as it hears the word that ends it, before the worker says more. */
function hangUpAfter(word: TransferMessage["type"], side: Side, engine: HostedReceiver): void {
  const worker = side.workers[0]!;
  const reply = worker.reply.bind(worker);
  worker.reply = (data) => {
    if (data.type === "state" && side.said.some(({ type }) => type === word)) {
      engine.fail(new FailureError("peer-left", "Cannot go on: it hung up"), "there");
    }
    reply(data);
  };
}

Deno.test("WorkerHost: a page is done with its receipt, though the sender hangs up in the same moment", async () => {
  const { here, receiver } = await connected(new File(["12"], "a"));
  hangUpAfter("receipt", here, receiver);
  receiver.accept();
  await here.reached("done");
  assert.deepEqual(here.kinds, ["offered", "preparing", "receiving", "done"]);
});

Deno.test("WorkerHost: a page fails for its own reason, though the sender hangs up in the same moment", async () => {
  const { here, receiver } = await connected(new File(["12"], "a"));
  here.sinks.reserve = () => Promise.reject(new NoRoomError("storage-full", 10, 7));
  hangUpAfter("abort", here, receiver);
  receiver.accept();
  await here.reached("failed");
  assert.equal((here.states.at(-1) as { reason: string }).reason, "storage-full");
  assert.deepEqual(here.said.at(-1), { type: "abort", reason: "storage-full" });
});

Deno.test("WorkerHost: both pages hear who pauses", async () => {
  const { there, here, receiver } = await connected(new File(["12"], "a"));
  receiver.pause();
  await settle();
  assert.deepEqual([there.pausedBy, here.pausedBy], [new Set(["there"]), new Set(["here"])]);
  receiver.resume();
  await settle();
  assert.deepEqual([there.pausedBy, here.pausedBy], [new Set(), new Set()]);
});

Deno.test("WorkerHost: frames received are reported as signs of life while there are lanes", async () => {
  const { here, receiver } = await connected(new File([new Uint8Array(200_000)], "a"));
  const worker = here.workers[0]!;
  receiver.accept();
  await here.reached("done");
  worker.clock.advance(250);
  await settle();
  assert.equal(here.lane?.received, framesOf(200_000));
  here.lane?.close();
  await settle();
  worker.clock.advance(250);
  assert.equal(worker.clock.pendingTasks, 0);
});

Deno.test("WorkerHost: an end from the page says why at once, before anything else can be closed", async () => {
  const { there, here, sender, receiver } = await connected(new File(["12"], "a"));
  sender.fail(new FailureError("cancelled", "Cannot go on: cancelled"));
  assert.deepEqual(there.said.at(-1), { type: "abort", reason: "cancelled" });
  assert.equal(there.kinds.at(-1), "failed");
  sender.fail(new FailureError("internal", "again"));
  assert.equal(there.kinds.filter((kind) => kind === "failed").length, 1);
  await here.reached("failed");
  assert.equal((here.states.at(-1) as { reason: string }).reason, "cancelled-by-peer");
  receiver.accept();
  await settle();
  assert.equal(here.kinds.at(-1), "failed");
  assert.equal(there.said.filter(({ type }) => type === "abort").length, 1);
});

Deno.test("WorkerHost: a refusal keeps its numbers on the way to the page", async () => {
  const { here, receiver } = await connected(new File(["12"], "a"));
  const room = new NoRoomError("storage-full", 10, 7);
  here.sinks.reserve = () => Promise.reject(room);
  receiver.accept();
  await here.reached("failed");
  assert.deepEqual((here.states.at(-1) as { cause: unknown }).cause, room);
});

Deno.test("WorkerHost: a channel that closes and a peer that lies are told to whoever made the lane", async () => {
  const { there, here } = await connected(new File(["12"], "a"));
  there.channel.receive("text is no frame");
  await settle();
  assert.deepEqual(there.closed, ["violation"]);
  here.channel.close();
  await settle();
  assert.deepEqual(here.closed, ["close"]);
  assert.deepEqual(there.closed, ["violation", "close"]);
});

Deno.test("WorkerHost: a lane that the page closes is silent from then on", async () => {
  const side = new Side();
  const lane = side.createLane();
  side.channel.open();
  await settle();
  lane.close();
  lane.close();
  side.channel.receive("text is no frame");
  side.channel.close();
  await settle();
  assert.deepEqual(side.closed, []);
  assert.ok(side.channel.isReleased);
});

Deno.test("WorkerHost: a worker that crashes ends its engines and lanes, and another is started", async () => {
  const { there, here, receiver } = await connected(new File(["12"], "a"));
  here.workers[0]!.crash();
  assert.equal(here.workers[0]!.terminated, true);
  assert.deepEqual(here.states.at(-1), {
    kind: "failed",
    reason: "internal",
    side: "here",
    cause: new FailureError("internal", "Cannot go on: the worker failed: it broke"),
  });
  assert.deepEqual(here.said.at(-1), { type: "abort", reason: "internal" });
  assert.deepEqual(here.closed, ["close"]);
  await there.reached("failed");
  receiver.accept();
  await here.receiver();
  assert.equal(here.workers.length, 2);
});

Deno.test("WorkerHost: a worker whose script can't be loaded is told to who waits, and tried again", async () => {
  const side = new Side();
  const loading = side.host.load();
  side.workers[0]!.crash();
  await assert.rejects(loading, /Cannot use the worker: it broke/);
  await side.host.load();
  assert.equal(side.workers.length, 2);
});

Deno.test("WorkerHost: engines refuse lanes of another place", async () => {
  const side = new Side();
  const receiver = await side.receiver();
  assert.throws(() => receiver.addLane({ received: 0, close: () => {} }), TypeError);
});

Deno.test("WorkerHost: what is shared goes to the worker without the way back, which can't be posted", async () => {
  const side = new Side();
  const { createSender } = await side.host.load();
  const posted: HostRequest[] = [];
  const [worker] = side.workers;
  assert.ok(worker);
  worker.postMessage = (request) => void posted.push(request);
  const file = new File(["1"], "x");
  createSender({
    files: [{ path: "a/x", file, way: Promise.resolve(undefined) }, { path: "a/empty/" }],
    transferId: newToken(),
    control: side.control,
    onState: () => {},
    onLanesWanted: () => {},
  });
  const [request] = posted;
  assert.ok(request?.type === "create-sender");
  assert.deepEqual(request.files, [{ path: "a/x", file }, { path: "a/empty/" }]);
});
