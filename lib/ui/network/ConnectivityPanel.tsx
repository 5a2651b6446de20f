import type { ReadonlySignal } from "@preact/signals";
import type { ConnectivityVerdict } from "../../peer/ice/connectivity_verdict.ts";
import type { CommonText } from "../i18n/catalogue.ts";
import type { ConnectivityMoment } from "./connectivity_moment.ts";
import type { NetworkCheck } from "./network_check.ts";
import { connectivityNotice } from "./connectivity_notice.ts";

/** What a page knows of its network, as far as it is shown, and its reader's choice. */
export interface ShownNetwork {
  readonly connectivity: ReadonlySignal<ConnectivityVerdict | undefined>;
  /** Missing until the server was asked. */
  readonly offersRelay: ReadonlySignal<boolean | undefined>;
  readonly relayOnly: ReadonlySignal<boolean>;
  /** Missing until it begins. */
  readonly check: ReadonlySignal<NetworkCheck | undefined>;
  /** Chooses for whoever connects from now on, and for the next visit. */
  setRelayOnly(relayOnly: boolean): void;
}

/** Props of {@linkcode ConnectivityPanel}. */
export interface ConnectivityPanelProps {
  readonly model: ShownNetwork;
  /** Left out while somebody is connected: what the network lets through is plain then. */
  readonly moment?: ConnectivityMoment | undefined;
  /** Offers the choice to hide the address; `now`: the page connects again with it. */
  readonly choice?: "now" | "next" | undefined;
  readonly text: CommonText["connectivity"];
}

/** What `Connectivity` shows, loaded late. */
export function ConnectivityPanel({ model, moment, choice, text }: ConnectivityPanelProps) {
  const relayOnly = model.relayOnly.value;
  const offersRelay = model.offersRelay.value;
  const check = model.check.value;
  const localNetwork = check?.localNetwork.value;
  const facts = { connectivity: model.connectivity.value, offersRelay, relayOnly, localNetwork };
  const notice = moment && connectivityNotice(facts, moment, text);
  return (
    <>
      {notice && (
        <p
          class={notice.tone === "warn" ? "banner" : "hint"}
          data-tone={notice.tone}
          data-part="connectivity"
          data-verdict={notice.verdict}
        >
          {notice.text}
        </p>
      )}
      {moment && localNetwork === "prompt" && !relayOnly && (
        <p class="hint" data-part="local-network" data-state="prompt">{text.localNetworkPrompt}</p>
      )}
      {moment && check?.isWaiting.value && (
        <button
          type="button"
          class="button-small"
          data-action="check-network"
          onClick={() => check.begin()}
        >
          {text.checkNetwork}
        </button>
      )}
      {/* Whoever chose it elsewhere has to be able to take it back. */}
      {choice && (offersRelay || relayOnly) && (
        <label class="hint hide-address">
          <input
            type="checkbox"
            data-action="hide-address"
            checked={relayOnly}
            onChange={({ currentTarget }) => {
              model.setRelayOnly(currentTarget.checked);
              // A new visit of the same link: the peer that knew the address is replaced.
              if (choice === "now") location.reload();
            }}
          />
          <span>
            <b>{text.hideAddress}</b> {text.hideAddressHint}{" "}
            {choice === "now" ? text.hideAddressNow : text.hideAddressNext}
          </span>
        </label>
      )}
    </>
  );
}
