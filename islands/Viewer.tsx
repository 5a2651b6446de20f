import { useModel } from "@preact/signals";
import { useLayoutEffect } from "preact/hooks";
import { BasePath } from "../lib/ui/parts/base_path.ts";
import type { SessionId } from "../lib/protocol/ids.ts";
import { ViewerView } from "../lib/ui/watch/ViewerView.tsx";
import type { Language } from "../lib/ui/i18n/language.ts";
import type { ScreenCatalogue } from "../lib/ui/i18n/catalogue.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";
import { viewerEdges } from "../lib/ui/watch/browser_edges.ts";
import { ViewerModel } from "../lib/ui/watch/viewer_model.ts";

export interface ViewerProps {
  readonly sessionId: SessionId;
  readonly basePath: string;
  readonly text: ScreenCatalogue;
  readonly language: Language;
}

/** The viewer's page: builds the edges, owns the model, shows the view. */
export default function Viewer({ basePath, sessionId, text, language }: ViewerProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new ViewerModel(viewerEdges(basePath, network), sessionId));
  const { state, picture, sound, facts } = model;
  // Before the first painting, not after it: that takes as long as half the way to the presenter.
  useLayoutEffect(() => {
    network.open();
    model.open(location.hash);
    // The whole link is pasted into the tab that says what its end was cut off: no page is loaded for that.
    const reopen = () => model.reopen(location.hash);
    addEventListener("hashchange", reopen);
    return () => removeEventListener("hashchange", reopen);
  }, []);
  usePageLife({ atRisk: () => false, leave: model.leave });
  return (
    <BasePath.Provider value={basePath}>
      <ViewerView
        network={network}
        state={state}
        picture={picture}
        sound={sound}
        facts={facts}
        text={text}
        language={language}
        actions={model}
      />
    </BasePath.Provider>
  );
}
