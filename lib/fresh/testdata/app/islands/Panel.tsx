import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";

export default function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  const open = useSignal(false);
  return (
    <section>
      <button id="toggle" type="button" onClick={() => open.value = !open.value}>{title}</button>
      {open.value ? <div id="content">{children}</div> : null}
    </section>
  );
}
