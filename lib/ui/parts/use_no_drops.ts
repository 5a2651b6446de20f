import { useEffect } from "preact/hooks";

/**
 * Refuses files that are dropped on a page that takes none: the browser would open them in place of the
 * page, which would end a running transfer.
 */
export function useNoDrops(): void {
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const refuse = (event: DragEvent) => {
      const { dataTransfer } = event;
      if (!dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      dataTransfer.dropEffect = "none";
    };
    addEventListener("dragover", refuse, { signal });
    addEventListener("drop", refuse, { signal });
    return () => listening.abort();
  }, []);
}
