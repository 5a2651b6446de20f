import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: ({ req: request, params, info, state: { services } }) => {
    const address = services.addressOf(request, info.remoteAddr);
    return services.sessions.describe({ id: params.id, address });
  },
});
