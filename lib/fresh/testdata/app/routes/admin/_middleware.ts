import { HttpError } from "fresh";
import { define } from "../../define.ts";

export const handler = define.middleware((ctx) => {
  ctx.state.trail.push("admin");
  if (ctx.url.searchParams.has("refuse")) throw new HttpError(403, "Not yours");
  return ctx.next();
});
