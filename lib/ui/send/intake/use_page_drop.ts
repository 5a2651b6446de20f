import { type ReadonlySignal, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { type Dropped, droppedIn } from "./dropped.ts";

/** Takes what was dropped or pasted. */
export interface DropTaker {
  readonly drop: (dropped: readonly Dropped[]) => void;
  readonly addText: (text: string) => unknown;
}

/**
 * Takes files and folders dropped anywhere on the page, and files and texts pasted into it. Without
 * `taker` they are refused; the page still keeps the browser from opening a dropped file in place of
 * the page, which would end a running transfer.
 *
 * @returns whether files are being dragged over the page and would be taken
 */
export function usePageDrop(
  taker: DropTaker | undefined,
): ReadonlySignal<boolean> {
  const dragging = useSignal(false);
  const latest = useRef(taker);
  latest.current = taker;

  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    // The element entered last. Leaving any other one is only moving about inside the page; unlike a
    // counter, this survives elements that disappear while something is dragged over them.
    let entered: EventTarget | null = null;

    function onDragEnter(event: DragEvent): void {
      if (!carriesFiles(event)) return;
      entered = event.target;
      dragging.value = latest.current !== undefined;
    }
    function onDragLeave(event: DragEvent): void {
      if (event.target === entered) dragging.value = false;
    }
    function onDragOver(event: DragEvent): void {
      if (!carriesFiles(event) || event.dataTransfer === null) return;
      event.preventDefault();
      // Who began to drag before this script was there entered unseen.
      entered ??= event.target;
      dragging.value = latest.current !== undefined;
      event.dataTransfer.dropEffect = latest.current === undefined ? "none" : "copy";
    }
    function onDrop(event: DragEvent): void {
      dragging.value = false;
      if (!carriesFiles(event)) return;
      event.preventDefault();
      const { current } = latest;
      if (!current || event.dataTransfer === null) return;
      const dropped = droppedIn(event.dataTransfer);
      if (dropped.length > 0) current.drop(dropped);
    }
    function onPaste(event: ClipboardEvent): void {
      const { clipboardData: data } = event;
      const { current } = latest;
      // A field takes its text itself.
      if (data === null || event.defaultPrevented || isField(event.target)) return;
      if (data.files.length > 0) {
        event.preventDefault();
        return current?.drop(droppedIn(data));
      }
      const text = data.getData("text/plain");
      if (!current || text.trim() === "") return;
      event.preventDefault();
      current.addText(text);
    }

    addEventListener("dragenter", onDragEnter, { signal });
    addEventListener("dragleave", onDragLeave, { signal });
    addEventListener("dragover", onDragOver, { signal });
    addEventListener("drop", onDrop, { signal });
    addEventListener("paste", onPaste, { signal });
    return () => listening.abort();
  }, []);

  return dragging;
}

function carriesFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes("Files") ?? false;
}

function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, textarea") !== null;
}
