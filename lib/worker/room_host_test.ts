import assert from "node:assert/strict";
import type { LaneHandle } from "../peer/lanes/lane_handle.ts";
import type { TransferMessage } from "../protocol/control_message.ts";
import { FailureError } from "../protocol/failure.ts";
import { memorySinkFactory } from "../storage/memory/memory_sink.ts";
import { NoRoomError } from "../storage/no_room_error.ts";
import { destinationStore, type PlacingStore } from "../storage/destination/destination_store.ts";
import { asFile } from "../storage/received_file.ts";
import { sharedFile } from "../storage/sources/shared_item.ts";
import { FakeClock } from "../testing/fakes/fake_clock.ts";
import { FakeDataChannel } from "../testing/fakes/fake_data_channel.ts";
import { framesOf } from "../testing/simulation/frame_count.ts";
import { syncDigest } from "../testing/fakes/memory_ports.ts";
import { SeededRandom } from "../testing/simulation/seeded_random.ts";
import { newToken } from "../testing/servers/signaling_fixture.ts";
import { settle } from "../testing/simulation/simulation.ts";
import { keepNothing } from "../storage/keep_nothing.ts";
import type { SinkFactory } from "../transfer/ports.ts";
import type { ReceivingState, SendingState } from "../transfer/state.ts";
import { EngineRoom, type EngineRoomOptions } from "./engine_room.ts";
import type { HostedReceiver, HostedSender } from "./engines.ts";
import type { HostReply, HostRequest } from "./host_messages.ts";
import { localRoom } from "./local_room.ts";
import { RoomHost, type RoomSource, workerRoom } from "./room_host.ts";

/** A worker on this thread: what is posted arrives later, in order. */
class FakeWorker extends EventTarget {
  readonly #room: EngineRoom;
  #isTerminated = false;

  constructor(options: Omit<EngineRoomOptions, "post">) {
    super();
    const post = (data: HostReply) =>
      this.#later(() => this.dispatchEvent(new MessageEvent("message", { data })));
    this.#room = new EngineRoom({ ...options, post });
    post({ type: "ready" });
  }

  postMessage(request: HostRequest): void {
    this.#later(() => this.#room.receive(request));
  }

  terminate(): void {
    this.#isTerminated = true;
  }

  #later(run: () => void): void {
    queueMicrotask(() => !this.#isTerminated && run());
  }
}

/** A channel that no lane can be made of. */
const BROKEN = new class extends FakeDataChannel {
  readonly error = new Error("it broke");

  override addEventListener(): never {
    throw this.error;
  }
}();

const KINDS = ["worker", "page"] as const;
type Kind = (typeof KINDS)[number];

/** A room that was opened, as a test sees it. */
interface OpenedRoom {
  readonly clock: FakeClock;
  readonly replies: HostReply[];
  isClosed: boolean;
  /** Takes each reply to the host. */
  reply: (reply: HostReply) => void;
  /** Takes each request to the room. */
  post: (request: HostRequest) => void;
  /** Makes it fail. */
  crash: () => void;
}

class Side {
  readonly kind: Kind;
  readonly rooms: OpenedRoom[] = [];
  readonly clock = new FakeClock();
  readonly host: RoomHost;
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
  /** How often storage was opened. */
  opened = 0;
  storageError: unknown;
  #worker: FakeWorker | undefined;

  constructor(kind: Kind) {
    this.kind = kind;
    this.host = new RoomHost(this.#watched(kind === "worker" ? this.#inWorker() : this.#onPage()));
  }

  #inWorker(): RoomSource {
    return workerRoom(() => {
      const { clock } = this;
      this.opened++;
      this.#worker = new FakeWorker({ clock, digest: syncDigest, store: this.#store() });
      return this.#worker as unknown as Worker;
    });
  }

  #onPage(): RoomSource {
    // deno-lint-ignore require-await -- a promise by the contract
    const openStorage = async () => {
      this.opened++;
      if (this.storageError) throw this.storageError;
      return this.#store();
    };
    return localRoom({ clock: this.clock, digest: syncDigest, openStorage });
  }

  #store(): PlacingStore {
    return destinationStore(keepNothing(this.sinks));
  }

  /** The same source, whose rooms a test sees into. */
  #watched({ load, open }: RoomSource): RoomSource {
    return {
      load,
      open: ({ onReply, onLost }) => {
        const port = open({ onReply: (reply) => room.reply(reply), onLost });
        const worker = this.#worker;
        const room: OpenedRoom = {
          clock: this.clock,
          replies: [],
          isClosed: false,
          reply(reply) {
            room.replies.push(reply);
            onReply(reply);
          },
          post: (request) => port.post(request),
          crash: () => {
            const error = { message: "it broke", cancelable: true };
            if (worker) worker.dispatchEvent(new ErrorEvent("error", error));
            else port.post({ type: "lane", lane: 99, channel: BROKEN.asChannel });
          },
        };
        this.rooms.push(room);
        return {
          post: (request) => room.post(request),
          close() {
            room.isClosed = true;
            port.close();
          },
        };
      },
    };
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

async function connected(kind: Kind, ...files: File[]) {
  const there = new Side(kind);
  const here = new Side(kind);
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

/** The other side hangs up as soon as it hears the word that ends it, before the room says more. */
function hangUpAfter(word: TransferMessage["type"], side: Side, engine: HostedReceiver): void {
  const room = side.rooms[0]!;
  const { reply } = room;
  room.reply = (data) => {
    const isState = data.type === "engine" && data.reply.type === "state";
    if (isState && side.said.some(({ type }) => type === word)) {
      engine.fail(new FailureError("peer-left", "Cannot go on: it hung up"), "there");
    }
    reply(data);
  };
}

for (const kind of KINDS) {
  Deno.test(`RoomHost, ${kind}: a transfer runs from worker to worker, and the pages hear of it`, async () => {
    const bytes = new SeededRandom(1).bytes(3_000_000);
    const { there, here, sender, receiver } = await connected(
      kind,
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

  Deno.test(`RoomHost, ${kind}: many small files are few messages, all of them before the end`, async () => {
    const files = Array.from({ length: 300 }, (_, index) => new File([`${index}`], `${index}`));
    const { here, receiver } = await connected(kind, ...files);
    receiver.accept();
    await here.reached("done");
    assert.deepEqual(
      await Promise.all(here.saved.map((file) => file.text())),
      files.map(({ name }) => name),
    );
    const types = here.rooms[0]!.replies.map((said) => {
      if (said.type !== "engine") return said.type;
      return said.reply.type === "control" ? said.reply.message.type : said.reply.type;
    });
    assert.ok(types.filter((type) => type === "saved").length < 5, `${types}`);
    assert.ok(types.lastIndexOf("saved") < types.lastIndexOf("state"), `${types}`);
  });

  Deno.test(`RoomHost, ${kind}: a page is done with its receipt, though the sender hangs up in the same moment`, async () => {
    const { here, receiver } = await connected(kind, new File(["12"], "a"));
    hangUpAfter("receipt", here, receiver);
    receiver.accept();
    await here.reached("done");
    assert.deepEqual(here.kinds, ["offered", "preparing", "receiving", "done"]);
  });

  Deno.test(`RoomHost, ${kind}: a page fails for its own reason, though the sender hangs up in the same moment`, async () => {
    const { here, receiver } = await connected(kind, new File(["12"], "a"));
    here.sinks.reserve = () => Promise.reject(new NoRoomError("storage-full", 10, 7));
    hangUpAfter("abort", here, receiver);
    receiver.accept();
    await here.reached("failed");
    assert.equal((here.states.at(-1) as { reason: string }).reason, "storage-full");
    assert.deepEqual(here.said.at(-1), { type: "abort", reason: "storage-full" });
  });

  Deno.test(`RoomHost, ${kind}: both pages hear who pauses`, async () => {
    const { there, here, receiver } = await connected(kind, new File(["12"], "a"));
    receiver.pause();
    await settle();
    assert.deepEqual([there.pausedBy, here.pausedBy], [new Set(["there"]), new Set(["here"])]);
    receiver.resume();
    await settle();
    assert.deepEqual([there.pausedBy, here.pausedBy], [new Set(), new Set()]);
  });

  Deno.test(`RoomHost, ${kind}: frames received are reported as signs of life while there are lanes`, async () => {
    const { here, receiver } = await connected(kind, new File([new Uint8Array(200_000)], "a"));
    const { clock } = here;
    receiver.accept();
    await here.reached("done");
    clock.advance(250);
    await settle();
    assert.equal(here.lane?.received, framesOf(200_000));
    here.lane?.close();
    await settle();
    clock.advance(250);
    assert.equal(clock.pendingTasks, 0);
  });

  Deno.test(`RoomHost, ${kind}: an end from the page says why at once, before anything else can be closed`, async () => {
    const { there, here, sender, receiver } = await connected(kind, new File(["12"], "a"));
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

  Deno.test(`RoomHost, ${kind}: a refusal keeps its numbers on the way to the page`, async () => {
    const { here, receiver } = await connected(kind, new File(["12"], "a"));
    const room = new NoRoomError("storage-full", 10, 7);
    here.sinks.reserve = () => Promise.reject(room);
    receiver.accept();
    await here.reached("failed");
    assert.deepEqual((here.states.at(-1) as { cause: unknown }).cause, room);
  });

  Deno.test(`RoomHost, ${kind}: a channel that closes and a peer that lies are told to whoever made the lane`, async () => {
    const { there, here } = await connected(kind, new File(["12"], "a"));
    there.channel.receive("text is no frame");
    await settle();
    assert.deepEqual(there.closed, ["violation"]);
    here.channel.close();
    await settle();
    assert.deepEqual(here.closed, ["close"]);
    assert.deepEqual(there.closed, ["violation", "close"]);
  });

  Deno.test(`RoomHost, ${kind}: a lane that the page closes is silent from then on`, async () => {
    const side = new Side(kind);
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

  Deno.test(`RoomHost, ${kind}: a room that crashes ends its engines and lanes, and another is opened`, async () => {
    const { there, here, receiver } = await connected(kind, new File(["12"], "a"));
    here.rooms[0]!.crash();
    await settle();
    assert.equal(here.rooms[0]!.isClosed, true);
    const cause = kind === "worker"
      ? new FailureError("internal", "Cannot go on: the worker failed: it broke")
      : new FailureError("internal", "Cannot go on: an engine failed", { cause: BROKEN.error });
    assert.deepEqual(here.states.at(-1), {
      kind: "failed",
      reason: "internal",
      side: "here",
      cause,
    });
    assert.deepEqual(here.said.at(-1), { type: "abort", reason: "internal" });
    assert.deepEqual(here.closed, ["close"]);
    await there.reached("failed");
    receiver.accept();
    await here.receiver();
    assert.equal(here.rooms.length, 2);
  });

  Deno.test(`RoomHost, ${kind}: a room that can't be loaded is told to who waits, and tried again`, async () => {
    const side = new Side(kind);
    side.storageError = new TypeError("Failed to fetch");
    const loading = side.host.load();
    if (kind === "worker") side.rooms[0]!.crash();
    await assert.rejects(
      loading,
      kind === "worker"
        ? /Cannot use the engines: the worker failed: it broke/
        : (error) => error === side.storageError,
    );
    side.storageError = undefined;
    await side.host.load();
    assert.equal(side.opened, 2);
  });

  Deno.test(`RoomHost, ${kind}: engines are made ready once, however often they are asked for`, async () => {
    const side = new Side(kind);
    const [first, second] = await Promise.all([side.host.load(), side.host.load()]);
    assert.equal(first, second);
    assert.equal(await side.host.load(), first);
    assert.equal(side.opened, 1);
  });

  Deno.test(`RoomHost, ${kind}: who asks something of an engine isn't told anything before that returns`, async () => {
    const { here, receiver } = await connected(kind, new File(["12"], "a"));
    receiver.accept();
    receiver.pause();
    assert.deepEqual([here.kinds, [...here.pausedBy]], [["offered"], []]);
    await here.reached("preparing");
  });

  Deno.test(`RoomHost, ${kind}: engines refuse lanes of another host`, async () => {
    const side = new Side(kind);
    const receiver = await side.receiver();
    assert.throws(() => receiver.addLane({ received: 0, close: () => {} }), TypeError);
  });

  Deno.test(`RoomHost, ${kind}: what is shared goes to the room without the way back, which can't be posted`, async () => {
    const side = new Side(kind);
    const { createSender } = await side.host.load();
    const posted: HostRequest[] = [];
    const [room] = side.rooms;
    assert.ok(room);
    room.post = (request) => void posted.push(request);
    const file = new File(["1"], "x");
    createSender({
      files: [{ path: "a/x", file, way: Promise.resolve(undefined) }, { path: "a/empty/" }],
      transferId: newToken(),
      control: side.control,
      onState: () => {},
      onLanesWanted: () => {},
    });
    const [request] = posted;
    assert.ok(request?.type === "engine" && request.request.type === "create-sender");
    assert.deepEqual(request.request.files, [{ path: "a/x", file }, { path: "a/empty/" }]);
  });
}

Deno.test("localRoom that crashed has let go of its lanes", async () => {
  const { here } = await connected("page", new File(["12"], "a"));
  here.rooms[0]!.crash();
  await settle();
  assert.ok(here.channel.isReleased);
  assert.equal(here.clock.pendingTasks, 0);
});
