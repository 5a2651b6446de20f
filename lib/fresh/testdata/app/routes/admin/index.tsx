import { page } from "fresh";
import { define } from "../../define.ts";

export const handler = define.handlers({
  GET: () => page({ who: "root" }, { status: 203, headers: { "x-page": "1" } }),
  POST: () => {
    throw new Error("secret detail");
  },
});

export default define.page<typeof handler>(({ data }) => <p>{data.who}</p>);
