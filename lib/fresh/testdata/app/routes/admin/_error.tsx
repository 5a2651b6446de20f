import { define } from "../../define.ts";

export default define.page(({ error }) => (
  <h2>Admin: {error instanceof Error ? error.message : "?"}</h2>
));
