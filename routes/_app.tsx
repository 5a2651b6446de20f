import { asset } from "fresh/runtime";
import { define } from "../define.ts";
import { SiteFrame } from "../lib/ui/site/SiteFrame.tsx";
import { siteTextFor } from "../lib/ui/i18n/texts.ts";

/** The document around every page. Titles and descriptions are the pages' own (`PageHead`). */
export default define.layout(({ Component, config: { basePath }, state, url }) => (
  <html lang={state.language}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="color-scheme" content="light dark" />
      <meta name="theme-color" content="#eaf0ec" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#0a1511" media="(prefers-color-scheme: dark)" />
      <link rel="stylesheet" href={basePath + asset("/styles.css")} />
      <link rel="icon" href={basePath + asset("/favicon.svg")} type="image/svg+xml" />
      <link rel="apple-touch-icon" href={basePath + asset("/icon-192.png")} />
      <link rel="manifest" href={basePath + asset("/manifest.webmanifest")} />
    </head>
    <body>
      <SiteFrame text={siteTextFor(state.language)} basePath={basePath} path={url.pathname}>
        <Component />
      </SiteFrame>
    </body>
  </html>
));
