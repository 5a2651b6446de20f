import assert from "node:assert/strict";
import type { ReadonlySignal } from "@preact/signals";
import { createLinkSecret, encodeLinkKey, joinTokenOf } from "../../security/link.ts";
import type { FakeMeeting } from "../fakes/fake_meeting.ts";
import { settle } from "../simulation/simulation.ts";
import {
  assertOver,
  kindOf,
  type PageBench,
  passed,
  shownReasonOf,
  type ShownState,
} from "./model_bench.ts";

/** What the models of all pages that open a link have in common. */
export interface GuestModel extends Disposable {
  readonly state: ReadonlySignal<ShownState>;
  /** @param hash what follows the address of the link */
  open(hash: string): void;
  /** The address of the page has another fragment now. */
  reopen(hash: string): void;
  leave(): void;
}

/** The page of a guest without a browser or a server. */
export interface GuestBench extends PageBench {
  readonly model: GuestModel;
  /** Opens the link and waits until the page is at the meeting. */
  open(hash: string): Promise<FakeMeeting>;
}

/** A model of a guest's page that is tried. */
export interface GuestModelCase<Bench extends GuestBench> {
  readonly name: string;
  readonly newBench: () => Bench;
  /** Brings a page to each of its states. */
  readonly stages: Readonly<Record<string, (bench: Bench) => Promise<unknown>>>;
}

/** Tests how the page of a guest opens a link, and how it ends. */
export function testGuestModel<Bench extends GuestBench>(
  { name, newBench, stages }: GuestModelCase<Bench>,
): void {
  const secret = createLinkSecret();
  const hash = `#${encodeLinkKey(secret)}`;

  Deno.test(`${name} joins as a guest with what the key derives, and never with the key`, async () => {
    const bench = newBench();
    using _model = bench.model;
    const { options } = await bench.open(hash);
    assert.deepEqual(options.secret, secret);
    assert.ok(options.join.role === "guest");
    assert.equal(options.join.joinToken, await joinTokenOf(secret));
    assert.ok(!JSON.stringify(options.join).includes(hash.slice(1)));
  });

  for (
    const [what, text, reason] of [
      ["no fragment", "", "no-key"],
      ["an empty fragment", "#", "no-key"],
      ["a key that was cut short", hash.slice(0, -3), "wrong-key"],
      ["a fragment of something else", "#top", "wrong-key"],
    ] as const
  ) {
    Deno.test(`${name} says ${reason} for a link with ${what}, and asks nobody`, async () => {
      const bench = newBench();
      using _model = bench.model;
      bench.model.open(text);
      await settle();
      assert.equal(shownReasonOf(bench), reason);
      assert.equal(bench.meetings.length, 0);
    });
  }

  for (const before of ["", "#top", hash.slice(0, -3)]) {
    Deno.test(`${name} opens the whole link where its fragment was "${before.slice(0, 4)}" before`, async () => {
      const bench = newBench();
      using _model = bench.model;
      bench.model.open(before);
      await settle();
      const failure = shownReasonOf(bench);
      assert.ok(failure === "no-key" || failure === "wrong-key");
      bench.model.reopen(hash);
      while (bench.meetings.length === 0) await settle();
      assert.deepEqual(bench.meeting.options.secret, secret);
      assert.notEqual(kindOf(bench), "failed");
    });
  }

  Deno.test(`${name} goes to the other meeting where its fragment changes before it met anybody`, async () => {
    const bench = newBench();
    using _model = bench.model;
    const first = await bench.open(hash);
    const other = createLinkSecret();
    bench.model.reopen(`#${encodeLinkKey(other)}`);
    while (bench.meetings.length === 1) await settle();
    assert.ok(first.isLeft);
    assert.deepEqual(bench.meeting.options.secret, other);
  });

  Deno.test(`${name} says what the browser lacks`, async () => {
    const bench = newBench();
    using _model = bench.model;
    bench.unsupported = "no-webrtc";
    bench.model.open(hash);
    await settle();
    assert.equal(shownReasonOf(bench), "no-webrtc");
    assert.equal(bench.meetings.length, 0);
  });

  Deno.test(`${name} fails, instead of opening for ever, where joining itself fails`, async () => {
    const bench = newBench();
    using _model = bench.model;
    bench.meet = () => Promise.reject(new Error("no sockets here"));
    bench.model.open(hash);
    const opening = kindOf(bench);
    while (kindOf(bench) === opening) await settle();
    assert.equal(shownReasonOf(bench), "internal");
  });

  for (const [stage, reach] of Object.entries(stages)) {
    Deno.test(`${name} leaves and is disposed while ${stage}, and nothing remains`, async () => {
      for (const end of ["leave", Symbol.dispose] as const) {
        const bench = newBench();
        await reach(bench);
        const shown = bench.model.state.value;
        bench.model[end]();
        await settle();
        assertOver(bench);
        assert.ok(bench.meeting.isLeft);
        assert.equal(bench.model.state.value, shown);
      }
    });
  }

  for (const [stage, reach] of Object.entries(stages)) {
    Deno.test(`${name} stays where it is when the fragment changes while ${stage}, unless it waits`, async () => {
      const bench = newBench();
      using _model = bench.model;
      await reach(bench);
      const shown = bench.model.state.value;
      const meetings = bench.meetings.length;
      if (["loading", "waiting", "connecting", "failed", "ended"].includes(kindOf(bench))) return;
      bench.model.reopen(`#${encodeLinkKey(createLinkSecret())}`);
      await passed();
      assert.equal(bench.model.state.value, shown);
      assert.equal(bench.meetings.length, meetings);
    });
  }

  Deno.test(`${name} goes nowhere when it is disposed before it could join`, async () => {
    const bench = newBench();
    bench.model.open(hash);
    bench.model[Symbol.dispose]();
    await passed();
    assert.ok(bench.meetings.every(({ isStarted }) => !isStarted));
  });
}
