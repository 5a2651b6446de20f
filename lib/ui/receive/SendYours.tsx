import { useContext } from "preact/hooks";
import { BasePath } from "../parts/base_path.ts";
import type { ReceiverText } from "../i18n/catalogue.ts";

/** The way to the other end of a transfer. */
export function SendYours({ text }: { readonly text: ReceiverText }) {
  const home = `${useContext(BasePath)}/`;
  return <a class="button-quiet" href={home}>{text.sendYours}</a>;
}
