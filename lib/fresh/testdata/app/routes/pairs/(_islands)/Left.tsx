import type { Signal } from "@preact/signals";
import { label } from "../../../label.ts";

export default function Left({ count }: { count: Signal<number> }) {
  return <button id="left" type="button" onClick={() => count.value++}>{label} {count}</button>;
}
