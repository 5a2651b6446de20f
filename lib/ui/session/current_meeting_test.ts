import assert from "node:assert/strict";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import type { RendezvousEvents } from "../../peer/rendezvous.ts";
import { CurrentMeeting } from "./current_meeting.ts";

/** A page that goes to meetings and writes down what it hears. */
class Page {
  readonly heard: string[] = [];
  readonly failures: FailureReason[] = [];
  readonly left: string[] = [];
  /** How each meeting tells, by its name. */
  readonly told = new Map<string, RendezvousEvents>();
  readonly current = new CurrentMeeting(({ reason }) => this.failures.push(reason));

  /** Goes to a meeting of this name. */
  async go(name: string, signal = this.current.signal): Promise<void> {
    const own = await this.current.enter(signal, (events) => {
      this.told.set(name, events);
      const leave = () => {
        this.left.push(name);
        events.onPeerAway();
      };
      return Promise.resolve({ start: () => events.onJoined(0), leave });
    }, {
      onJoined: () => this.heard.push(`${name} joined`),
      onServerLost: () => this.heard.push(`${name} lost`),
      onClosed: (reason) =>
        this.heard.push(`${name} closed for ${this.current.closedFor ?? reason}`),
      onPeerState: () => {},
      onPeerAway: () => this.heard.push(`${name} away`),
    });
    own.start();
  }
}

Deno.test("CurrentMeeting tells what happens at the meeting that was entered last, and at no other", async () => {
  const page = new Page();
  await page.go("first");
  await page.go("second");
  page.told.get("first")?.onServerLost(true);
  page.told.get("first")?.onClosed("session-ended");
  page.told.get("second")?.onServerLost(true);
  assert.deepEqual(page.heard, ["first joined", "second joined", "second lost"]);
  assert.ok(page.current.isOpen);
});

Deno.test("CurrentMeeting leaves once, hears what its leaving brings, and nothing after", async () => {
  const page = new Page();
  await page.go("only");
  page.current.leave();
  page.current.leave();
  page.told.get("only")?.onServerLost(true);
  assert.deepEqual(page.left, ["only"]);
  assert.deepEqual(page.heard, ["only joined", "only away"]);
  assert.ok(page.current.signal.aborted && page.current.own === undefined);
});

Deno.test("CurrentMeeting leaves in the way its page wants", async () => {
  const page = new Page();
  await page.go("only");
  const { own } = page.current;
  const left: unknown[] = [];
  page.current.leave((meeting) => left.push(meeting));
  assert.deepEqual([left, page.left], [[own], []]);
});

Deno.test("CurrentMeeting is open until the server closes its session, and knows why until it is left", async () => {
  const page = new Page();
  assert.ok(!page.current.isOpen);
  await page.go("only");
  assert.ok(page.current.isOpen);
  page.told.get("only")?.onClosed("session-ended");
  assert.deepEqual(page.heard.at(-1), "only closed for session-ended");
  assert.ok(!page.current.isOpen && page.current.own);
  page.current.leave();
  assert.equal(page.current.closedFor, undefined);
});

Deno.test("CurrentMeeting is at no meeting that was given up before it was made", async () => {
  const page = new Page();
  const going = page.current.begin((signal) => page.go("late", signal));
  page.current.leave();
  await going;
  assert.deepEqual([page.heard, page.failures, page.current.own], [[], [], undefined]);
});

Deno.test("CurrentMeeting says what failed of what was begun last, and nothing of what was given up", async () => {
  const page = new Page();
  const fail = (reason: FailureReason) => () =>
    Promise.reject(new FailureError(reason, "Cannot go"));
  const { promise, reject } = Promise.withResolvers<void>();
  const first = page.current.begin(() => promise);
  const second = page.current.begin(fail("session-full"));
  reject(new FailureError("session-unknown", "Cannot go"));
  await Promise.all([first, second]);
  assert.deepEqual(page.failures, ["session-full"]);
});
