/**
 * What a page needs of its network's check only once it has joined, or its reader hides the address.
 * @module
 */
export { checkConnectivity } from "../../peer/ice/connectivity_check.ts";
export { ConnectivityPanel } from "./ConnectivityPanel.tsx";
