import type { ReadonlySignal } from "@preact/signals";
import { useSignal } from "@preact/signals";
import { asset } from "fresh/runtime";

interface Props {
  date: Date;
  big: bigint;
  set: Set<string>;
  doubled: ReadonlySignal<number>;
}

export default function Values({ date, big, set, doubled }: Props) {
  const later = useSignal("");
  const load = async () => later.value = (await import("../later.ts")).later;
  return (
    <p id="values" onClick={load}>
      {date.toISOString()} {String(big + 1n)} {[...set].join()} {doubled} {asset("/styles.css")}
      {" "}
      {later}
    </p>
  );
}
