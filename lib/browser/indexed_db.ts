/**
 * Opens a database of one version.
 *
 * @param create makes its stores where it is new
 */
export function openDatabase(
  factory: IDBFactory,
  name: string,
  create: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  const request = factory.open(name, 1);
  request.onupgradeneeded = () => create(request.result);
  return answerOf(request);
}

/** What a request is answered with; rejects with its error. */
export function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** Waits until a transaction is over; rejects where it was undone. */
export function endOf(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Deletes the records of a store that `isOld` finds too old, within its transaction. */
export function deleteOld(store: IDBObjectStore, isOld: (record: unknown) => boolean): void {
  const request = store.openCursor();
  request.onsuccess = () => {
    const cursor = request.result;
    if (!cursor) return;
    if (isOld(cursor.value)) cursor.delete();
    cursor.continue();
  };
}
