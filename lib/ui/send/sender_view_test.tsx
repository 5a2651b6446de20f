import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { count, has, hasNot, sampleOf, testPageContract } from "../../testing/html_checks.ts";
import { senderView } from "../../testing/samples/sample_views.tsx";
import { FINAL_REASONS, SAMPLE_FILES, SENDER_SAMPLES } from "../../testing/samples/ui_samples.ts";
import type { Language } from "../i18n/language.ts";
import type { SenderState } from "./sender_state.ts";

function sender(state: SenderState, language: Language = "en"): string {
  return renderToString(senderView(state, language));
}

testPageContract({
  island: "sender",
  samples: SENDER_SAMPLES,
  stateOf: (state) => state,
  render: sender,
});

Deno.test("sender view takes files before anything is chosen, and only then switches language", () => {
  const empty = sender(sampleOf(SENDER_SAMPLES, "loading-empty"));
  has(empty, 'type="file"', 'data-part="files"', "multiple", 'data-action="language"');
  hasNot(empty, 'data-action="share"');
  hasNot(sender(sampleOf(SENDER_SAMPLES, "loading-chosen")), 'data-action="language"');
});

Deno.test("sender view lists chosen files with name and size and offers to share them", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "loading-hard-names"));
  assert.equal(count(html, 'data-part="file"'), SAMPLE_FILES.length);
  assert.equal(count(html, 'data-action="remove"'), SAMPLE_FILES.length);
  has(html, 'data-action="share"', 'data-part="files"', 'data-size="1843200000"');
});

Deno.test("sender view shows a file name as text, whatever is in it", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "loading-hard-names"));
  hasNot(html, "<b>not markup");
  has(html, "<bdi>&lt;b>not markup");
});

Deno.test("sender view closes the list while the link is being made", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "loading-creating"));
  has(html, 'aria-disabled="true"');
  hasNot(html, 'data-action="remove"', 'data-part="files"');
});

Deno.test("sender view shows the whole link while it waits, and that nobody is there", () => {
  const state = sampleOf(SENDER_SAMPLES, "waiting");
  assert.ok(state.kind === "waiting");
  const html = sender(state);
  has(html, 'data-part="link"', "readonly", `value="${state.link}"`, 'data-action="copy-link"');
  has(html, '<b data-part="peer-count">0</b>', 'data-action="cancel"');
  hasNot(html, 'data-part="peer"', 'data-action="share-link"');
});

Deno.test("sender view shows the recipient and the way to it once connected", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "connected"));
  has(html, '<b data-part="peer-count">1</b>', 'data-part="peer"');
  has(html, 'data-part="path" data-path="direct"', 'data-action="cancel"');
});

Deno.test("sender view cuts a list of very many files, and says how many are left out", () => {
  const files = Array.from({ length: 100_000 }, (_, index) => ({ name: `${index}`, size: 1 }));
  const html = sender({ kind: "loading", step: "choosing", files });
  assert.equal(count(html, 'data-part="file"'), 1000);
  has(html, "and 99,000 more files", "100,000 files");
});

Deno.test("sender view asks for the same files again after a reload, and offers to start anew", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "loading-resuming"));
  has(html, 'data-part="files"', 'data-name="Holiday in the mountains.mp4"', 'data-action="reset"');
  hasNot(html, 'data-action="resume"', 'data-action="share"', 'data-action="language"');
  const permit = sender(sampleOf(SENDER_SAMPLES, "loading-resuming-permit"));
  has(permit, 'data-action="resume"', 'data-part="files"');
});

Deno.test("sender view says which file was refused and what is missing, also to a screen reader", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "loading-resuming-part"));
  assert.equal(count(html, "Holiday by the sea.mp4"), 2);
  has(html, "Still missing: 1 file");
  assert.equal(count(html, 'data-part="file"'), 1);
});

Deno.test("sender view pauses and resumes with one button, and says who paused", () => {
  const moving = sender(sampleOf(SENDER_SAMPLES, "transferring"));
  has(moving, 'data-action="pause"', 'data-action="cancel"');
  const here = sender(sampleOf(SENDER_SAMPLES, "transferring-paused-here"));
  has(here, 'data-action="resume"', "You paused", ">paused<");
  hasNot(here, 'data-action="pause"', "24.1");
  const there = sender(sampleOf(SENDER_SAMPLES, "transferring-paused-there"));
  has(there, 'data-action="pause"', "The other side paused");
  has(sender(sampleOf(SENDER_SAMPLES, "transferring-paused-both")), 'data-action="resume"');
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
  const html = sender(sampleOf(SENDER_SAMPLES, "loading-chosen"));
  has(html, 'data-part="seats"', "How many may receive");
  assert.match(html, /<input[^>]*value="1"[^>]*checked|checked[^>]*value="1"/);
  hasNot(sender(sampleOf(SENDER_SAMPLES, "loading-empty")), 'data-part="seats"');
  hasNot(sender(sampleOf(SENDER_SAMPLES, "loading-creating")), 'data-part="seats"');
});

Deno.test("sender view gives each of several recipients a row with its state, path, progress and controls", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "several-transferring"));
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

Deno.test("sender view hides the link where every seat is taken, and says so", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "several-full"));
  hasNot(html, 'data-part="link"');
  has(html, "Everybody who may receive is here");
});

Deno.test("sender view shows progress with its bounds while bytes move", () => {
  const html = sender(sampleOf(SENDER_SAMPLES, "transferring"));
  has(html, 'role="progressbar"', 'aria-valuemin="0"', 'aria-valuemax="100"');
  has(html, 'aria-valuenow="41"', 'width="41.99%"', "24.1 MB/s", "45 sec left");
  has(html, 'data-action="cancel"', 'data-path="lan"');
});

Deno.test("sender view doesn't offer to try again where it can't help", () => {
  for (const reason of FINAL_REASONS) {
    hasNot(sender(sampleOf(SENDER_SAMPLES, `failed-${reason}-here`)), 'data-action="retry"');
  }
});

Deno.test("sender view gives the numbers when there is no room", () => {
  has(sender(sampleOf(SENDER_SAMPLES, "failed-storage-full-there")), "48.3 GB", "2.15 GB");
});
