import assert from "node:assert/strict";
import { onNetworkChange } from "./network_change.ts";

/** Gives the browser's view of the network to what runs meanwhile. */
function withConnection(run: (connection: EventTarget & { type: string }) => void): void {
  const connection = Object.assign(new EventTarget(), { type: "wifi" });
  Object.defineProperty(navigator, "connection", { value: connection, configurable: true });
  try {
    run(connection);
  } finally {
    Reflect.deleteProperty(navigator, "connection");
  }
}

Deno.test("onNetworkChange tells of another kind of network, and not of guesses at its rate", () => {
  withConnection((connection) => {
    const listeners = new AbortController();
    let told = 0;
    onNetworkChange(() => told++, listeners.signal);
    connection.dispatchEvent(new Event("change"));
    assert.equal(told, 0);
    connection.type = "cellular";
    connection.dispatchEvent(new Event("change"));
    globalThis.dispatchEvent(new Event("online"));
    assert.equal(told, 2);
    listeners.abort();
    connection.type = "wifi";
    connection.dispatchEvent(new Event("change"));
    globalThis.dispatchEvent(new Event("online"));
    assert.equal(told, 2);
  });
});
