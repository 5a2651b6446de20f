import { signal } from "@preact/signals";
import Right from "./(_islands)/Right.tsx";

export default function RightPage() {
  return <Right count={signal(1)} />;
}
