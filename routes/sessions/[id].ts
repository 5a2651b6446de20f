import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: ({ params, state: { services } }) => services.sessions.describe(params.id),
});
