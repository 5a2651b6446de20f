import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import { extrasWith, RECEIVER_SAMPLES } from "../testing/samples/receiver_samples.ts";
import { SAMPLE_FILES, SAMPLE_PROGRESS, SENDER_SAMPLES } from "../testing/samples/ui_samples.ts";
import { type Language, LANGUAGES } from "./i18n/language.ts";
import { catalogueFor } from "./i18n/texts.ts";
import type { ReceiverExtras } from "./receive/late_transfer.ts";
import type { ReceiverState } from "./receive/receiver_state.ts";
import type { SenderState } from "./send/sender_state.ts";
import { ReceiverView } from "./receive/ReceiverView.tsx";
import { SenderView } from "./send/SenderView.tsx";

function nothing(): void {}

function sender(state: SenderState, language: Language = "en"): string {
  return renderToString(
    <SenderView
      state={signal(state)}
      progress={signal(SAMPLE_PROGRESS)}
      progressOf={() => signal(SAMPLE_PROGRESS)}
      seats={signal(1)}
      text={catalogueFor(language)}
      language={language}
      actions={{
        choose: () => true,
        setSeats: nothing,
        removeRecipient: nothing,
        stop: nothing,
        remove: nothing,
        share: nothing,
        reopen: nothing,
        pause: nothing,
        resume: nothing,
        copyLink: () => Promise.resolve(true),
        cancel: nothing,
        retry: nothing,
        reset: nothing,
      }}
    />,
  );
}

const RECEIVER_ACTIONS = {
  receive: nothing,
  receiveTo: nothing,
  pause: nothing,
  resume: nothing,
  cancel: nothing,
  pack: nothing,
  retry: nothing,
};

function receiver(
  state: ReceiverState,
  language: Language = "en",
  extras: ReceiverExtras | undefined = extrasWith(undefined),
): string {
  return renderToString(
    <ReceiverView
      state={signal(state)}
      extras={signal(extras)}
      progress={signal(SAMPLE_PROGRESS)}
      text={catalogueFor(language)}
      language={language}
      actions={RECEIVER_ACTIONS}
    />,
  );
}

function sample<State>(samples: Readonly<Record<string, State>>, name: string): State {
  const state = samples[name];
  assert.ok(state, name);
  return state;
}

function has(html: string, ...attributes: readonly string[]): void {
  for (const attribute of attributes) {
    assert.ok(html.includes(attribute), `${attribute} in ${html}`);
  }
}

function hasNot(html: string, ...attributes: readonly string[]): void {
  for (const attribute of attributes) {
    assert.ok(!html.includes(attribute), `no ${attribute} in ${html}`);
  }
}

function count(html: string, part: string): number {
  return html.split(part).length - 1;
}

const views = [
  [
    "sender",
    Object.entries(SENDER_SAMPLES).map(([name, state]) => ({
      name,
      state,
      render: (language: Language) => sender(state, language),
    })),
  ],
  [
    "receiver",
    Object.entries(RECEIVER_SAMPLES).map(([name, state]) => ({
      name,
      state,
      render: (language: Language) => receiver(state, language),
    })),
  ],
] as const;

for (const [island, cases] of views) {
  for (const { name, state, render } of cases) {
    Deno.test(`${island} view shows ${name} by the page contract in every language`, () => {
      for (const language of LANGUAGES) {
        const html = render(language);
        has(html, `data-island="${island}"`, `data-state="${state.kind}"`, 'role="status"');
        if (state.kind === "failed") has(html, `data-reason="${state.failure.reason}"`);
        else hasNot(html, "data-reason");
        assert.equal(count(html, "<h1"), 1);
        // The security policy forbids style attributes; a {placeholder} was left unfilled.
        assert.doesNotMatch(html, /\sstyle=|\{\w+\}|undefined|NaN/);
      }
    });
  }
}

Deno.test("sender view takes files before anything is chosen, and only then switches language", () => {
  const empty = sender(sample(SENDER_SAMPLES, "loading-empty"));
  has(empty, 'type="file"', 'data-part="files"', "multiple", 'data-action="language"');
  hasNot(empty, 'data-action="share"');
  hasNot(sender(sample(SENDER_SAMPLES, "loading-chosen")), 'data-action="language"');
});

Deno.test("sender view lists chosen files with name and size and offers to share them", () => {
  const html = sender(sample(SENDER_SAMPLES, "loading-hard-names"));
  assert.equal(count(html, 'data-part="file"'), SAMPLE_FILES.length);
  assert.equal(count(html, 'data-action="remove"'), SAMPLE_FILES.length);
  has(html, 'data-action="share"', 'data-part="files"', 'data-size="1843200000"');
});

Deno.test("views show a file name as text, whatever is in it", () => {
  const html = sender(sample(SENDER_SAMPLES, "loading-hard-names"));
  hasNot(html, "<b>not markup");
  has(html, "<bdi>&lt;b>not markup");
});

Deno.test("sender view closes the list while the link is being made", () => {
  const html = sender(sample(SENDER_SAMPLES, "loading-creating"));
  has(html, 'aria-disabled="true"');
  hasNot(html, 'data-action="remove"', 'data-part="files"');
});

Deno.test("sender view shows the whole link while it waits, and that nobody is there", () => {
  const state = sample(SENDER_SAMPLES, "waiting");
  assert.ok(state.kind === "waiting");
  const html = sender(state);
  has(html, 'data-part="link"', "readonly", `value="${state.link}"`, 'data-action="copy-link"');
  has(html, '<b data-part="peer-count">0</b>', 'data-action="cancel"');
  hasNot(html, 'data-part="peer"', 'data-action="share-link"');
});

Deno.test("sender view shows the receiver and the way to it once connected", () => {
  const html = sender(sample(SENDER_SAMPLES, "connected"));
  has(html, '<b data-part="peer-count">1</b>', 'data-part="peer"');
  has(html, 'data-part="path" data-path="direct"', 'data-action="cancel"');
});

Deno.test("both views show progress with its bounds while bytes move", () => {
  for (
    const html of [
      sender(sample(SENDER_SAMPLES, "transferring")),
      receiver(sample(RECEIVER_SAMPLES, "transferring")),
    ]
  ) {
    has(html, 'role="progressbar"', 'aria-valuemin="0"', 'aria-valuemax="100"');
    has(html, 'aria-valuenow="41"', 'width="41.99%"', "24.1 MB/s", "45 sec left");
    has(html, 'data-action="cancel"', 'data-path="lan"');
  }
});

Deno.test("both views show the same digest when done", () => {
  const pattern = /data-part="digest">([^<]+)</;
  const sent = pattern.exec(sender(sample(SENDER_SAMPLES, "done")))?.[1];
  const received = pattern.exec(receiver(sample(RECEIVER_SAMPLES, "done")))?.[1];
  assert.ok(sent);
  assert.equal(sent, received);
});

Deno.test("receiver view offers what is there and starts nothing by itself", () => {
  const html = receiver(sample(RECEIVER_SAMPLES, "connected-hard-names"));
  assert.equal(count(html, 'data-part="file"'), SAMPLE_FILES.length);
  has(html, 'data-action="receive"', 'data-action="cancel"');
  hasNot(html, 'data-part="save"');
});

Deno.test("receiver view links every file that is whole, during, after and in spite of failure", () => {
  for (
    const [name, links] of [
      ["transferring", 2],
      ["done", SAMPLE_FILES.length],
      ["failed-some-saved", 2],
    ] as const
  ) {
    const html = receiver(sample(RECEIVER_SAMPLES, name));
    assert.equal(count(html, 'data-part="save" href="blob:'), links, name);
    assert.equal(count(html, "download="), links, name);
  }
});

Deno.test("receiver view saves a file of a folder under its own name, and shows an empty folder", () => {
  const html = receiver(sample(RECEIVER_SAMPLES, "transferring-tree"));
  has(html, 'data-name="Отпуск 2024/День 1/IMG_4001.jpg"', 'download="IMG_4001.jpg"');
  has(html, 'data-name="Отпуск 2024/Документы/пусто/"', "4 files, 6 folders", "one ZIP archive");
});

Deno.test("receiver view lets its reader choose a place where the browser does, and go on in one", () => {
  const shown = (name: string) => receiver(sample(RECEIVER_SAMPLES, name));
  has(shown("connected"), 'data-action="receive-to"', "Choose a folder");
  has(shown("connected-begun"), "Go on in “Загрузки”", 'data-action="receive"');
  const { TransferPanel, leftOvers } = extrasWith(undefined);
  const extras = { TransferPanel, leftOvers, canPick: false };
  const html = receiver(sample(RECEIVER_SAMPLES, "connected"), "en", extras);
  hasNot(html, 'data-action="receive-to"');
});

Deno.test("receiver view says where files are that need no link", () => {
  const html = receiver(sample(RECEIVER_SAMPLES, "done-placed"));
  has(html, 'data-part="destination" data-name="Downloads"', 'data-part="file"');
  hasNot(html, 'data-part="save"', "blob:");
});

Deno.test("receiver view makes an archive, links it, and makes it again where it came to nothing", () => {
  const shown = (name: string) => receiver(sample(RECEIVER_SAMPLES, name));
  has(shown("done-packing"), 'role="progressbar"', 'data-action="cancel"');
  has(shown("done-archive"), 'data-part="save-all"', 'download="Отпуск 2024.zip"');
  has(shown("done-archive-failed"), 'data-action="pack"', "couldn’t be made");
  has(shown("done-archive-given-up"), 'data-action="pack"', "No archive was made");
});

Deno.test("receiver view shows a received text as text, and copies it", () => {
  const html = receiver(sample(RECEIVER_SAMPLES, "done-text"));
  has(html, 'data-action="copy-text"', "&lt;b>please&lt;/b>");
  hasNot(html, "<b>please");
});

Deno.test("receiver view shows what is left of before with an offer and a failure, and says that it is gone", () => {
  for (const name of ["connected", "failed-storage-full-here"]) {
    const html = receiver(
      sample(RECEIVER_SAMPLES, name),
      "en",
      extrasWith({ transfers: 2, bytes: 5e6 }),
    );
    has(html, 'data-action="clear-leftovers"', "2 unfinished transfers", "Remove 5 MB");
  }
  const cleared = receiver(
    sample(RECEIVER_SAMPLES, "connected"),
    "ru",
    extrasWith({ transfers: 0, bytes: 0 }),
  );
  has(cleared, "Удалено");
  hasNot(cleared, 'data-action="clear-leftovers"');
  hasNot(receiver(sample(RECEIVER_SAMPLES, "connected")), 'data-part="left-overs"');
});

Deno.test("receiver view shows nothing of an offer before what shows it is there", () => {
  const shared = {
    text: catalogueFor("en"),
    language: "en",
    progress: signal(SAMPLE_PROGRESS),
  } as const;
  const html = renderToString(
    <ReceiverView
      {...shared}
      state={signal(sample(RECEIVER_SAMPLES, "failed-no-key-here"))}
      extras={signal(undefined)}
      actions={RECEIVER_ACTIONS}
    />,
  );
  has(html, 'data-state="failed"', 'data-reason="no-key"');
});

Deno.test("receiver view pauses, resumes and says who paused", () => {
  const shown = (name: string) => receiver(sample(RECEIVER_SAMPLES, name));
  has(shown("transferring"), 'data-action="pause"', 'data-action="cancel"');
  has(shown("transferring-paused-here"), 'data-action="resume"', "You paused");
  has(shown("transferring-paused-there"), 'data-action="pause"', "The other side paused");
});

Deno.test("receiver view says from where it goes on, and nothing of it where it is new", () => {
  const shown = (name: string) => receiver(sample(RECEIVER_SAMPLES, name));
  has(shown("transferring-continued"), 'data-held-bytes="1234567"', "1.23 MB");
  has(shown("transferring-checking"), "Checking what is already here");
  hasNot(shown("transferring"), "data-held-bytes", "Checking what");
});

Deno.test("both views offer to try again except where it can't help", () => {
  const hopeful = ["no-route", "connection-lost", "storage-full", "cancelled", "session-unknown"];
  const final = ["no-key", "wrong-key", "no-webrtc", "insecure-context", "tampered"];
  for (const reason of hopeful) {
    has(receiver(sample(RECEIVER_SAMPLES, `failed-${reason}-here`)), 'data-action="retry"');
  }
  for (const reason of final) {
    hasNot(receiver(sample(RECEIVER_SAMPLES, `failed-${reason}-here`)), 'data-action="retry"');
    hasNot(sender(sample(SENDER_SAMPLES, `failed-${reason}-here`)), 'data-action="retry"');
  }
});

Deno.test("both views give the numbers when there is no room", () => {
  has(receiver(sample(RECEIVER_SAMPLES, "failed-storage-full-here")), "48.3 GB", "2.15 GB");
  has(sender(sample(SENDER_SAMPLES, "failed-storage-full-there")), "48.3 GB", "2.15 GB");
});

Deno.test("a list of very many files is cut, and says how many are left out", () => {
  const files = Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}`, size: 1 }));
  const html = sender({ kind: "loading", step: "choosing", files });
  assert.equal(count(html, 'data-part="file"'), 1000);
  has(html, "and 99,000 more files", "100,000 files");
});

Deno.test("sender view asks for the same files again after a reload, and offers to start anew", () => {
  const html = sender(sample(SENDER_SAMPLES, "loading-resuming"));
  has(html, 'data-part="files"', 'data-name="Holiday in the mountains.mp4"', 'data-action="reset"');
  hasNot(html, 'data-action="resume"', 'data-action="share"', 'data-action="language"');
  const permit = sender(sample(SENDER_SAMPLES, "loading-resuming-permit"));
  has(permit, 'data-action="resume"', 'data-part="files"');
});

Deno.test("sender view says which file was refused and what is missing, also to a screen reader", () => {
  const html = sender(sample(SENDER_SAMPLES, "loading-resuming-part"));
  assert.equal(count(html, "Holiday by the sea.mp4"), 2);
  has(html, "Still missing: 1 file");
  assert.equal(count(html, 'data-part="file"'), 1);
});

Deno.test("sender view pauses and resumes with one button, and says who paused", () => {
  const moving = sender(sample(SENDER_SAMPLES, "transferring"));
  has(moving, 'data-action="pause"', 'data-action="cancel"');
  const here = sender(sample(SENDER_SAMPLES, "transferring-paused-here"));
  has(here, 'data-action="resume"', "You paused", ">paused<");
  hasNot(here, 'data-action="pause"', "24.1");
  const there = sender(sample(SENDER_SAMPLES, "transferring-paused-there"));
  has(there, 'data-action="pause"', "The other side paused");
  has(sender(sample(SENDER_SAMPLES, "transferring-paused-both")), 'data-action="resume"');
});

Deno.test("sender view in a second tab offers to use this one instead", () => {
  const html = sender({
    kind: "failed",
    files: SAMPLE_FILES,
    link: undefined,
    seats: 1,
    recipients: [],
    failure: { reason: "other-tab", side: "here" },
  });
  has(html, 'data-action="retry"', "Use this tab instead");
});

Deno.test("sender view asks how many may receive before it shares, with one chosen", () => {
  const html = sender(sample(SENDER_SAMPLES, "loading-chosen"));
  has(html, 'data-part="seats"', "How many may receive");
  assert.match(html, /<input[^>]*value="1"[^>]*checked|checked[^>]*value="1"/);
  hasNot(sender(sample(SENDER_SAMPLES, "loading-empty")), 'data-part="seats"');
  hasNot(sender(sample(SENDER_SAMPLES, "loading-creating")), 'data-part="seats"');
});

Deno.test("sender view gives each of several receivers a row with its state, path, progress and controls", () => {
  const html = sender(sample(SENDER_SAMPLES, "several-transferring"));
  const rows = html.match(/<li[^>]*data-part="peer"[^]*?<\/li>/g) ?? [];
  const states = rows.map((row) => /data-state="(\w+)"/.exec(row)?.[1]);
  assert.deepEqual(states, ["transferring", "transferring", "transferring", "done", "failed"]);
  const bars = rows.map((row) => row.includes('role="progressbar"'));
  assert.deepEqual(bars, [true, true, true, false, false]);
  has(
    rows[0] ?? "",
    "Recipient 1",
    'data-path="lan"',
    'data-action="pause"',
    'data-action="remove-peer"',
  );
  has(rows[1] ?? "", 'data-action="resume"', "You paused");
  has(rows[2] ?? "", 'data-interrupted="true"', "being restored");
  has(rows[3] ?? "", "Has everything");
  has(rows[4] ?? "", 'data-failure="peer-left"', "Left.");
  for (const row of rows.slice(3)) hasNot(row, "data-action=");
  has(html, '<b data-part="peer-count">3</b>', 'data-action="stop"', 'data-part="link"');
  hasNot(html, 'data-action="cancel"');
});

Deno.test("sender view hides the link where every place is taken, and says so", () => {
  const html = sender(sample(SENDER_SAMPLES, "several-full"));
  hasNot(html, 'data-part="link"');
  has(html, "Everybody who may receive is here");
});
