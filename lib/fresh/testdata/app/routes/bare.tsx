import type { RouteConfig } from "fresh";

export const config: RouteConfig = { skipAppWrapper: true };

export default function Bare() {
  return <style>{"p { color: red }"}</style>;
}
