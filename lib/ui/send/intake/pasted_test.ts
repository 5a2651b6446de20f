import assert from "node:assert/strict";
import { type PastedData, pastedIn } from "./pasted.ts";

const NOW = new Date(2026, 10, 30, 9, 4, 5);

const picture = new File(["1"], "image.png", { type: "image/png" });
const copied = new File(["1"], "holiday.jpg", { type: "image/jpeg" });
const notes = new File(["1"], "notes.txt", { type: "text/plain" });

function dataOf(files: readonly File[], texts: Readonly<Record<string, string>>): PastedData {
  const items = files.map((file) => ({
    kind: "file",
    webkitGetAsEntry: () => null,
    getAsFile: () => file,
  }));
  return {
    items,
    files,
    types: [...Object.keys(texts), ...(files.length > 0 ? ["Files"] : [])],
    getData: (type: string) => texts[type] ?? "",
  } as unknown as PastedData;
}

const HTML = { "text/html": "<b>1</b>" };

const CASES: readonly (readonly [what: string, data: PastedData, right: string | undefined])[] = [
  [
    "cells of a spreadsheet, which come with a picture",
    dataOf([picture], { "text/plain": "1\t2", ...HTML }),
    "text: 1\t2",
  ],
  [
    "formatted text with a picture of it",
    dataOf([picture], { "text/plain": "Hello", "text/rtf": "{}" }),
    "text: Hello",
  ],
  ["a text", dataOf([], { "text/plain": "Hello" }), "text: Hello"],
  ["a lone picture", dataOf([picture], {}), "files: image 2026-11-30 09.04.05.png"],
  [
    "a picture of a web page, which comes with its markup",
    dataOf([picture], HTML),
    "files: image 2026-11-30 09.04.05.png",
  ],
  [
    "a picture copied in a file manager, which gives its path as a text",
    dataOf([copied], { "text/plain": "/home/a/holiday.jpg" }),
    "files: holiday.jpg",
  ],
  [
    "files copied in a file manager that adds markup",
    dataOf([notes, copied], { "text/plain": "notes.txt", ...HTML }),
    "files: notes.txt, holiday.jpg",
  ],
  [
    "a dragged link",
    dataOf([], { "text/uri-list": "#c\r\nhttps://a.example/\r\n", "text/plain": "words" }),
    "text: https://a.example/",
  ],
  [
    "a dragged picture, which has an address too",
    dataOf([copied], { "text/uri-list": "https://a.example/holiday.jpg" }),
    "files: holiday.jpg",
  ],
  ["nothing but spaces", dataOf([], { "text/plain": " \n" }), undefined],
  ["nothing that can be read", dataOf([], {}), undefined],
];

for (const [what, data, right] of CASES) {
  Deno.test(`pastedIn takes ${what}: ${right}`, () => {
    const pasted = pastedIn(data, NOW);
    const seen = pasted?.kind === "text"
      ? `text: ${pasted.text}`
      : pasted && `files: ${
        pasted.dropped.map((each) => each.kind === "file" ? each.item.path : "folder").join(", ")
      }`;
    assert.equal(seen, right);
  });
}
