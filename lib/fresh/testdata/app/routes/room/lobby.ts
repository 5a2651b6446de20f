import { define } from "../../define.ts";

export const handlers = define.handlers({
  GET: (ctx) => ctx.text("lobby"),
  DELETE: () => new Response(null, { status: 204 }),
});
