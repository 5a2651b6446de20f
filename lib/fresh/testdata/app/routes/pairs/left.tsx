import { signal } from "@preact/signals";
import Left from "./(_islands)/Left.tsx";

export default function LeftPage() {
  return <Left count={signal(1)} />;
}
