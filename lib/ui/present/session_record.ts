import { parseSessionId } from "../../protocol/ids.ts";
import { isRecord, isText, parseJsonObject } from "../../protocol/parse.ts";
import { is256Bits } from "../../protocol/base64url.ts";
import { type AddressBar, keyInAddress, showKey } from "../session/address_bar.ts";
import { joinHashFor, type OwnSession } from "../session/own_session.ts";

const NAME = "filefrag own session";

/** Longest link without its key that is taken back; browsers and proxies take as much. */
const MAX_URL_LENGTH = 2_048;

/** What this tab can take up again after a reload. */
export interface SessionRecord {
  /** Whether there is a session to take up. */
  readonly isThere: boolean;
  /** Whether the address names a session that isn't: over, or another tab's. */
  readonly isUnknown: boolean;
  /** The session that was kept; `undefined` where there is none. */
  load(): Promise<OwnSession | undefined>;
  keep(session: OwnSession): void;
  forget(): void;
}

/** Where the halves are kept; tests give their own. */
export interface TabStorage extends AddressBar {
  readonly storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
}

/**
 * Keeps a screen's session in two halves, of which neither opens anything by itself: the owner's
 * token in the tab's storage, and the key where keys are allowed to be, behind the `#` of the page's
 * own address. So no storage ever holds the key, and an address that was copied has no power.
 */
export function sessionRecord(tabStorage: TabStorage): SessionRecord {
  const { storage } = tabStorage;
  function find() {
    const secret = keyInAddress(tabStorage);
    const half = secret && parseHalf(read(storage));
    return half && { ...half, kind: "screen", secret } as const;
  }
  return {
    get isThere() {
      return find() !== undefined;
    },
    get isUnknown() {
      return find() === undefined && keyInAddress(tabStorage) !== undefined;
    },
    async load() {
      const found = find();
      return found && { ...found, joinHash: await joinHashFor(found.secret) };
    },
    keep({ id, url, ownerToken, secret }) {
      try {
        storage.setItem(NAME, JSON.stringify({ id, url, ownerToken }));
        showKey(tabStorage, secret);
      } catch {
        // Storage is forbidden here: a reload makes a new link, which is what it would be without.
      }
    },
    forget() {
      try {
        storage.removeItem(NAME);
      } catch {
        // There was nothing to forget either.
      }
      showKey(tabStorage, undefined);
    },
  };
}

function read(storage: TabStorage["storage"]): string | undefined {
  try {
    return storage.getItem(NAME) ?? undefined;
  } catch {
    return undefined; // Storage is forbidden here.
  }
}

/** The half that the tab's storage has. */
type StoredHalf = Pick<OwnSession, "id" | "url" | "ownerToken">;

function parseHalf(text: string | undefined): StoredHalf | undefined {
  const value = text === undefined ? undefined : parseJsonObject(text);
  if (!isRecord(value)) return undefined;
  const { url, ownerToken } = value;
  const id = parseSessionId(value.id);
  return id && isText(url, MAX_URL_LENGTH) && is256Bits(ownerToken)
    ? { id, url, ownerToken }
    : undefined;
}
