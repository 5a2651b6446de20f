import assert from "node:assert/strict";
import { TokenBucket, TokenBuckets } from "./token_bucket.ts";

const RATE = { burst: 10, perSecond: 2 };

Deno.test("a bucket gives its burst, then its rate, and never more than its burst again", () => {
  const bucket = new TokenBucket(RATE, 0);
  assert.ok(bucket.take(10, 0));
  assert.equal(bucket.take(1, 499), false);
  assert.ok(bucket.take(1, 500));
  assert.ok(bucket.take(10, 1_000_000));
  assert.equal(bucket.take(1, 1_000_000), false);
});

Deno.test("what can't be taken whole isn't taken at all", () => {
  const bucket = new TokenBucket(RATE, 0);
  assert.equal(bucket.take(11, 0), false);
  assert.ok(bucket.take(10, 0));
  assert.equal(bucket.waitMs(0), 500);
});

Deno.test("a clock that goes back gives nothing", () => {
  const bucket = new TokenBucket(RATE, 1000);
  assert.ok(bucket.take(10, 1000));
  assert.equal(bucket.take(1, 0), false);
});

Deno.test("keys don't share, and are forgotten once their buckets are full again", () => {
  const buckets = new TokenBuckets({ burst: 1, perSecond: 1 }, 10);
  assert.ok(buckets.take("a", 0));
  assert.equal(buckets.take("a", 0), false);
  assert.ok(buckets.take("b", 500));
  assert.equal(buckets.waitMs("a", 0), 1000);
  assert.equal(buckets.waitMs("c", 0), 0);
  buckets.sweep(1000);
  assert.equal(buckets.size, 1);
  buckets.sweep(1500);
  assert.equal(buckets.size, 0);
});

Deno.test("no more keys are remembered than allowed; the least recently used goes first", () => {
  const buckets = new TokenBuckets({ burst: 1, perSecond: 0.001 }, 2);
  buckets.take("a", 0);
  buckets.take("b", 0);
  buckets.take("a", 0);
  buckets.take("c", 0);
  assert.equal(buckets.size, 2);
  assert.equal(buckets.take("a", 0), false);
  assert.equal(buckets.take("b", 0), true);
});

Deno.test("who waits as long as told is served, however often others looked meanwhile", () => {
  const bucket = new TokenBucket({ burst: 1, perSecond: 1 / 30 }, 0);
  bucket.take(1, 0);
  const waitMs = bucket.waitMs(0);
  for (let now = 0; now < waitMs; now += 1000) {
    assert.equal(bucket.isFull(now), false);
    assert.equal(bucket.take(1, now), false);
  }
  assert.ok(bucket.take(1, waitMs));
});
