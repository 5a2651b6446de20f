/**
 * What a page needs of its network's check only once it has joined, or its reader hides the address.
 * @module
 */
export { ConnectivityPanel } from "./ConnectivityPanel.tsx";
export { checkNetwork } from "./network_check.ts";
