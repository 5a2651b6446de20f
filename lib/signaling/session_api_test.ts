import assert from "node:assert/strict";
import { encodeBase64Url } from "../protocol/base64url.ts";
import { createSession } from "./session_api.ts";

const token = encodeBase64Url(new Uint8Array(32));
const request = { kind: "file", joinHash: token } as const;
const session = {
  id: "9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
  kind: "file",
  url: "https://filefrag.example/room/9f0c1c9e-6f0a-4d0e-8c3a-2b1f5d6e7a80",
  ownerToken: token,
};

function answering(body: unknown, init: ResponseInit = { status: 201 }) {
  return {
    origin: "https://filefrag.example",
    fetch: () => Promise.resolve(new Response(JSON.stringify(body), init)),
  };
}

Deno.test("posts the kind and the hash, and reads the session", async () => {
  const seen: unknown[] = [];
  const created = await createSession(request, {
    origin: "https://filefrag.example",
    fetch: (url, init) => {
      seen.push(url, init?.method, init?.body);
      return Promise.resolve(
        new Response(JSON.stringify({ ...session, expiresAt: "2026" }), {
          status: 201,
        }),
      );
    },
  });
  assert.deepEqual(created, session);
  assert.deepEqual(seen, ["/sessions", "POST", JSON.stringify(request)]);
});

for (
  const [name, change] of Object.entries({
    "an id": { id: "../etc" },
    "a kind": { kind: "shout" },
    "the asked kind": { kind: "screen" },
    "a token": { ownerToken: "short" },
  })
) {
  Deno.test(`an answer without ${name} is no session`, async () => {
    await assert.rejects(
      createSession(request, answering({ ...session, ...change })),
      { reason: "server-unreachable" },
    );
  });
}

for (const status of [429, 503]) {
  Deno.test(`status ${status} is server-busy with the time to wait`, async () => {
    const headers = { "retry-after": "7" };
    await assert.rejects(
      createSession(request, answering({}, { status, headers })),
      { reason: "server-busy", retryAfterMs: 7_000 },
    );
  });
}

Deno.test("the link is the page's own, whatever the server says it is", async () => {
  for (const url of ["https://evil.example/room/x", "javascript:alert(1)", "", 7, undefined]) {
    const created = await createSession(request, {
      ...answering({ ...session, url }),
      basePath: "/share",
    });
    assert.equal(created.url, `https://filefrag.example/share/room/${session.id}`);
  }
});

Deno.test("no answer, no JSON and another status are server-unreachable", async () => {
  for (
    const fetch of [
      () => Promise.reject(new TypeError("refused")),
      () => Promise.resolve(new Response("<html>", { status: 201 })),
      () => Promise.resolve(new Response("{}", { status: 500 })),
    ]
  ) {
    await assert.rejects(createSession(request, { origin: "", fetch }), {
      reason: "server-unreachable",
    });
  }
});

Deno.test("an aborted request rejects with the signal's reason", async () => {
  const reason = new Error("left");
  const { signal } = {
    signal: AbortSignal.abort(reason),
  };
  await assert.rejects(
    createSession(request, { origin: "", signal, fetch: () => Promise.reject(reason) }),
    reason,
  );
});
