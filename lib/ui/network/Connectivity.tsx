import type { NetworkModel } from "./connectivity_model.ts";
import type { ConnectivityPanelProps } from "./ConnectivityPanel.tsx";

/** Props of {@linkcode Connectivity}. */
export interface ConnectivityProps extends Omit<ConnectivityPanelProps, "model"> {
  /** Missing where a view is shown by itself. */
  readonly model: NetworkModel | undefined;
}

/** What is known of the network, where that is worth a word, and the choice to hide its address. */
export function Connectivity({ model, ...props }: ConnectivityProps) {
  const Panel = model?.late.value?.ConnectivityPanel;
  return model && Panel ? <Panel model={model} {...props} /> : null;
}
