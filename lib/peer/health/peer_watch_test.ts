import assert from "node:assert/strict";
import { FakeClock } from "../../testing/fakes/fake_clock.ts";
import { FakePeerConnection } from "../../testing/fakes/fake_peer_connection.ts";
import { PeerWatch } from "./peer_watch.ts";

/** A watch over a proven connection; whoever reads `news` has read it. */
class Fixture implements Disposable {
  readonly clock = new FakeClock();
  readonly pc = new FakePeerConnection();
  readonly watch: PeerWatch;
  frames = 0;
  asleepMs = 0;
  readonly #news: string[] = [];
  readonly #listeners = new AbortController();

  constructor() {
    const tell = (what: string) => () => void this.#news.push(what);
    this.watch = new PeerWatch({
      pc: this.pc.asConnection,
      clock: {
        now: () => this.clock.now() + this.asleepMs,
        after: (ms, run) => this.clock.after(ms, run),
      },
      isBound: () => true,
      framesReceived: () => this.frames,
      sendHeartbeat: () => {},
      onDoubt: tell("doubt"),
      onInterrupted: tell("interrupted"),
      onRecovered: tell("recovered"),
      onMended: tell("mended"),
      repair: tell("repair"),
      onFailure: (reason) => tell(reason)(),
    });
    this.pc.iceConnectionState = "connected";
    this.watch.start(this.#listeners.signal);
  }

  news(): string[] {
    return this.#news.splice(0);
  }

  /** The peer is heard twice a second. */
  hear(ms: number): void {
    for (let left = ms; left > 0; left -= 500) {
      this.watch.heard();
      this.clock.advance(500);
    }
  }

  [Symbol.dispose](): void {
    this.#listeners.abort();
    assert.equal(this.clock.pendingTasks, 0, "a timer is left");
  }
}

Deno.test("PeerWatch repairs after a second and a quarter of silence, and tells no reader", () => {
  using test = new Fixture();
  test.clock.advance(1_000);
  assert.deepEqual(test.news(), []);
  test.clock.advance(500);
  assert.deepEqual(test.news(), ["doubt", "repair"]);
  test.clock.advance(500);
  assert.deepEqual(test.news(), []);
  test.hear(1_000);
  assert.deepEqual(test.news(), ["mended"]);
  test.hear(5_000);
  assert.deepEqual(test.news(), []);
});

Deno.test("PeerWatch that repaired in doubt begins no second repair when it interrupts", () => {
  using test = new Fixture();
  test.clock.advance(2_500);
  assert.deepEqual(test.news(), ["doubt", "repair", "interrupted"]);
  // The way to the server is looked at every two seconds, the repair begun anew every ten.
  test.clock.advance(8_500);
  assert.deepEqual(test.news(), ["doubt", "doubt", "doubt", "doubt"]);
  test.clock.advance(500);
  assert.deepEqual(test.news(), ["doubt", "repair"]);
  test.watch.heard();
  assert.deepEqual(test.news(), ["recovered", "mended"]);
});

Deno.test("PeerWatch takes what had arrived before a change of network for no sign of mending", () => {
  using test = new Fixture();
  test.hear(500);
  test.watch.repairNow();
  assert.deepEqual(test.news(), ["doubt", "repair"]);
  test.frames++; // Counted by a worker just before.
  test.clock.advance(499);
  assert.deepEqual(test.news(), []);
  test.clock.advance(1_001);
  assert.deepEqual(test.news(), []);
  test.frames++;
  test.clock.advance(500);
  assert.deepEqual(test.news(), ["mended"]);
});

Deno.test("PeerWatch that slept repairs at once", () => {
  using test = new Fixture();
  test.asleepMs = 15_000;
  test.clock.advance(500);
  assert.deepEqual(test.news(), ["doubt", "repair"]);
});

Deno.test("PeerWatch leaves the repair to a peer that began one", () => {
  using test = new Fixture();
  test.clock.advance(1_000);
  test.watch.repairBegun();
  test.clock.advance(1_500);
  assert.deepEqual(test.news(), ["interrupted", "doubt"]);
});

Deno.test("PeerWatch repairs where pauses come often only every three seconds", () => {
  using test = new Fixture();
  test.clock.advance(1_500);
  test.hear(1_500);
  assert.deepEqual(test.news(), ["doubt", "repair", "mended"]);
  test.clock.advance(1_000);
  assert.deepEqual(test.news(), []);
  test.clock.advance(500);
  assert.deepEqual(test.news(), ["doubt", "repair"]);
});

const listed = { open: true, refused: false, peerListed: true };

Deno.test("PeerWatch waits for a peer that was silent for long before the server saw it go", () => {
  using test = new Fixture();
  test.clock.advance(15_000);
  test.watch.signalingChanged({ ...listed, peerListed: false });
  test.clock.advance(60_000);
  assert.ok(!test.news().includes("peer-left"));
  test.watch.signalingChanged(listed);
  test.watch.heard();
  test.hear(1_000);
  test.news();
  // It comes back, and closes.
  test.watch.signalingChanged({ ...listed, peerListed: false });
  test.clock.advance(4_000);
  assert.ok(test.news().includes("peer-left"));
});
