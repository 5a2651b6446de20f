import { useModel } from "@preact/signals";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { BasePath } from "../lib/ui/parts/base_path.ts";
import type { SessionId } from "../lib/protocol/ids.ts";
import { receiverEdges } from "../lib/ui/receive/browser_edges.ts";
import { ReceiverView } from "../lib/ui/receive/ReceiverView.tsx";
import type { Catalogue } from "../lib/ui/i18n/catalogue.ts";
import type { Language } from "../lib/ui/i18n/language.ts";
import { formatBytes } from "../lib/ui/parts/format.ts";
import { ReceiverModel } from "../lib/ui/receive/receiver_model.ts";
import { isMoving } from "../lib/ui/receive/receiver_state.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";

export interface ReceiverProps {
  readonly sessionId: SessionId;
  readonly basePath: string;
  readonly text: Catalogue;
  readonly language: Language;
}

/** The receiver's page: builds the edges, owns the model, shows the view. */
export default function Receiver({ basePath, sessionId, text, language }: ReceiverProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new ReceiverModel(receiverEdges(basePath, network), sessionId));
  const { state, progress, extras } = model;
  // Before the first painting, not after it: that takes as long as half the way to the sender.
  useLayoutEffect(() => {
    network.open();
    model.open(location.hash);
    // The whole link is pasted into the tab that says what its end was cut off: no page is loaded for that.
    const reopen = () => model.reopen(location.hash);
    addEventListener("hashchange", reopen);
    return () => removeEventListener("hashchange", reopen);
  }, []);
  // The first use of Intl loads its data, 10 ms: now, while the page waits for the sender, and not
  // between the offer and its reader.
  useEffect(() => void formatBytes(language, 0), []);
  usePageLife({
    // Nothing that is verified would be lost, but the transfer would stop.
    atRisk: () => isMoving(state.peek()),
    leave: model.leave,
  });
  return (
    <BasePath.Provider value={basePath}>
      <ReceiverView
        network={network}
        state={state}
        progress={progress}
        extras={extras}
        text={text}
        language={language}
        actions={model}
      />
    </BasePath.Provider>
  );
}
