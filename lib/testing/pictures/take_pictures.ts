/**
 * Takes the pictures of the README from the real pages of the built app: a transfer between two
 * windows, still and moving, and a screen that is shown.
 *
 * ```sh
 * deno task build && deno run -A lib/testing/pictures/take_pictures.ts docs/pictures
 * ```
 *
 * The font is whatever `system-ui` is on this machine.
 * @module
 */
import { photographScreen } from "./photograph_screen.ts";
import { photographTransfer } from "./photograph_transfer.ts";
import { SecureSite } from "./secure_site.ts";

const [out = "docs/pictures"] = Deno.args;
await Deno.mkdir(out, { recursive: true });
await using site = await SecureSite.start();
await photographTransfer(site, out);
await photographScreen(site, out);
