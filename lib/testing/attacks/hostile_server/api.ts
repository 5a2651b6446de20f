import assert from "node:assert/strict";
import { FailureError } from "../../../protocol/failure.ts";
import { createSession, ServerBusyError } from "../../../signaling/session_api.ts";
import { newToken } from "../../servers/signaling_fixture.ts";
import type { Attack } from "../attack.ts";
import { ATTACKED_SESSION } from "../attacked_member.ts";

const ORIGIN = "https://files.example.org";

function ask(answer: () => Response | Promise<Response>) {
  const fetch = () => Promise.resolve(answer());
  return createSession({ kind: "file", joinHash: newToken() }, { origin: ORIGIN, fetch });
}

function created(change: object): () => Response {
  const session = { id: ATTACKED_SESSION, kind: "file", url: ORIGIN, ownerToken: newToken() };
  return () => new Response(JSON.stringify({ ...session, ...change }), { status: 201 });
}

async function assertRefused(answer: () => Response | Promise<Response>): Promise<void> {
  await assert.rejects(
    ask(answer),
    (error) => error instanceof FailureError && error.reason === "server-unreachable",
  );
}

/** What the API answers. */
export const BY_THE_API: readonly Attack[] = [
  {
    name: "answers with a page of HTML, with scripts, with every status",
    must: "no session is made of it: `server-unreachable`",
    async run() {
      const html = "<html><script>alert(1)</script></html>";
      for (const status of [200, 201, 202, 302, 400, 404, 500]) {
        const headers = { "content-type": "text/html" };
        await assertRefused(() => new Response(html, { status, headers }));
      }
    },
  },
  {
    name: "answers with HTML in the members of a session",
    must: "no session is made of it: `server-unreachable`",
    async run() {
      const html = "<img src=x onerror=alert(1)>";
      for (const member of ["id", "kind", "ownerToken"]) {
        await assertRefused(created({ [member]: html }));
      }
    },
  },
  {
    name: "answers with a link of another origin",
    must: "the link is made of the page's own origin, and the key never stands behind another",
    async run() {
      for (
        const url of [
          "https://evil.example/room/x",
          "javascript:alert(1)",
          "//evil.example",
          "https://files.example.org.evil.example/",
          "<script>",
          undefined,
        ]
      ) {
        const session = await ask(created({ url }));
        assert.equal(session.url, `${ORIGIN}/room/${ATTACKED_SESSION}`);
      }
    },
  },
  {
    name: "answers with a session of the other kind",
    must: "it isn't taken: `server-unreachable`",
    run: () => assertRefused(created({ kind: "screen" })),
  },
  {
    name: "answers with an id that leads elsewhere",
    must: "it isn't taken: `server-unreachable`",
    async run() {
      for (const id of ["../presenter", "a/b", "%2e%2e", `${ATTACKED_SESSION}#key`, "", 7, null]) {
        await assertRefused(created({ id }));
      }
    },
  },
  {
    name: "asks to wait for ever",
    must: "the page hears that the server is busy, and of a time only where one can be waited for",
    async run() {
      for (
        const [text, ms] of [["5", 5_000], ["999999999", undefined], ["-1", undefined], [
          "Infinity",
          undefined,
        ], ["Wed, 21 Oct 2099 07:28:00 GMT", undefined]] as const
      ) {
        const headers = { "retry-after": text };
        await assert.rejects(
          ask(() => new Response("", { status: 429, headers })),
          (error) => error instanceof ServerBusyError && error.retryAfterMs === ms,
        );
      }
    },
  },
];
