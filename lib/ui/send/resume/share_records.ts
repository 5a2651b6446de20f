import type { FileEntry } from "../../../protocol/file_entry.ts";
import { encodeLinkKey } from "../../../security/link.ts";
import type { ShareStore } from "../../../storage/sources/share_store.ts";
import type { ReopenableFile } from "../../../storage/sources/shared_item.ts";
import { type AddressBar, keyInAddress, showKey } from "../../session/address_bar.ts";
import { joinHashFor, type OwnSession } from "../../session/own_session.ts";

/** What is shared by one link, whoever receives it and however often. */
export interface OwnShare {
  readonly session: OwnSession;
  /** The same for every recipient and over reloads: a recipient that has a part knows it again. */
  readonly transferId: string;
}

/** A share as it is kept. */
export interface ShareRecord extends OwnShare {
  readonly files: readonly FileEntry[];
  /** The way back to each file, where there is one. */
  readonly ways: readonly (ReopenableFile | undefined)[];
}

/** The shares that this browser can take up again. */
export interface ShareRecords {
  /** Whether the page's address names a share. */
  readonly isNamed: boolean;
  /**
   * The share that the address names. Where it is unknown here, the address forgets it too.
   *
   * @throws {FailureError} where what finds it can't be loaded.
   * @throws {DOMException} where the browser's storage can't say.
   */
  find(): Promise<ShareRecord | undefined>;
  /** Answers whether the share will be found after a reload. */
  keep(share: ShareRecord): Promise<boolean>;
  forget(share: OwnShare): Promise<void>;
  /** Takes the key out of the address, and forgets nothing. */
  leave(): void;
}

/**
 * Keeps shares in two halves, of which neither opens anything by itself: what the owner needs in the
 * browser's storage, and the key behind the `#` of the page's own address. The storage knows the key's
 * one-way hash, which is how the halves find each other.
 *
 * @param loadStore the storage, which is loaded when it is needed first
 */
export function shareRecords(
  addressBar: AddressBar,
  loadStore: () => Promise<ShareStore>,
): ShareRecords {
  // One after another: what is to be forgotten may only just be on its way into the storage.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn<Value>(run: () => Promise<Value>): Promise<Value> {
    const turn = last.then(run);
    last = turn.catch(() => undefined);
    return turn;
  }

  function hide(secret: Uint8Array<ArrayBuffer>): void {
    const shown = keyInAddress(addressBar);
    if (shown && encodeLinkKey(shown) === encodeLinkKey(secret)) showKey(addressBar, undefined);
  }

  return {
    get isNamed() {
      return keyInAddress(addressBar) !== undefined;
    },
    async find() {
      const secret = keyInAddress(addressBar);
      if (!secret) return undefined;
      const store = await loadStore();
      const joinHash = await joinHashFor(secret);
      const record = await store.load(joinHash);
      if (!record) {
        showKey(addressBar, undefined);
        return undefined;
      }
      const { id, url, ownerToken, guests, transferId, files, ways } = record;
      const own = { id, kind: "file", secret, url, ownerToken, joinHash } as const;
      return { session: { ...own, ...(guests && { guests }) }, transferId, files, ways };
    },
    keep: ({ session, transferId, files, ways }) =>
      inTurn(async () => {
        const { joinHash, id, url, ownerToken, secret, guests } = session;
        try {
          const store = await loadStore();
          const own = { id, url, ownerToken, ...(guests && { guests }) };
          await store.keep(joinHash, { ...own, transferId, files, ways });
          showKey(addressBar, secret);
          return true;
        } catch {
          return false; // Storage is forbidden here, or the server is gone: a reload ends the share.
        }
      }),
    forget({ session: { secret, joinHash } }) {
      showKey(addressBar, undefined);
      return inTurn(async () => {
        hide(secret); // What was on its way into the storage has shown it once more.
        try {
          await (await loadStore()).forget(joinHash);
        } catch {
          // There was nothing to forget; and what stays unused is removed after a day.
        }
      });
    },
    leave: () => showKey(addressBar, undefined),
  };
}
