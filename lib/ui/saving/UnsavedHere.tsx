import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { isOpfsUsed } from "../../storage/opfs/opfs_root.ts";
import type { Localized } from "../i18n/catalogue.ts";
import type { ReceivedBeforeModel } from "./received_before_model.ts";

/** What is loaded where there is something. */
interface Found extends Pick<typeof import("./unsaved_parts.ts"), "ReceivedBefore"> {
  readonly before: ReceivedBeforeModel;
}

/**
 * Offers what earlier pages of this browser received, on a page that receives nothing itself. A browser
 * that never received anything loads nothing for it.
 */
export function UnsavedHere(props: Localized) {
  const found = useSignal<Found | undefined>(undefined);
  useEffect(() => {
    // Where the browser forbids storage, nothing can be kept.
    find().then((there) => found.value = there, () => undefined);
  }, []);
  const { ReceivedBefore, before } = found.value ?? {};
  return ReceivedBefore && before ? <ReceivedBefore before={before} {...props} /> : null;
}

async function find(): Promise<Found | undefined> {
  if (!await isOpfsUsed()) return undefined;
  const { ReceivedBefore, receivedBeforeModel, savingEdges, zipBlob } = await import(
    "./unsaved_parts.ts"
  );
  const before = receivedBeforeModel({ edges: savingEdges, zipBlob });
  await before.look();
  return { ReceivedBefore, before };
}
