import type { Signal } from "@preact/signals";
import { useComputed } from "@preact/signals";

export default function Right({ count }: { count: Signal<number> }) {
  const doubled = useComputed(() => count.value * 2);
  return <button id="right" type="button" onClick={() => count.value--}>double: {doubled}</button>;
}
