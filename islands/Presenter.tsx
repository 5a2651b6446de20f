import { useModel } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Localized, ScreenCatalogue } from "../lib/ui/i18n/catalogue.ts";
import { connectivityEdges } from "../lib/ui/network/browser_edges.ts";
import { ConnectivityModel } from "../lib/ui/network/connectivity_model.ts";
import { linkActions } from "../lib/ui/parts/share_link.ts";
import { usePageLife } from "../lib/ui/parts/use_page_life.ts";
import { presenterEdges } from "../lib/ui/present/browser_edges.ts";
import { PresenterModel } from "../lib/ui/present/presenter_model.ts";
import { isPresenting } from "../lib/ui/present/presenter_state.ts";
import { PresenterView } from "../lib/ui/present/PresenterView.tsx";

export interface PresenterProps extends Localized<ScreenCatalogue> {
  readonly basePath: string;
}

/** The presenter's page: builds the edges, owns the model, shows the view. */
export default function Presenter({ basePath, ...localized }: PresenterProps) {
  const network = useModel(() => new ConnectivityModel(connectivityEdges()));
  const model = useModel(() => new PresenterModel(presenterEdges(basePath, network)));
  useEffect(() => {
    network.open();
    model.open();
  }, []);
  usePageLife({
    atRisk: () => isPresenting(model.state.peek()),
    // Says nothing: the page may only be reloading, and its viewers wait for it.
    leave: () => {},
  });
  const actions = { ...model, ...linkActions(model.state) };
  return <PresenterView network={network} actions={actions} {...model} {...localized} />;
}
