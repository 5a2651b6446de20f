import type { NetworkModel } from "./connectivity_model.ts";
import type { ConnectivityMoment } from "./connectivity_failure.ts";
import type { ConnectivityText } from "../i18n/connectivity_text.ts";

/** Props of {@linkcode Connectivity}. */
export interface ConnectivityProps {
  /** Missing where a view is shown by itself. */
  readonly model: NetworkModel | undefined;
  /** Left out while somebody is connected: what the network lets through is plain then. */
  readonly moment?: ConnectivityMoment | undefined;
  /** Offers the choice to hide the address; `now`: the page connects again with it. */
  readonly choice?: "now" | "next" | undefined;
  readonly text: ConnectivityText;
}

/** What is known of the network, where that is worth a word, and the choice to hide its address. */
export function Connectivity({ model, ...props }: ConnectivityProps) {
  const Panel = model?.late.value?.ConnectivityPanel;
  return model && Panel ? <Panel model={model} {...props} /> : null;
}
