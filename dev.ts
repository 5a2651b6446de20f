import { Builder } from "fresh/dev";
import { buildOptions, GENERATED_DIR } from "./fresh.config.ts";
import { buildStyles } from "./lib/build/styles.ts";
import { buildWorkers } from "./lib/build/workers.ts";

const building = Deno.args.includes("build");
const generated = { outDir: GENERATED_DIR, dev: !building };
await buildStyles(generated);
await buildWorkers(generated);

const builder = new Builder(buildOptions);
if (building) {
  await builder.build();
} else {
  const port = Number(Deno.env.get("PORT") ?? 8000);
  await builder.listen(() => import("./main.ts"), { port });
}
