import assert from "node:assert/strict";
import { answerOf, endOf } from "../browser/indexed_db.ts";
import { FakeIndexedDb } from "../testing/fakes/fake_indexed_db.ts";
import { RECORD_LIFETIME_MS } from "./lifetime.ts";

/** What is common to all that keeps records. */
export interface RecordStoreUnderTest<Value> {
  load(key: string): Promise<Value | undefined>;
  keep(key: string, value: Value): Promise<void>;
  forget?(key: string): Promise<void>;
}

/** A store that is tried, and what it keeps. */
export interface RecordStoreCase<Value> {
  readonly name: string;
  readonly database: string;
  readonly open: (factory: IDBFactory, now: () => number) => RecordStoreUnderTest<Value>;
  /** Two records that differ. */
  readonly samples: readonly [Value, Value];
}

const NOW = 1_000_000_000_000;

/** Tests what every store of records promises, whatever it keeps. */
export function testRecordStore<Value>(
  { name, database, open, samples: [first, second] }: RecordStoreCase<Value>,
): void {
  function browser() {
    const idb = new FakeIndexedDb();
    const time = { now: NOW };
    return { idb, time, openPage: () => open(idb, () => time.now) };
  }

  Deno.test(`${name} finds what was kept, each by its key, and nothing by another`, async () => {
    const store = browser().openPage();
    await store.keep("one", first);
    await store.keep("two", second);
    assert.deepEqual(await store.load("one"), first);
    assert.deepEqual(await store.load("two"), second);
    assert.equal(await store.load("three"), undefined);
  });

  Deno.test(`${name} keeps the last record of a key, and opens its database once`, async () => {
    const { openPage, idb } = browser();
    const store = openPage();
    await Promise.all([store.keep("one", first), store.keep("one", second)]);
    assert.deepEqual(await store.load("one"), second);
    assert.equal(idb.opened, 1);
  });

  Deno.test(`${name} gives the next page what a page kept, also while that is open`, async () => {
    const { openPage } = browser();
    const [page, other] = [openPage(), openPage()];
    await Promise.all([page.keep("one", first), other.keep("two", second)]);
    assert.deepEqual(await other.load("one"), first);
    assert.deepEqual(await page.load("two"), second);
    await page.forget?.("two");
    assert.deepEqual(await other.load("two"), page.forget ? undefined : second);
  });

  Deno.test(`${name} forgets a record, and not the others`, async () => {
    const store = browser().openPage();
    await store.keep("one", first);
    await store.keep("two", second);
    await store.forget?.("one");
    await store.forget?.("never kept");
    assert.deepEqual(await store.load("one"), store.forget ? undefined : first);
    assert.deepEqual(await store.load("two"), second);
  });

  for (
    const [what, age, isFound] of [
      ["younger than a day", RECORD_LIFETIME_MS - 1, true],
      ["a day old", RECORD_LIFETIME_MS, false],
      ["from a clock a little ahead", -5_000, true],
      ["from a day ahead", -RECORD_LIFETIME_MS, false],
    ] as const
  ) {
    Deno.test(`${name} ${isFound ? "finds" : "doesn't find"} a record ${what}`, async () => {
      const { openPage, time, idb } = browser();
      const store = openPage();
      await store.keep("one", first);
      time.now += age;
      assert.deepEqual(await store.load("one"), isFound ? first : undefined);
      await store.keep("two", second);
      assert.deepEqual(await keysIn(idb, database), isFound ? ["one", "two"] : ["two"]);
    });
  }

  for (const [what, damage] of Object.entries(DAMAGES)) {
    Deno.test(`${name} passes over a record ${what}`, async () => {
      const { openPage, idb } = browser();
      const store = openPage();
      await store.keep("one", first);
      await rewrite(idb, database, damage);
      assert.equal(await store.load("one"), undefined);
    });
  }

  Deno.test(`${name} removes what has no date as soon as it keeps something`, async () => {
    const { openPage, idb } = browser();
    const store = openPage();
    await store.keep("one", first);
    await rewrite(idb, database, ({ keptAt: _, ...rest }) => rest);
    await store.keep("two", second);
    assert.deepEqual(await keysIn(idb, database), ["two"]);
  });

  Deno.test(`${name} rejects where the browser forbids storage, and tries again`, async () => {
    const { openPage, idb } = browser();
    idb.isForbidden = true;
    const store = openPage();
    await assert.rejects(store.load("one"), { name: "SecurityError" });
    await assert.rejects(store.keep("one", first), { name: "SecurityError" });
    if (store.forget) await assert.rejects(store.forget("one"), { name: "SecurityError" });
    idb.isForbidden = false;
    await store.keep("one", first);
    assert.deepEqual(await store.load("one"), first);
  });

  Deno.test(`${name} goes on after the browser closed its database`, async () => {
    const { openPage, idb } = browser();
    const store = openPage();
    await store.keep("one", first);
    idb.closeAll();
    assert.deepEqual(await store.load("one"), first);
  });

  Deno.test(`${name} stands in no later version's way, and rejects once that is there`, async () => {
    const { openPage, idb } = browser();
    const store = openPage();
    await store.keep("one", first);
    const later = await answerOf(idb.open(database, 9));
    await assert.rejects(store.load("one"), { name: "VersionError" });
    later.close();
  });

  Deno.test(`${name} rejects while a page of an earlier version stands in its way`, async () => {
    const { openPage, idb } = browser();
    const earlier = await answerOf(idb.open(database, 1));
    const store = openPage();
    await assert.rejects(store.keep("one", first), /earlier version/);
    earlier.close();
    await store.keep("one", first);
    assert.deepEqual(await store.load("one"), first);
  });
}

/** What another version of the program may have written instead. */
const DAMAGES: Readonly<Record<string, (record: Record<string, unknown>) => unknown>> = {
  "without a date": ({ keptAt: _, ...rest }) => rest,
  "whose date is a text": (record) => ({ ...record, keptAt: "yesterday" }),
  "with a date and nothing else": ({ keptAt }) => ({ keptAt }),
  "with something else in it": ({ keptAt }) => ({ keptAt, value: { version: 9 } }),
};

async function keysIn(idb: IDBFactory, database: string): Promise<IDBValidKey[]> {
  const opened = await answerOf(idb.open(database));
  const store = storeOf(opened, "readonly");
  const keys = await answerOf(store.getAllKeys());
  opened.close();
  return keys;
}

async function rewrite(
  idb: IDBFactory,
  database: string,
  change: (record: Record<string, unknown>) => unknown,
): Promise<void> {
  const opened = await answerOf(idb.open(database));
  const store = storeOf(opened, "readwrite");
  store.put(change(await answerOf(store.get("one"))), "one");
  await endOf(store.transaction);
  opened.close();
}

function storeOf(database: IDBDatabase, mode: IDBTransactionMode): IDBObjectStore {
  const [name = ""] = database.objectStoreNames;
  return database.transaction(name, mode).objectStore(name);
}
