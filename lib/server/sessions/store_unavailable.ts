/** The store that instances share can't be asked now. What was asked may have happened or not. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";

  constructor(cause?: unknown) {
    super("Cannot ask the session store: not connected", { cause });
  }
}
