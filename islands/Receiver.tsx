import { useModel } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SessionId } from "../lib/protocol/ids.ts";
import type { Localized } from "../lib/ui/i18n/catalogue.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { BasePath } from "../lib/ui/parts/base_path.ts";
import { formatBytes } from "../lib/ui/parts/format.ts";
import { useGuestLink } from "../lib/ui/parts/use_guest_link.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";
import { receiverEdges } from "../lib/ui/receive/browser_edges.ts";
import { ReceiverModel } from "../lib/ui/receive/receiver_model.ts";
import { isAtRisk } from "../lib/ui/receive/receiver_state.ts";
import { ReceiverView } from "../lib/ui/receive/ReceiverView.tsx";

export interface ReceiverProps extends Localized {
  readonly sessionId: SessionId;
  readonly basePath: string;
}

/** The receiver's page: builds the edges, owns the model, shows the view. */
export default function Receiver({ basePath, sessionId, ...localized }: ReceiverProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new ReceiverModel(receiverEdges(basePath, network), sessionId));
  useGuestLink(network, model);
  // The first use of Intl loads its data, 10 ms: now, while the page waits for the sender, and not
  // between the offer and its reader.
  useEffect(() => void formatBytes(localized.language, 0), []);
  usePageLife({
    atRisk: () => isAtRisk(model.state.peek()),
    leave: model.leave,
  });
  return (
    <BasePath.Provider value={basePath}>
      <ReceiverView network={network} actions={model} {...model} {...localized} />
    </BasePath.Provider>
  );
}
