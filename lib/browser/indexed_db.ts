/**
 * Opens a database when it is first asked for. It is opened again where that failed, or after the
 * browser closed it; and it makes way for a later version of the program in another tab.
 *
 * @param create makes its stores where it is new or of an earlier version
 */
export function databaseOpener(
  factory: IDBFactory,
  name: string,
  version: number,
  create: (database: IDBDatabase) => void,
): () => Promise<IDBDatabase> {
  let opened: Promise<IDBDatabase> | undefined;

  async function open(): Promise<IDBDatabase> {
    const forget = () => opened = undefined;
    try {
      const database = await openDatabase(factory, name, version, create);
      database.onclose = forget;
      database.onversionchange = () => {
        forget();
        database.close();
      };
      return database;
    } catch (error) {
      forget();
      throw error;
    }
  }

  return () => opened ??= open();
}

function openDatabase(
  factory: IDBFactory,
  name: string,
  version: number,
  create: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    let isBlocked = false;
    request.onupgradeneeded = () => create(request.result);
    request.onblocked = () => {
      isBlocked = true;
      reject(new Error(`Cannot open ${name}: another tab has an earlier version of it open`));
    };
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      if (isBlocked) request.result.close(); // Who asked for it has gone on without.
      else resolve(request.result);
    };
  });
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
