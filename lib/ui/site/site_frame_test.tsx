import assert from "node:assert/strict";
import { renderToString } from "preact-render-to-string";
import { siteTextFor } from "../i18n/texts.ts";
import { SiteFrame } from "./SiteFrame.tsx";

Deno.test("the header leads to the screen from the files, and from the screen back", () => {
  for (
    const [path, target] of [
      ["/", "/presenter"],
      ["/room/x", "/presenter"],
      ["/presenter", "/"],
      ["/view/x", "/"],
      ["/viewer", "/presenter"],
    ] as const
  ) {
    const html = renderToString(
      <SiteFrame text={siteTextFor("en")} basePath="" path={path}>x</SiteFrame>,
    );
    assert.ok(html.includes(`class="page-across" href="${target}"`), path);
  }
});
