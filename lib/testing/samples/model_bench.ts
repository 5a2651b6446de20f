import assert from "node:assert/strict";
import type { ReadonlySignal } from "@preact/signals";
import { onceTried } from "../../base/once_tried.ts";
import type { PeerMedia } from "../../peer/cargo.ts";
import { FailureError, type FailureReason } from "../../protocol/failure.ts";
import { parseSessionId, type SessionId } from "../../protocol/ids.ts";
import { memorySinkFactory } from "../../storage/memory/memory_sink.ts";
import {
  destinationStore,
  type OwnStore,
  type PlacingStore,
} from "../../storage/destination/destination_store.ts";
import type { ReceivedFile } from "../../storage/received_file.ts";
import { sharedFile } from "../../storage/sources/shared_item.ts";
import { keepNothing } from "../../storage/keep_nothing.ts";
import type { TransferStore } from "../../transfer/ports.ts";
import { holdTab } from "../../ui/session/active_tab.ts";
import type { GuardedMeeting, MeetingOptions } from "../../ui/session/meeting.ts";
import type { OwnMeeting, SenderEdges } from "../../ui/send/edges.ts";
import { shareRecords } from "../../ui/send/resume/share_records.ts";
import { ReceiverModel } from "../../ui/receive/receiver_model.ts";
import { SenderModel } from "../../ui/send/sender_model.ts";
import { leftOversModel } from "../../ui/saving/left_overs_model.ts";
import {
  receivedBeforeModel,
  type ReceivedBeforeOptions,
} from "../../ui/saving/received_before_model.ts";
import * as receiverLate from "../../ui/receive/late_parts.ts";
import type { Engines } from "../../worker/engines.ts";
import { directEngines } from "../fakes/direct_engines.ts";
import { FakeClock } from "../fakes/fake_clock.ts";
import { FakeDirectories, FakeDisk, FakeGuards } from "../fakes/fake_disk.ts";
import { FakeTabStorage } from "../fakes/fake_tab_storage.ts";
import { FakeLocks } from "../fakes/fake_locks.ts";
import { FakeMeeting, type FakePeer } from "../fakes/fake_meeting.ts";
import { FakePicker } from "../fakes/fake_picker.ts";
import { MemoryShareStore } from "../fakes/memory_share_store.ts";
import { newToken } from "../servers/signaling_fixture.ts";
import { settle } from "../simulation/simulation.ts";

/** The session that every bench uses. */
export const SESSION = parseSessionId("9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80") as SessionId;

/** The link without its key. */
export const SESSION_URL = `https://files.example.org/room/${SESSION}`;

/**
 * How long a page may take to its meeting. By the clock and not by rounds of the event loop: keys are
 * derived on other threads, which a busy machine may keep waiting for many rounds.
 */
const MEETING_MS = 10_000;

/** What all pages have in common: a clock, and the meetings they went to. */
export abstract class PageBench {
  readonly clock = new FakeClock();
  readonly meetings: FakeMeeting[] = [];
  unsupported: FailureReason | undefined;
  meet = (
    options: MeetingOptions,
    createMedia?: () => PeerMedia,
  ): Promise<OwnMeeting & GuardedMeeting> => {
    const meeting = new FakeMeeting(options, createMedia);
    this.meetings.push(meeting);
    return Promise.resolve(meeting);
  };
  protected readonly edges = {
    clock: this.clock,
    checkSupport: () => this.unsupported,
    meet: (options: MeetingOptions, createMedia?: () => PeerMedia) =>
      this.meet(options, createMedia),
  };

  /** The meeting the page is at. */
  get meeting(): FakeMeeting {
    const meeting = this.meetings.at(-1);
    if (!meeting) throw new Error("The page went to no meeting");
    return meeting;
  }

  /** Resolves when the page is at a meeting that began. */
  async met(count = 1): Promise<FakeMeeting> {
    const end = performance.now() + MEETING_MS;
    while (performance.now() < end) {
      if (this.meetings.length >= count && this.meeting.isStarted) return this.meeting;
      await settle();
    }
    throw new Error(`The page went to ${this.meetings.length} meetings, not to ${count}`);
  }
}

const inMemory = () => keepNothing(memorySinkFactory());

/** A page of files: its engines run in this process. */
abstract class FileBench extends PageBench {
  openStorage: () => Promise<TransferStore<ReceivedFile> | OwnStore | PlacingStore> = () =>
    Promise.resolve(inMemory());
  loadEngines = (): Promise<Engines> => this.#engines();
  readonly #engines = onceTried(async () => {
    const store = await this.openStorage();
    return directEngines(
      this.clock,
      "at" in store ? store : destinationStore({
        find: (transfer) => store.find(transfer),
        open: (transfer) => store.open(transfer),
        openNotes: (transfer) =>
          "openNotes" in store ? store.openNotes(transfer) : inMemory().openNotes(),
      }),
    );
  });
  protected readonly shared = { ...this.edges, loadEngines: () => this.loadEngines() };
}

/** What outlives a page: its tab's address, its browser's locks and the shares kept there. */
export class SenderHome {
  readonly tabStorage = new FakeTabStorage();
  readonly locks = new FakeLocks();
  readonly store = new MemoryShareStore();
}

/** The sender's page without a browser or a server. */
export class SenderBench extends FileBench {
  readonly home: SenderHome;
  sessions = 0;
  createSession: SenderEdges["createSession"] = () => {
    this.sessions++;
    return Promise.resolve({
      id: SESSION,
      kind: "file",
      url: SESSION_URL,
      ownerToken: newToken(),
    });
  };
  readonly model: InstanceType<typeof SenderModel>;

  /** @param home what a page that was here before has left, as after a reload */
  constructor(home = new SenderHome()) {
    super();
    this.home = home;
    const { tabStorage, store, locks } = home;
    this.model = new SenderModel({
      ...this.shared,
      createSession: (...args) => this.createSession(...args),
      holdTab: (name, options) => holdTab(name, { ...options, locks, clock: this.clock }),
      shares: shareRecords(tabStorage, () => Promise.resolve(store)),
    });
  }

  /** Chooses files and shares them. */
  async share(...files: File[]): Promise<FakeMeeting> {
    this.model.choose(files.map(sharedFile));
    await this.model.share();
    return this.meeting;
  }

  /** The key of the link on the page. */
  get hash(): string {
    const state = this.model.state.value;
    if (!("link" in state) || !state.link) throw new Error(`No link: ${state.kind}`);
    return new URL(state.link).hash;
  }
}

/** The receiver's page without a browser or a server; files end in memory. */
export class ReceiverBench extends FileBench {
  /** The locks of its browser. */
  locks = new FakeLocks();
  /** The tokens its browser keeps, by session. */
  readonly tokens = new Map<string, string>();
  /** Its reader, who is asked where files shall go. */
  readonly picker = new FakePicker();
  /** What earlier transfers of its browser have left. */
  directories = new FakeDirectories(new FakeDisk(), new FakeGuards());
  /** Ms since 1970, of what is kept. */
  now = 1_000_000;
  zipBlob = receiverLate.zipBlob;
  /** By URL: what may still be saved. */
  readonly urls = new Map<string, File>();
  readonly revoked: string[] = [];
  /** The files that were saved as by a click, under their names. */
  readonly saved: (readonly [name: string, file: File | undefined])[] = [];
  readonly model = new ReceiverModel({
    ...this.shared,
    tabTokens: () => ({ peerToken: newToken() }),
    holdTab: (name, options) => holdTab(name, { ...options, locks: this.locks, clock: this.clock }),
    seatTokens: {
      load: (sessionId) => Promise.resolve(this.tokens.get(sessionId)),
      keep: (sessionId, token) => Promise.resolve(void this.tokens.set(sessionId, token)),
    },
    loadLate: () =>
      Promise.resolve({
        ...receiverLate,
        destinationPicker: () => this.picker,
        leftOversModel: (sessionId: string) => leftOversModel(sessionId, this.directories),
        receivedBeforeModel: (options: ReceivedBeforeOptions) =>
          receivedBeforeModel({ ...options, directories: this.directories, now: () => this.now }),
        zipBlob: (...args: Parameters<typeof receiverLate.zipBlob>) => this.zipBlob(...args),
      }),
    saveUrl: (file) => {
      const url = `blob:${this.urls.size}`;
      this.urls.set(url, file);
      return { url, revoke: () => this.revoked.push(url) };
    },
    save: (url, name) => this.saved.push([name, this.urls.get(url)]),
  }, SESSION);

  /** Opens the link and waits until the page is at the meeting. */
  async open(hash: string): Promise<FakeMeeting> {
    this.model.open(hash);
    return await this.met(this.meetings.length + 1);
  }
}

/** What every page shows. */
export interface ShownState {
  readonly kind: string;
  readonly failure?: { readonly reason: FailureReason };
}

/** A page whose state a test looks at. */
export interface ShownPage<State> {
  readonly model: { readonly state: ReadonlySignal<State> };
}

/** What kind of state a page shows. */
export function kindOf<State extends ShownState>({ model }: ShownPage<State>): State["kind"] {
  return model.state.value.kind;
}

/** Why a page failed; fails where it didn't. */
export function shownReasonOf({ model }: ShownPage<ShownState>): FailureReason {
  const { kind, failure } = model.state.value;
  assert.equal(kind, "failed");
  return failure?.reason ?? assert.fail("no reason");
}

/** Asserts that a page has let go of everything: no timer, no meeting and nobody is left. */
export function assertOver({ clock, meetings }: PageBench): void {
  assert.equal(clock.pendingTasks, 0, "a timer is left");
  for (const { isLeft, isStarted, peers } of meetings) {
    assert.ok(isLeft || !isStarted, "a meeting is left");
    assert.ok(peers.every(({ isOver }) => isOver), "a connection is left");
  }
}

/** Somebody comes to a meeting, up to a proven connection. */
export function arrive(meeting: FakeMeeting): FakePeer {
  const peer = meeting.introduce();
  peer.become({ kind: "connecting" });
  peer.become({ kind: "connected", path: undefined });
  return peer;
}

/** Resolves when a model is in a state of this kind. */
export async function reached<State extends { readonly kind: string }, Kind extends State["kind"]>(
  state: ReadonlySignal<State>,
  kind: Kind,
): Promise<Extract<State, { kind: Kind }>> {
  const isThere = (value: State): value is Extract<State, { kind: Kind }> => value.kind === kind;
  return await new Promise((resolve, reject) => {
    let stop: (() => void) | undefined = undefined;
    stop = state.subscribe((value) => {
      if (isThere(value)) resolve(value);
      else if (value.kind === "failed") reject(new FailureError("internal", JSON.stringify(value)));
      else return;
      queueMicrotask(() => stop?.());
    });
  });
}

/** Resolves when what pages began before has come to its end: a page that begins now is through. */
export async function passed(): Promise<void> {
  await new SenderBench().share(new File([], "later"));
  await new ReceiverBench().open(`#${newToken()}`);
  await settle();
}
