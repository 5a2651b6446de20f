import { signal } from "@preact/signals";
import Left from "./(_islands)/Left.tsx";
import Right from "./(_islands)/Right.tsx";

export default function BothPage() {
  const count = signal(1);
  return (
    <main>
      <Left count={count} />
      <Right count={count} />
    </main>
  );
}
