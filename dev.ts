import { Builder } from "fresh/dev";
import { buildOptions, GENERATED_DIR } from "./fresh.config.ts";
import { describeRecord, writeRecord } from "./lib/build/build_record.ts";
import { buildGenerated } from "./lib/build/generated.ts";
import { sourceCommit } from "./lib/build/source_commit.ts";

const building = Deno.args.includes("build");
await buildGenerated({ outDir: GENERATED_DIR, dev: !building });

const builder = new Builder(buildOptions);
if (building) {
  await builder.build();
  const record = await writeRecord("_fresh", await sourceCommit("."));
  // deno-lint-ignore no-console -- What a command line tool has to say.
  if (record) console.log(describeRecord(record));
} else {
  const port = Number(Deno.env.get("PORT") ?? 8000);
  await builder.listen(() => import("./main.ts"), { port });
}
