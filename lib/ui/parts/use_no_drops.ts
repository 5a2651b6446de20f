import { useListeners } from "./use_listeners.ts";

/**
 * Refuses what is dropped on a page that takes nothing: the browser would open a file, and Firefox a link
 * or a text too, in place of the page, which would end a running transfer.
 */
export function useNoDrops(): void {
  useListeners((signal) => {
    const refuse = (event: DragEvent) => {
      if (isField(event)) return;
      event.preventDefault();
      if (event.dataTransfer) event.dataTransfer.dropEffect = "none";
    };
    addEventListener("dragover", refuse, { signal });
    addEventListener("drop", refuse, { signal });
  });
}

/** Whether a field is meant, which takes texts by itself. A dropped file is for the page even there. */
export function isField(event: DragEvent | ClipboardEvent): boolean {
  if ("dataTransfer" in event && event.dataTransfer?.types.includes("Files")) return false;
  const { target } = event;
  return target instanceof Element && target.closest("input, textarea") !== null;
}

/** Tells whether what is dragged comes from this page itself, such as words that are selected. */
export function draggedFromHere(signal: AbortSignal): () => boolean {
  let isFromHere = false;
  addEventListener("dragstart", () => isFromHere = true, { signal });
  addEventListener("dragend", () => isFromHere = false, { signal });
  return () => isFromHere;
}
