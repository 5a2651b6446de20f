import assert from "node:assert/strict";
import { TrackedTarget } from "./tracked_target.ts";

Deno.test("TrackedTarget is released when the signal of every listener is aborted", () => {
  const target = new TrackedTarget();
  assert.equal(target.isReleased, true);
  const [one, other] = [new AbortController(), new AbortController()];
  target.addEventListener("open", () => {}, { signal: one.signal });
  target.addEventListener("close", () => {}, { signal: other.signal });
  one.abort();
  assert.equal(target.isReleased, false);
  other.abort();
  assert.equal(target.isReleased, true);
});

Deno.test("TrackedTarget is never released of a listener without a signal", () => {
  const target = new TrackedTarget();
  const hear = () => {};
  target.addEventListener("open", hear, { once: true });
  target.dispatchEvent(new Event("open"));
  target.removeEventListener("open", hear);
  assert.equal(target.isReleased, false);
});
