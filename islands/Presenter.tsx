import { useModel } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { PresenterView } from "../lib/ui/present/PresenterView.tsx";
import type { Language } from "../lib/ui/i18n/language.ts";
import type { ScreenCatalogue } from "../lib/ui/i18n/catalogue.ts";
import { presenterEdges } from "../lib/ui/present/browser_edges.ts";
import { PresenterModel } from "../lib/ui/present/presenter_model.ts";
import { isPresenting } from "../lib/ui/present/presenter_state.ts";
import { linkActions } from "../lib/ui/parts/share_link.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";

export interface PresenterProps {
  readonly basePath: string;
  readonly text: ScreenCatalogue;
  readonly language: Language;
}

/** The presenter's page: builds the edges, owns the model, shows the view. */
export default function Presenter({ basePath, text, language }: PresenterProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new PresenterModel(presenterEdges(basePath, network)));
  const { state, viewers, sending, preview } = model;
  useEffect(() => {
    network.open();
    model.open();
  }, []);
  usePageLife({
    atRisk: () => isPresenting(state.peek()),
    // Says nothing: the page may only be reloading, and its viewers wait for it.
    leave: () => {},
  });
  const link = () => {
    const current = state.peek();
    return isPresenting(current) ? current.link : "";
  };
  return (
    <PresenterView
      network={network}
      state={state}
      viewers={viewers}
      sending={sending}
      preview={preview}
      text={text}
      language={language}
      actions={{
        ...model,
        ...linkActions(link),
      }}
    />
  );
}
