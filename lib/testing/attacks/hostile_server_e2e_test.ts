import assert from "node:assert/strict";
import { CloseCode } from "../../protocol/close_code.ts";
import { isRecord, parseJsonObject, type UnknownRecord } from "../../protocol/parse.ts";
import { type IslandPage, openLink, savedFile, shareFiles } from "../browsers/island_page.ts";
import { borrowBrowser } from "../browsers/shared_browsers.ts";
import { sha256OfFile, TempFiles } from "../browsers/temp_files.ts";
import type { TestBrowser } from "../browsers/test_browser.ts";
import { AppServer } from "../servers/app_server.ts";
import { type Lies, LyingServer } from "../servers/lying_server.ts";
import { numberedPeer } from "./attacked_member.ts";

const MIB = 1024 * 1024;

/** Both pages and the server that lies to them. */
interface Stage {
  readonly server: LyingServer;
  readonly files: TempFiles;
  readonly browser: TestBrowser;
}

/** One of the attacks in a true browser: what the server lies, and what the pages make of it. */
function attacked(name: string, lies: Lies, run: (stage: Stage) => Promise<void>): void {
  Deno.test(`a hostile server ${name}`, async () => {
    await using stack = new AsyncDisposableStack();
    const truth = stack.use(await AppServer.start());
    const server = stack.use(new LyingServer(truth.origin, lies));
    const files = stack.use(await TempFiles.create());
    const browser = stack.use(await borrowBrowser("chromium"));
    await run({ server, files, browser });
  });
}

/** Shares a file and opens its link. */
async function share({ server, files, browser }: Stage, bytes = 1_000) {
  const path = await files.random("file.bin", bytes);
  const { sender, link } = await shareFiles(browser, server, [path]);
  return { path, sender, link, receiver: await openLink(browser, link) };
}

/** Receives what is shared, whole. */
async function receive({ browser }: Stage, receiver: IslandPage, path: string): Promise<void> {
  await receiver.waitFor("connected");
  receiver.page.on("dialog", (dialog) => dialog.accept());
  await receiver.page.bringToFront();
  await receiver.press("receive");
  await receiver.waitFor("done");
  const saved = await savedFile(browser, (await Deno.stat(path)).size);
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
}

/** Changes messages of one type. */
function changing(type: string, change: (message: UnknownRecord) => object) {
  return (text: string) => {
    const message = parseJsonObject(text);
    return [message?.type === type ? JSON.stringify(change(message)) : text];
  };
}

/** Changes sealed texts of one kind. */
function altering(kind: string) {
  return changing("relay", (message) => {
    const payload = String(message.payload);
    if (!payload.startsWith(kind)) return message;
    const at = payload.length - 20;
    const letter = payload[at] === "A" ? "B" : "A";
    return { ...message, payload: payload.slice(0, at) + letter + payload.slice(at + 1) };
  });
}

/** What the page threw itself, which is never the answer to a lie. */
function thrown({ complaints }: IslandPage): readonly string[] {
  return complaints.filter((text) => /Uncaught|SyntaxError: Failed to construct/.test(text));
}

for (const [what, kind] of [["the guest's key", "g"], ["sealed text", "s"]] as const) {
  attacked(`alters ${what}: the page stops for safety`, { up: altering(kind) }, async (stage) => {
    const { receiver } = await share(stage);
    assert.equal(await receiver.waitForFailure(), "tampered");
  });
}

attacked("gives an ICE URL that Chromium refuses, beside none else: a reason is shown", {
  down: changing(
    "joined",
    (message) => ({ ...message, iceServers: [{ urls: ["https://evil.example"] }] }),
  ),
}, async (stage) => {
  const { receiver, sender } = await share(stage);
  assert.equal(await receiver.waitForFailure(), "protocol-error");
  assert.deepEqual([...thrown(receiver), ...thrown(sender)], []);
});

attacked("gives an ICE URL that Chromium refuses, beside a good one: the file arrives", {
  down: changing("joined", (message) => ({
    ...message,
    iceServers: [{ urls: ["https://evil.example", "stun:127.0.0.1:9"] }, { urls: ["turn:a"] }],
    iceExpiresInMs: Number.MAX_SAFE_INTEGER,
  })),
}, async (stage) => {
  const { receiver, sender, path } = await share(stage);
  await receive(stage, receiver, path);
  assert.deepEqual([...thrown(receiver), ...thrown(sender)], []);
  const asked = stage.server.sockets.flatMap(({ heard }) => heard)
    .filter((text) => text.includes("ice-servers"));
  assert.deepEqual(asked, []);
});

attacked("has both pages give way to each other: the file arrives", {
  down: (text) => [text.replaceAll('"polite":false', '"polite":true')],
}, async (stage) => {
  const { receiver, path } = await share(stage);
  await receive(stage, receiver, path);
});

attacked("lets a page in among 10,000 members: a reason is shown, and it meets nobody", {
  down: changing("joined", (message) => ({
    ...message,
    peers: Array.from({ length: 10_000 }, (_, index) => ({
      peerId: numberedPeer(index),
      role: "owner",
      polite: true,
    })),
  })),
}, async (stage) => {
  const { receiver } = await share(stage);
  assert.equal(await receiver.waitForFailure(), "protocol-error");
});

attacked("names twenty owners more: the true one is met, and the file arrives", {
  down: (text) => [text],
}, async (stage) => {
  const { receiver, path } = await share(stage);
  await receiver.waitFor("connected");
  for (const { say } of stage.server.sockets) {
    for (let number = 1; number <= 20; number++) {
      for (const role of ["owner", "guest"]) {
        say({ type: "peer-joined", peer: { peerId: numberedPeer(number), role, polite: true } });
      }
    }
  }
  await receive(stage, receiver, path);
});

attacked("says in the middle of a file that both left, and ends the session: the file arrives", {
  down: (text) => [text],
}, async (stage) => {
  const { receiver, path } = await share(stage, 64 * MIB);
  await receiver.waitFor("connected");
  await receiver.page.bringToFront();
  await receiver.press("receive");
  await receiver.waitFor("transferring");
  for (const { say, close, heard } of stage.server.sockets) {
    const ids = heard.flatMap((text) => {
      const { to } = parseJsonObject(text) ?? {};
      return typeof to === "string" ? [to] : [];
    });
    for (const peerId of new Set(ids)) say({ type: "peer-left", peerId });
    close(CloseCode.sessionEnded);
  }
  await receiver.waitFor("done", 120_000);
  const saved = await savedFile(stage.browser, 64 * MIB);
  assert.equal(await sha256OfFile(saved), await sha256OfFile(path));
});

attacked("answers POST /sessions with a page of HTML: a reason is shown", {
  created: () => new Response("<html><script>alert(1)</script></html>", { status: 201 }),
}, async ({ server, files, browser }) => {
  const path = await files.random("file.bin", 1_000);
  const sender = await openLink(browser, server.url("/"));
  const input = await sender.page.waitForSelector('input[type=file][data-part="files"]');
  assert.ok(input);
  await input.evaluate((node) => node.id = "files");
  const field = await sender.page.$("input#files");
  await (field as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(path);
  await sender.press("share");
  assert.equal(await sender.waitForFailure(), "server-unreachable");
});

attacked("answers POST /sessions with a link of its own: the page shows one of its origin", {
  created: (answer) => {
    const session = parseJsonObject(answer);
    assert.ok(isRecord(session));
    const url = `https://evil.example/room/${session.id}`;
    return Response.json({ ...session, url }, { status: 201 });
  },
}, async (stage) => {
  const { link, receiver, path } = await share(stage);
  assert.ok(link.startsWith(`${stage.server.origin}/room/`), link);
  await receive(stage, receiver, path);
});
