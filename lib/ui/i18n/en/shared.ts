import type { Path } from "../../facts/transfer_facts.ts";
import { EN_CONNECTIVITY } from "./connectivity.ts";

/** What pages of files and of screens say alike in English. */
export const EN_SHARED = {
  retry: "Try again",
  path: {
    lan: "Over the local network",
    direct: "Directly over the internet",
    relay: "Through a relay, still encrypted",
  } satisfies Readonly<Record<Path, string>>,
  switchLanguage: "Language",
  connectivity: EN_CONNECTIVITY,
};

/** The words around a link that is to be handed on, in English. */
export const EN_LINK = {
  copy: "Copy link",
  copied: "Copied",
  copyByHand: "Select the link and copy it by hand",
  shareSheet: "Send link",
  qr: "QR code of the link, for a phone camera",
};
