import type { Signal } from "@preact/signals";
import { IS_BROWSER } from "fresh/runtime";
import { label } from "../label.ts";

export default function Counter({ id, count }: { id: string; count: Signal<number> }) {
  return (
    <button id={id} type="button" data-live={IS_BROWSER} onClick={() => count.value++}>
      {label} {count}
    </button>
  );
}
