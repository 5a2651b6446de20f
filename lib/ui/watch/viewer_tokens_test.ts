import assert from "node:assert/strict";
import { newToken } from "../../testing/servers/signaling_fixture.ts";
import { viewerTokens } from "./viewer_tokens.ts";

/** A tab's storage. */
function tab() {
  const items = new Map<string, string>();
  return {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value),
  };
}

Deno.test("viewerTokens makes every page another peer, until one was removed", () => {
  const { tabTokens, keepRemoved } = viewerTokens(tab());
  assert.notEqual(tabTokens("1").peerToken, tabTokens("1").peerToken);
  const peerToken = newToken();
  keepRemoved("1", peerToken);
  assert.deepEqual([tabTokens("1"), tabTokens("1")], [{ peerToken }, { peerToken }]);
  assert.notEqual(tabTokens("2").peerToken, peerToken, "in another session nobody was removed");
});

Deno.test("viewerTokens makes another peer where what is kept is no token, or storage is forbidden", () => {
  const storage = tab();
  viewerTokens(storage).keepRemoved("1", "no token");
  assert.notEqual(viewerTokens(storage).tabTokens("1").peerToken, "no token");
  const forbidden = () => {
    throw new DOMException("forbidden", "SecurityError");
  };
  const { tabTokens, keepRemoved } = viewerTokens({ getItem: forbidden, setItem: forbidden });
  keepRemoved("1", newToken());
  assert.ok(tabTokens("1").peerToken);
});
