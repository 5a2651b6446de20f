import { define } from "../../define.ts";

export const handlers = define.handlers((ctx) =>
  ctx.json({ id: ctx.params["id"], method: ctx.req.method, route: ctx.route })
);
