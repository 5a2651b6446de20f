import { markdownTable } from "../table.ts";
import { type Reports, rowsOf } from "./report.ts";

const PAIRS = ["Chromium → Chromium", "Firefox → Chromium", "Chromium → Firefox"];

/** What networks did to a transfer, as `deno task test:net` prints it. */
export function troublesTable(reports: Reports): string {
  const rows = rowsOf(reports, "troubles", ({ data }) => data.list().map((row) => ({ row })));
  return markdownTable(
    ["seconds until bytes flow again; MiB sent again", ...PAIRS],
    rows.map(({ row }) => [
      row.at("fault").text(),
      ...PAIRS.map((pair) => {
        const seen = row.at("measured").find(pair);
        if (seen === undefined) return "";
        const seconds = seen.at("flowsAfterS").number().toFixed(1);
        return `${seconds} s; ${seen.at("sentAgainMib").number().toFixed(1)}`;
      }),
    ]),
  );
}
