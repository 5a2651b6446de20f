/**
 * What is made of the measurements: plots, and the tables in documents.
 * @module
 */
import { PLOTS } from "./charts.ts";
import { fillMarkers } from "./markers.ts";
import { type Reports, reportsOf } from "./report.ts";
import { TABLES } from "./tables.ts";

/** Where the benchmark's JSON is kept. */
export const MEASUREMENTS = "docs/measurements";

/** Documents with tables between markers. */
const DOCUMENTS = ["README.md", "docs/measurements.md"];

/** Reads every report; paths are from the project's root. */
export async function readReports(): Promise<Reports> {
  const files: [name: string, text: string][] = [];
  for await (const { name } of Deno.readDir(MEASUREMENTS)) {
    files.push([name, await Deno.readTextFile(`${MEASUREMENTS}/${name}`)]);
  }
  // By name, so that files of one day have an order too.
  return reportsOf(files.toSorted(([a], [b]) => a < b ? -1 : 1));
}

/** Every file that measurements are shown in, as it should be, by its path from the root. */
export async function publishedFiles(reports: Reports): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const [name, draw] of Object.entries(PLOTS)) {
    files.set(`docs/plots/${name}.svg`, draw(reports));
  }
  for (const path of DOCUMENTS) {
    const page = await Deno.readTextFile(path);
    files.set(path, fillMarkers(page, (name) => tableOf(name, reports)));
  }
  return files;
}

function tableOf(name: string, reports: Reports): string {
  const make = Object.hasOwn(TABLES, name) ? TABLES[name] : undefined;
  if (!make) throw new Error(`No table "${name}": ${Object.keys(TABLES).join(", ")}`);
  return make(reports);
}
