import assert from "node:assert/strict";
import { FAILURE_REASONS } from "../protocol/failure.ts";
import { FakeTerminal } from "../testing/fakes/fake_terminal.ts";
import { LANGUAGES } from "../ui/i18n/language.ts";
import type { CliEvent } from "./cli_event.ts";
import { failureText } from "./event_text.ts";
import { barLine } from "./progress_bar.ts";
import { qrLines } from "./qr_lines.ts";
import { Reporter } from "./reporter.ts";

/** What begins an order to a screen. */
const ESCAPE = "\x1b";

const LINK = "https://files.example/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80#" + "A".repeat(43);

function progress(recipient: number, doneBytes: number) {
  return {
    event: "progress",
    recipient,
    doneBytes,
    totalBytes: 1_000_000,
    bytesPerSecond: 100_000,
    secondsLeft: 5,
  } as const satisfies CliEvent;
}

function told(
  events: readonly CliEvent[],
  { terminal = new FakeTerminal(), language = "en" as const, json = false, recipients = 1 } = {},
): FakeTerminal {
  const reporter = new Reporter({ terminal, language, json, recipients });
  for (const event of events) reporter.report(event);
  return terminal;
}

Deno.test("a link is alone on its line for the next program", () => {
  const terminal = told([{ event: "link", link: LINK }]);
  assert.deepEqual(terminal.printed, [LINK]);
  assert.equal(terminal.said, "Pass this link on and leave this running:\n");
});

Deno.test("objects are one a line, and the link is where it always is", () => {
  const events: CliEvent[] = [{ event: "link", link: LINK }, progress(1, 5)];
  const terminal = told(events, { json: true });
  assert.deepEqual(terminal.printed, [LINK]);
  assert.deepEqual(terminal.said.trimEnd().split("\n").map((line) => JSON.parse(line)), events);
});

Deno.test("without a screen there is a line of progress for each ten percent", () => {
  const terminal = told([0, 50_000, 100_000, 150_000, 420_000].map((done) => progress(1, done)));
  assert.deepEqual(terminal.said.trimEnd().split("\n").map((line) => line.split(" ")[0]), [
    "0%",
    "10%",
    "42%",
  ]);
  assert.ok(!terminal.said.includes(ESCAPE));
});

Deno.test("a screen has a bar for each recipient, drawn again below what is said", () => {
  const terminal = new FakeTerminal({ isScreen: true });
  told([progress(2, 500_000), progress(1, 0), {
    event: "delivered",
    recipient: 2,
    digest: "d",
  }], { terminal, recipients: 2 });
  const [first = "", second = "", third = ""] = terminal.said
    .replaceAll(ESCAPE, "ESC").split(/ESC\[\d+AESC\[0J/);
  assert.match(first, /^\[#+-+\] 2: 50% /);
  assert.match(second, /^\[-+\] 1: 0% .*\n\[#+-+\] 2: 50% .*\n$/);
  assert.match(third, /^Recipient 2: has everything, verified\n\[-+\] 1: 0% .*\n$/);
});

Deno.test("a bar is never wider than its screen", () => {
  for (let columns = 1; columns <= 120; columns++) {
    for (const language of LANGUAGES) {
      const line = barLine(progress(1, 123_456), { columns, language, label: "1: " });
      assert.ok(line.length < columns || columns === 1, `${columns}: ${line}`);
    }
  }
});

Deno.test("a QR code is shown where it fits, and nowhere else", () => {
  const big = { isScreen: true, columns: 80, rows: 40 };
  const lines = qrLines(LINK, big);
  assert.ok(lines.length > 10);
  assert.ok(lines.every((line) => line.length === lines[0]?.length && /^[█▀▄ ]+$/.test(line)));
  assert.deepEqual(qrLines(LINK, { ...big, columns: lines[0]!.length - 1 }), []);
  assert.deepEqual(qrLines(LINK, { ...big, rows: lines.length }), []);
  assert.deepEqual(qrLines(LINK, { ...big, isScreen: false }), []);
});

Deno.test("every failure ends with its code in every language", () => {
  for (const language of LANGUAGES) {
    for (const reason of FAILURE_REASONS) {
      for (const side of ["here", "there"] as const) {
        const text = failureText(reason, side, language);
        assert.ok(text.endsWith(` (${reason})`), text);
      }
    }
  }
});
