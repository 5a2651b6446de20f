import { useSignal } from "@preact/signals";
import { label } from "../../../label.ts";

export default function HelloThere() {
  const text = useSignal(label);
  const load = async () => text.value = (await import("../../../later_label.ts")).laterLabel;
  return <i id="hello" onClick={load}>hello {text}</i>;
}
