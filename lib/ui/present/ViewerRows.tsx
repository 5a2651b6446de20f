import type { ReadonlySignal } from "@preact/signals";
import { MAX_VIEWERS } from "../../protocol/limits.ts";
import { fill } from "../i18n/fill.ts";
import type { Localized, ScreenCatalogue } from "../i18n/catalogue.ts";
import type { ViewerFacts } from "../facts/screen_facts.ts";
import type { PresenterActions } from "./presenter_actions.ts";
import { Action } from "../parts/Action.tsx";
import { Banner } from "../parts/Banner.tsx";
import { Latency } from "../parts/Latency.tsx";
import { PathBadge } from "../parts/PathBadge.tsx";

/** Props of {@linkcode ViewerRows}. */
export interface ViewerListProps extends Localized<ScreenCatalogue> {
  readonly viewers: ReadonlySignal<readonly ViewerFacts[]>;
  readonly actions: Pick<PresenterActions, "removeViewer">;
}

/** Who watches, over which path and how far behind. */
export function ViewerRows({ viewers, text, language, actions }: ViewerListProps) {
  const { presenter } = text;
  const list = viewers.value;
  return (
    <div class="peers viewers">
      {list.length === 0 && <Banner tone="busy">{presenter.nobodyYet}</Banner>}
      <p>
        {presenter.viewers}: <b data-part="peer-count">{list.length}</b>
      </p>
      {list.length > 0 && (
        <ul>
          {list.map((viewer) => {
            const name = fill(presenter.viewer, { number: viewer.number });
            return (
              <li key={viewer.number} data-part="peer" data-interrupted={viewer.interrupted}>
                <div class="viewer-row">
                  <span class="peer-dot" aria-hidden="true" />
                  <span>{name}</span>
                  <Latency
                    delayMs={viewer.interrupted ? undefined : viewer.delayMs}
                    language={language}
                  />
                  <PathBadge path={viewer.path} text={text.common} />
                  <ViewerRemark viewer={viewer} text={text} />
                </div>
                <Action
                  name="remove"
                  look="button-plain"
                  of={name}
                  run={() => actions.removeViewer(viewer.number)}
                >
                  {presenter.remove}
                </Action>
              </li>
            );
          })}
        </ul>
      )}
      {list.length >= MAX_VIEWERS && <p class="hint">{presenter.viewersFull}</p>}
    </div>
  );
}

interface ViewerRemarkProps {
  readonly viewer: ViewerFacts;
  readonly text: ScreenCatalogue;
}

function ViewerRemark({ viewer: { interrupted, limit }, text: { presenter } }: ViewerRemarkProps) {
  if (interrupted) return <small class="viewer-remark">{presenter.reconnecting}</small>;
  if (limit === "none") return null;
  return <small class="viewer-remark" data-limit={limit}>{presenter.limit[limit].short}</small>;
}
