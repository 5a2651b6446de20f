import type { ComponentChildren } from "preact";
import type { SiteText } from "../i18n/site_text.ts";
import { Mark } from "./Mark.tsx";

/** Props of {@linkcode SiteFrame}. */
export interface SiteFrameProps {
  readonly text: SiteText;
  readonly children: ComponentChildren;
}

/** What every page has around it. */
export function SiteFrame({ text, children }: SiteFrameProps) {
  return (
    <div class="page">
      <header class="page-header">
        <a class="wordmark" href="/" aria-label={text.home}>
          <Mark />
          FileFrag
        </a>
      </header>
      <main class="page-main">
        <noscript>
          <p class="banner" data-tone="warn">{text.noScript}</p>
        </noscript>
        {children}
      </main>
      <footer class="page-footer">
        <p>{text.footer}</p>
      </footer>
    </div>
  );
}
