import { localDay, localTime } from "../../parts/local_day.ts";
import { type Dropped, droppedIn } from "./dropped.ts";

/** What is taken from a clipboard or a drop. */
export type Pasted =
  | { readonly kind: "files"; readonly dropped: readonly Dropped[] }
  | { readonly kind: "text"; readonly text: string };

/** The part of a clipboard or a drop that is looked at. */
export type PastedData = Pick<DataTransfer, "items" | "files" | "types" | "getData">;

/** Formats that a program puts beside a plain text which it could also draw. */
const FORMATTED = ["text/html", "text/rtf"];

/** What browsers call a picture that was copied out of another one's window. */
const NAMELESS = /^image\.(?=(?:bmp|gif|jpe?g|png|webp)$)/i;

/**
 * Decides what is meant where several things are there. A spreadsheet, and an editor of formatted text,
 * add a picture of what was copied: then the text is meant. A file that was copied in a file manager
 * stays a file, and so does a lone picture, which is named by its time.
 *
 * To be asked in the event itself: when it is over, the items are empty.
 *
 * @returns `undefined` where nothing can be taken
 */
export function pastedIn(data: PastedData, now: Date): Pasted | undefined {
  const text = textIn(data);
  const files = [...data.files];
  const isDrawn = files.every(({ type }) => type.startsWith("image/")) &&
    data.types.some((type) => FORMATTED.includes(type)) && data.getData("text/plain").trim() !== "";
  if (files.length > 0 && !isDrawn || text === undefined) {
    const dropped = droppedIn(data).map((each) => named(each, now));
    if (dropped.length > 0) return { kind: "files", dropped };
  }
  return text === undefined ? undefined : { kind: "text", text };
}

/** A link that is dragged has an address, and its words as a text. */
function textIn(data: PastedData): string | undefined {
  const [address = ""] = data.getData("text/uri-list").split(/\r?\n/).filter((line) =>
    /^https?:/i.test(line)
  );
  const text = address || data.getData("text/plain");
  return text.trim() === "" ? undefined : text;
}

function named(dropped: Dropped, now: Date): Dropped {
  if (dropped.kind === "folder" || !NAMELESS.test(dropped.item.path)) return dropped;
  const path = dropped.item.path.replace(NAMELESS, `image ${localDay(now)} ${localTime(now)}.`);
  return { ...dropped, item: { ...dropped.item, path } };
}
