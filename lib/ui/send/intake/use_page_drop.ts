import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { useListeners } from "../../parts/use_listeners.ts";
import { draggedFromHere, isField } from "../../parts/use_no_drops.ts";
import type { Dropped } from "./dropped.ts";
import { pastedIn } from "./pasted.ts";

/** Takes what was dropped or pasted. */
export interface DropTaker {
  readonly drop: (dropped: readonly Dropped[]) => void;
  readonly addText: (text: string) => unknown;
}

/**
 * Takes files, folders, texts and links that are dropped anywhere on the page or pasted into it. Without
 * `taker` they are refused; the page still keeps the browser from opening what was dropped in place of
 * the page, which would end a running transfer. What is dragged about inside the page, or into a field,
 * is left alone.
 *
 * @returns whether something is being dragged over the page and would be taken
 */
export function usePageDrop(
  taker: DropTaker | undefined,
): ReadonlySignal<boolean> {
  const dragging = useSignal(false);
  const latest = useRef(taker);
  latest.current = taker;

  useListeners((signal) => {
    // The element entered last. Leaving any other one is only moving about inside the page; unlike a
    // counter, this survives elements that disappear while something is dragged over them.
    let entered: EventTarget | null = null;
    const isFromHere = draggedFromHere(signal);
    const isOurs = (event: DragEvent) => !isFromHere() && !isField(event);

    function onDragEnter(event: DragEvent): void {
      if (!isOurs(event)) return;
      entered = event.target;
      dragging.value = latest.current !== undefined;
    }
    function onDragLeave(event: DragEvent): void {
      if (event.target === entered) dragging.value = false;
    }
    function onDragOver(event: DragEvent): void {
      if (!isOurs(event) || event.dataTransfer === null) return;
      event.preventDefault();
      // Who began to drag before this script was there entered unseen.
      entered ??= event.target;
      dragging.value = latest.current !== undefined;
      event.dataTransfer.dropEffect = latest.current === undefined ? "none" : "copy";
    }
    function onDrop(event: DragEvent): void {
      dragging.value = false;
      if (!isOurs(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) take(event.dataTransfer);
    }
    function onPaste(event: ClipboardEvent): void {
      const { clipboardData: data } = event;
      // A field takes its text itself.
      if (data === null || event.defaultPrevented || isField(event)) return;
      if (data.types.length === 0) return;
      event.preventDefault();
      take(data);
    }
    function take(data: DataTransfer): void {
      const { current } = latest;
      if (!current) return;
      const pasted = pastedIn(data, new Date());
      if (pasted?.kind === "text") current.addText(pasted.text);
      else if (pasted) current.drop(pasted.dropped);
      else if (data.types.includes("Files")) current.drop([]); // What it is, the browser doesn't say.
    }

    addEventListener("dragenter", onDragEnter, { signal });
    addEventListener("dragleave", onDragLeave, { signal });
    addEventListener("dragover", onDragOver, { signal });
    addEventListener("drop", onDrop, { signal });
    addEventListener("paste", onPaste, { signal });
  });

  return dragging;
}
