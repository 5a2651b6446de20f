import { useModel } from "@preact/signals";
import type { Localized } from "../lib/ui/i18n/catalogue.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { BasePath } from "../lib/ui/parts/base_path.ts";
import { linkActions } from "../lib/ui/parts/share_link.ts";
import { useListeners } from "../lib/ui/parts/use_listeners.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";
import { senderEdges } from "../lib/ui/send/browser_edges.ts";
import { SenderModel } from "../lib/ui/send/sender_model.ts";
import { SenderView } from "../lib/ui/send/SenderView.tsx";

export interface SenderProps extends Localized {
  readonly basePath: string;
}

/** The sender's page: builds the edges, owns the model, shows the view. */
export default function Sender({ basePath, ...localized }: SenderProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new SenderModel(senderEdges(basePath, network)));
  useListeners((signal) => {
    network.open();
    model.open();
    // The address of a share that is opened here by hand: the page isn't loaded again for that.
    addEventListener("hashchange", model.open, { signal });
  });
  usePageLife({ atRisk: model.atRisk, leave: model.leave });
  const actions = { ...model, ...linkActions(model.state) };
  return (
    <BasePath.Provider value={basePath}>
      <SenderView network={network} actions={actions} {...model} {...localized} />
    </BasePath.Provider>
  );
}
