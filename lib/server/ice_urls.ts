export { isStunUrl, isTurnUrl } from "../protocol/ice_url.ts";

/**
 * Of two operators: pages tell a NAT that maps each destination differently by asking at two
 * addresses, and two names of one operator may have the same. It also outlives either.
 */
export const DEFAULT_STUN_URLS = "stun:stun.l.google.com:19302,stun:stun.cloudflare.com:3478";
