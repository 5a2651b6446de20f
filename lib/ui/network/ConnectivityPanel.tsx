import { connectivityNotice } from "./connectivity_notice.ts";
import type { NetworkModel } from "./connectivity_model.ts";
import type { ConnectivityProps } from "./Connectivity.tsx";

/** What {@linkcode Connectivity} shows, loaded late. */
export function ConnectivityPanel(
  { model, moment, choice, text }: ConnectivityProps & { readonly model: NetworkModel },
) {
  const relayOnly = model.relayOnly.value;
  const offersRelay = model.offersRelay.value;
  const facts = { connectivity: model.connectivity.value, offersRelay, relayOnly };
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
