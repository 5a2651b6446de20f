import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { count, has, hasNot, sampleOf, testPageContract } from "../../testing/html_checks.ts";
import { extrasWith, RECEIVER_SAMPLES, unsaved } from "../../testing/samples/receiver_samples.ts";
import { receiverView, senderView } from "../../testing/samples/sample_views.tsx";
import { FINAL_REASONS, SAMPLE_FILES, SENDER_SAMPLES } from "../../testing/samples/ui_samples.ts";
import type { Language } from "../i18n/language.ts";
import type { ReceiverState } from "./receiver_state.ts";
import type { UnsavedFiles } from "../saving/received_before_model.ts";

function receiver(
  state: ReceiverState,
  language: Language = "en",
  extras = extrasWith(undefined),
): string {
  return renderToString(receiverView(state, language, extras));
}

testPageContract({
  island: "receiver",
  samples: RECEIVER_SAMPLES,
  stateOf: (state) => state,
  render: (state, language) => receiver(state, language),
});

Deno.test("receiver view offers what is there and starts nothing by itself", () => {
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "connected-hard-names"));
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
    const html = receiver(sampleOf(RECEIVER_SAMPLES, name));
    assert.equal(count(html, 'data-part="save" href="blob:'), links, name);
    assert.equal(count(html, "download="), links, name);
  }
});

Deno.test("receiver view saves a file of a folder under its own name, and shows an empty folder", () => {
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "transferring-tree"));
  has(html, 'data-name="Отпуск 2024/День 1/IMG_4001.jpg"', 'download="IMG_4001.jpg"');
  has(html, 'data-name="Отпуск 2024/Документы/пусто/"', "4 files, 6 folders", "one ZIP archive");
});

Deno.test("receiver view lets its reader choose a destination where the browser does, and go on in one", () => {
  const shown = (name: string) => receiver(sampleOf(RECEIVER_SAMPLES, name));
  has(shown("connected"), 'data-action="receive-to"', "Choose a folder");
  has(shown("connected-begun"), "Go on in “Загрузки”", 'data-action="receive"');
  const extras = { ...extrasWith(undefined), canPick: false };
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "connected"), "en", extras);
  hasNot(html, 'data-action="receive-to"');
});

Deno.test("receiver view lists the names that had to be changed, with what can't be seen written out", () => {
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "connected-changed-names"));
  has(html, 'data-count="2"', "2 names are changed", "photo‹202E›gpj.exe", "_con.txt");
  hasNot(html, "\u202E");
  hasNot(receiver(sampleOf(RECEIVER_SAMPLES, "connected")), "changed-names");
});

Deno.test("receiver view says where files are that need no link", () => {
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "done-placed"));
  has(html, 'data-part="destination" data-name="Downloads"', 'data-part="file"');
  hasNot(html, 'data-part="save"', "blob:");
});

Deno.test("receiver view makes an archive, links it, and makes it again where it came to nothing", () => {
  const shown = (name: string) => receiver(sampleOf(RECEIVER_SAMPLES, name));
  has(shown("done-packing"), 'role="progressbar"', 'data-action="cancel"');
  has(shown("done-archive"), 'data-part="save-all"', 'download="Отпуск 2024.zip"');
  has(shown("done-archive-offered"), 'data-action="pack"', "held some of them back");
  has(shown("done-archive-failed"), 'data-action="pack"', "couldn’t be made");
  has(shown("done-archive-given-up"), 'data-action="pack"', "No archive was made");
});

Deno.test("receiver view shows a received text as text, and copies it", () => {
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "done-text"));
  has(html, 'data-action="copy-text"', "&lt;b>please&lt;/b>");
  hasNot(html, "<b>please");
});

Deno.test("receiver view shows what is left of before with an offer and a failure, and says that it is gone", () => {
  for (const name of ["connected", "failed-storage-full-here"]) {
    const html = receiver(
      sampleOf(RECEIVER_SAMPLES, name),
      "en",
      extrasWith({ transfers: 2, bytes: 5e6 }),
    );
    has(html, 'data-action="clear-leftovers"', "2 unfinished transfers", "Remove 5 MB");
  }
  const cleared = receiver(
    sampleOf(RECEIVER_SAMPLES, "connected"),
    "ru",
    extrasWith({ transfers: 0, bytes: 0 }),
  );
  has(cleared, "Удалено");
  hasNot(cleared, 'data-action="clear-leftovers"');
  hasNot(receiver(sampleOf(RECEIVER_SAMPLES, "connected")), 'data-part="left-overs"');
});

Deno.test("receiver view offers what an earlier page received, and says what became of it", () => {
  const before = (state: UnsavedFiles["state"], language: "en" | "ru" = "en") =>
    receiver(sampleOf(RECEIVER_SAMPLES, "failed-session-unknown-here"), language, unsaved(state));
  const kept = before("kept");
  has(kept, 'data-part="received-before"', "and more, 2 files", "may not have been saved");
  has(kept, 'data-action="save-received"', 'data-action="remove-received"');
  has(before("saving", "ru"), "Получено здесь", "всего 2 файла");
  has(before("saved"), "Look among your downloads", 'data-action="save-received"');
  hasNot(before("failed"), 'data-action="save-received"');
  has(before("failed"), "can’t be read any more", 'data-action="remove-received"');
});

Deno.test("receiver view shows nothing of an offer before what shows it is there", () => {
  const state = sampleOf(RECEIVER_SAMPLES, "failed-no-key-here");
  has(
    renderToString(receiverView(state, "en", undefined)),
    'data-state="failed"',
    'data-reason="no-key"',
  );
});

Deno.test("receiver view pauses, resumes and says who paused", () => {
  const shown = (name: string) => receiver(sampleOf(RECEIVER_SAMPLES, name));
  has(shown("transferring"), 'data-action="pause"', 'data-action="cancel"');
  has(shown("transferring-paused-here"), 'data-action="resume"', "You paused");
  has(shown("transferring-paused-there"), 'data-action="pause"', "The other side paused");
});

Deno.test("receiver view says from where it goes on, and nothing of it where it is new", () => {
  const shown = (name: string) => receiver(sampleOf(RECEIVER_SAMPLES, name));
  has(shown("transferring-continued"), 'data-held-bytes="1234567"', "1.23 MB");
  has(shown("transferring-checking"), "Checking what is already here");
  hasNot(shown("transferring"), "data-held-bytes", "Checking what");
});

Deno.test("receiver view shows progress with its bounds while bytes move", () => {
  const html = receiver(sampleOf(RECEIVER_SAMPLES, "transferring"));
  has(html, 'role="progressbar"', 'aria-valuemin="0"', 'aria-valuemax="100"');
  has(html, 'aria-valuenow="41"', 'width="41.99%"', "24.1 MB/s", "45 sec left");
  has(html, 'data-action="cancel"', 'data-path="lan"');
});

Deno.test("receiver view shows the same digest as the sender’s when done", () => {
  const pattern = /data-part="digest">([^<]+)</;
  const sent = pattern.exec(renderToString(senderView(sampleOf(SENDER_SAMPLES, "done"), "en")))
    ?.[1];
  const received = pattern.exec(receiver(sampleOf(RECEIVER_SAMPLES, "done")))?.[1];
  assert.ok(sent);
  assert.equal(sent, received);
});

Deno.test("receiver view offers to try again except where it can't help", () => {
  const hopeful = ["no-route", "connection-lost", "storage-full", "cancelled", "session-unknown"];
  for (const reason of hopeful) {
    has(receiver(sampleOf(RECEIVER_SAMPLES, `failed-${reason}-here`)), 'data-action="retry"');
  }
  for (const reason of FINAL_REASONS) {
    hasNot(receiver(sampleOf(RECEIVER_SAMPLES, `failed-${reason}-here`)), 'data-action="retry"');
  }
});

Deno.test("receiver view gives the numbers when there is no room", () => {
  has(receiver(sampleOf(RECEIVER_SAMPLES, "failed-storage-full-here")), "48.3 GB", "2.15 GB");
});
