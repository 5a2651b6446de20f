import { useModel } from "@preact/signals";
import type { SessionId } from "../lib/protocol/ids.ts";
import type { Localized, ScreenCatalogue } from "../lib/ui/i18n/catalogue.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { BasePath } from "../lib/ui/parts/base_path.ts";
import { useGuestLink } from "../lib/ui/parts/use_guest_link.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";
import { viewerEdges } from "../lib/ui/watch/browser_edges.ts";
import { ViewerModel } from "../lib/ui/watch/viewer_model.ts";
import { ViewerView } from "../lib/ui/watch/ViewerView.tsx";

export interface ViewerProps extends Localized<ScreenCatalogue> {
  readonly sessionId: SessionId;
  readonly basePath: string;
}

/** The viewer's page: builds the edges, owns the model, shows the view. */
export default function Viewer({ basePath, sessionId, ...localized }: ViewerProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new ViewerModel(viewerEdges(basePath, network), sessionId));
  useGuestLink(network, model);
  usePageLife({ atRisk: () => false, leave: model.leave });
  return (
    <BasePath.Provider value={basePath}>
      <ViewerView network={network} actions={model} {...model} {...localized} />
    </BasePath.Provider>
  );
}
