import { computed, signal } from "@preact/signals";
import { Head } from "fresh/runtime";
import Counter from "../islands/Counter.tsx";
import Panel from "../islands/Panel.tsx";
import Values from "../islands/Values.tsx";

export default function Home() {
  const shared = signal(3);
  return (
    <main>
      <Head>
        <meta name="description" content="home" />
      </Head>
      <Counter id="one" count={shared} />
      <Counter id="two" count={shared} />
      <Values
        date={new Date(0)}
        big={10n}
        set={new Set(["a"])}
        doubled={computed(() => shared.value * 2)}
      />
      <Panel title="t</script><!--">
        <p class="inside">
          slot <b>text</b>
        </p>
        <Counter id="three" count={shared} />
      </Panel>
    </main>
  );
}
