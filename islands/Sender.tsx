import { useModel } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { senderEdges } from "../lib/ui/send/browser_edges.ts";
import { SenderView } from "../lib/ui/send/SenderView.tsx";
import type { Catalogue } from "../lib/ui/i18n/catalogue.ts";
import type { Language } from "../lib/ui/i18n/language.ts";
import { SenderModel } from "../lib/ui/send/sender_model.ts";
import { linkActions } from "../lib/ui/parts/share_link.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";

export interface SenderProps {
  readonly basePath: string;
  readonly text: Catalogue;
  readonly language: Language;
}

/** The sender's page: builds the edges, owns the model, shows the view. */
export default function Sender({ basePath, text, language }: SenderProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new SenderModel(senderEdges(basePath, network)));
  const { state, progress, progressOf, seats } = model;
  useEffect(() => {
    network.open();
    model.open();
    // The address of a share that is opened here by hand: the page isn't loaded again for that.
    addEventListener("hashchange", model.open);
    return () => removeEventListener("hashchange", model.open);
  }, []);
  usePageLife({ atRisk: model.atRisk, leave: model.leave });
  const link = () => {
    const current = state.peek();
    return "link" in current ? current.link ?? "" : "";
  };
  return (
    <SenderView
      network={network}
      state={state}
      progress={progress}
      progressOf={progressOf}
      seats={seats}
      text={text}
      language={language}
      actions={{
        ...model,
        ...linkActions(link),
      }}
    />
  );
}
