import type { ComponentChildren } from "preact";
import type { SiteText } from "../i18n/catalogue.ts";
import { Mark } from "./Mark.tsx";

/** Props of {@linkcode SiteFrame}. */
export interface SiteFrameProps {
  readonly text: SiteText;
  /** The path that the site is served below. */
  readonly basePath: string;
  /** The page's path: decides whether the header leads to the screen pages or back to the files. */
  readonly path?: string | undefined;
  readonly children: ComponentChildren;
}

/** What every page has around it. */
export function SiteFrame({ text, basePath, path = "/", children }: SiteFrameProps) {
  const onScreenPage = /^\/(presenter|view)(\/|$)/.test(path.slice(basePath.length));
  return (
    <div class="page">
      <header class="page-header">
        <a class="wordmark" href={`${basePath}/`} aria-label={text.home}>
          <Mark />
          FileFrag
        </a>
        <a class="page-across" href={`${basePath}${onScreenPage ? "/" : "/presenter"}`}>
          {onScreenPage ? text.sendFiles : text.showScreen}
        </a>
      </header>
      <main class="page-main">
        <noscript>
          <p class="banner" data-tone="warn">{text.noScript}</p>
        </noscript>
        {children}
        {/* Shown by the styles where the page's script doesn't come to life (`_stage.scss`). */}
        <p class="banner not-live" data-tone="warn">{text.notLive}</p>
      </main>
      <footer class="page-footer">
        <p>{text.footer}</p>
      </footer>
    </div>
  );
}
