import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import type { ConnectivityVerdict as Known } from "../../peer/ice/connectivity_verdict.ts";
import type { NetworkModel } from "./connectivity_model.ts";
import { LANGUAGES } from "../i18n/language.ts";
import { catalogueFor } from "../i18n/texts.ts";
import { Connectivity, type ConnectivityProps } from "./Connectivity.tsx";
import { ConnectivityPanel } from "./ConnectivityPanel.tsx";

const HARD: Known = { verdict: "symmetric-nat", relay: "none" };

/** A page's network, with what is loaded late. */
function modelOf(
  connectivity: Known | undefined,
  { offersRelay = false, relayOnly = false, isLoaded = true, localNetwork, isWaiting = false }: {
    offersRelay?: boolean;
    relayOnly?: boolean;
    isLoaded?: boolean;
    localNetwork?: PermissionState;
    isWaiting?: boolean;
  } = {},
): NetworkModel {
  const check = { localNetwork: signal(localNetwork), isWaiting: signal(isWaiting), begin() {} };
  return {
    connectivity: signal(connectivity),
    offersRelay: signal<boolean | undefined>(offersRelay),
    relayOnly: signal(relayOnly),
    check: signal(check),
    late: signal(isLoaded ? { ConnectivityPanel, checkNetwork: () => check } : undefined),
    setRelayOnly: () => {},
  };
}

function shown(props: Omit<ConnectivityProps, "text">, language: "en" | "ru" = "en"): string {
  const text = catalogueFor(language).common.connectivity;
  return renderToString(<Connectivity {...props} text={text} />);
}

for (const language of LANGUAGES) {
  Deno.test(`the network's trouble is shown by the page contract in ${language}`, () => {
    const html = shown({ model: modelOf(HARD), moment: "waiting" }, language);
    assert.match(html, /data-part="connectivity" data-verdict="symmetric-nat"/);
    assert.match(html, /data-tone="warn"/);
    assert.match(html, /TURN/);
  });
}

Deno.test("nothing is shown of the network while it is unknown, or somebody is connected", () => {
  for (
    const props of [
      { model: undefined, moment: "waiting" },
      { model: modelOf(undefined), moment: "waiting" },
      { model: modelOf(HARD, { isLoaded: false }), moment: "waiting" },
      { model: modelOf(HARD), moment: undefined },
      { model: modelOf({ verdict: "unknown", relay: "none" }), moment: "waiting" },
    ] as const
  ) assert.equal(shown(props), "");
});

Deno.test("hiding the address is offered where a relay is, and where it has to be taken back", () => {
  const box = (options: Parameters<typeof modelOf>[1], choice?: "now" | "next") =>
    shown({ model: modelOf(undefined, options), choice });
  assert.equal(box({ offersRelay: false }, "next"), "");
  assert.equal(box({ offersRelay: true }), "");
  const offered = box({ offersRelay: true }, "next");
  assert.match(offered, /type="checkbox" data-action="hide-address"/);
  assert.doesNotMatch(offered, /checked/);
  assert.match(box({ relayOnly: true }, "now"), /checked/);
  assert.notEqual(offered, box({ offersRelay: true }, "now"));
});

Deno.test("the browser's question is explained before it comes, with a button where the check waits for it", () => {
  const prompt = { localNetwork: "prompt" } as const;
  const asked = shown({
    model: modelOf(undefined, { ...prompt, isWaiting: true }),
    moment: "waiting",
  });
  assert.match(asked, /data-part="local-network" data-state="prompt"/);
  assert.match(asked, /data-action="check-network"/);
  const begun = shown({ model: modelOf(HARD, prompt), moment: "waiting" });
  assert.match(begun, /data-part="local-network"/);
  assert.doesNotMatch(begun, /check-network/);
  assert.doesNotMatch(shown({ model: modelOf(HARD), moment: "waiting" }), /local-network|check-/);
  // While somebody is connected nothing is asked any more.
  assert.equal(shown({ model: modelOf(undefined, { ...prompt, isWaiting: true }) }), "");
});

Deno.test("the reader's refusal is named as the cause", () => {
  const html = shown({ model: modelOf(HARD, { localNetwork: "denied" }), moment: "no-route" });
  assert.match(
    html,
    /data-tone="warn" data-part="connectivity" data-verdict="local-network-denied"/,
  );
});
